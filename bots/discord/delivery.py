"""Replies on their way to Discord: from the outbox to the thread whose id is in the store, whatever the cache knows."""

from collections.abc import Sequence
from typing import Final

import aiohttp
import discord
import structlog
from cachetools import LRUCache

from bots.discord import incoming, threads, views
from bots.discord.posts import Post, posts_of
from bots.discord.streaming import DRAFT_MARK
from bots.discord.uploads import uploads
from bots.drafts import Drafts
from bots.files import File, files_of, flow_picture
from engine import sessions
from engine.background import Background
from engine.messages.inbound import ThreadKey
from engine.messages.replies import Asks, Files, Picture, ReplyPart
from engine.sessions import Engine, Outbound, Session, TryLater, Undeliverable

_log = structlog.get_logger()
MOST_REMEMBERED = 2000
UNKNOWN_MESSAGE = 10008
MOST_LOOKED_AT = 100
"""Messages, the newest of the thread."""
UNKNOWN_CHANNEL, MISSING_ACCESS, MISSING_PERMISSIONS, ARCHIVED = 10003, 50001, 50013, 50083
_GONE: Final = {
    UNKNOWN_CHANNEL: "it is not there any more",
    MISSING_ACCESS: "I can no longer see it",
    ARCHIVED: "it is locked",
}


def _mentions(outbound: Outbound) -> discord.AllowedMentions:
    """Those who are asked to approve hear of it; nobody else does."""
    asked = [holder.partition(":") for part in outbound.reply.parts if isinstance(part, Asks) for holder in part.who]
    people = [discord.Object(int(target)) for kind, _, target in asked if kind == "person"]
    roles = [discord.Object(int(target)) for kind, _, target in asked if kind == "group"]
    return discord.AllowedMentions(everyone=False, users=people, roles=roles, replied_user=False)


class Delivery:
    """The relay's adapter: posts replies, and tells the owner where a thread is lost."""

    platform = "discord"

    def __init__(self, client: discord.Client, engine: Engine, drafts: Drafts, first_words: str = "") -> None:
        """`first_words` stand above the first reply of every session."""
        self._client = client
        self._engine = engine
        self._drafts = drafts
        self._first_words = first_words
        self._background = Background()
        self._names: LRUCache[ThreadKey, str] = LRUCache(MOST_REMEMBERED)

    async def deliver(self, outbound: Outbound, thread: ThreadKey) -> str | None:
        """Post the reply; the id of its last message.

        What an earlier attempt may have posted is looked for in the thread. Each message has its outbox id as `nonce`,
        too, which Discord enforces for some minutes: so two processes at once post it once.
        """
        channel = self._client.get_partial_messageable(int(thread.parts[1]))
        first = self._first_words and await sessions.is_first(self._engine, outbound) and self._first_words
        files = {at: await self._files(part, outbound) for at, part in enumerate(outbound.reply.parts)}
        try:
            draft = await self._drafts.of(thread)
            there, draft = await self._there(channel, outbound, draft)
            try:
                posts = posts_of(outbound.reply, outbound.id, files, first or "")
                return await self._post_all(channel, outbound, thread, posts, there, draft)
            except discord.Forbidden as error:
                if error.code != MISSING_PERMISSIONS or not any(files.values()):
                    raise
            posts = posts_of(outbound.reply, outbound.id, {}, first or "")
            return await self._post_all(channel, outbound, thread, posts, there, draft)
        except discord.RateLimited as error:
            raise TryLater(error.retry_after) from error
        except discord.HTTPException as error:
            await self._refused(outbound, thread, error)
            raise

    async def _there(
        self, channel: discord.PartialMessageable, outbound: Outbound, draft: str | None
    ) -> tuple[list[int], str | None]:
        """Messages of this reply that are in the thread, and the draft, where either is not known for certain."""
        if not outbound.redelivery and draft != "":
            return [], draft
        try:
            ours = [m async for m in channel.history(limit=MOST_LOOKED_AT) if m.author == self._client.user]
        except discord.Forbidden as error:
            _log.warning("A thread cannot be looked at before a second delivery.", reason=str(error))
            return [], draft or None
        there = [m.id for m in reversed(ours) if views.mark_of(m) == _mark(outbound)]
        torn = next((str(m.id) for m in ours if views.mark_of(m) == DRAFT_MARK), None)
        return there, draft or torn

    async def _post_all(
        self,
        channel: discord.PartialMessageable,
        outbound: Outbound,
        thread: ThreadKey,
        posts: Sequence[Post],
        there: Sequence[int],
        draft: str | None,
    ) -> str:
        last = there[-1] if there else 0
        for at, post in enumerate(posts[len(there) :], len(there)):
            view = views.layout_of(post, _mark(outbound))
            if at or not draft or not (last := await self._over_draft(channel, draft, post, view)):
                nonce = f"{outbound.id}-{at}" if at else str(outbound.id)
                sent = await channel.send(
                    view=view, files=uploads(post.files), nonce=nonce, allowed_mentions=_mentions(outbound)
                )
                last = sent.id
        if draft is not None:
            await self._drafts.drop(thread)
        self._background.start(self._name(outbound.session_id, thread))
        return str(last)

    async def _name(self, session_id: str, thread: ThreadKey) -> None:
        """A thread that we opened is called as its agent is. Discord takes two names in ten minutes, so it may stay."""
        name = (await sessions.status(self._engine, session_id)).spec.name
        if not name or self._names.get(thread) == name:
            return
        self._names[thread] = name
        channel = self._client.get_channel(int(thread.parts[1]))
        if not isinstance(channel, discord.Thread) or channel.owner_id != self._us or name in channel.name:
            return
        try:
            await channel.edit(name=threads.name_for(name))
        except (discord.DiscordException, aiohttp.ClientError) as error:
            _log.info("A thread keeps its name.", session=session_id, reason=str(error))

    @property
    def _us(self) -> int:
        return self._client.user.id if self._client.user else 0

    async def _over_draft(
        self, channel: discord.PartialMessageable, draft: str, post: Post, view: discord.ui.LayoutView
    ) -> int:
        """Turn the draft of this reply into its first message; 0 where somebody deleted it."""
        message = channel.get_partial_message(int(draft))
        try:
            await message.edit(view=view, attachments=uploads(post.files))
        except discord.NotFound as error:
            if error.code != UNKNOWN_MESSAGE:
                raise
            return 0
        return message.id

    async def _files(self, part: ReplyPart, outbound: Outbound) -> tuple[File, ...]:
        match part:
            case Picture() as picture:
                drawn = await flow_picture(picture)
                return (drawn,) if drawn else ()
            case Files() as files:
                return await files_of(self._engine, outbound.session_id, files)
            case _:
                return ()

    async def _refused(self, outbound: Outbound, thread: ThreadKey, error: discord.HTTPException) -> None:
        """Undeliverable where the thread will never take it; its owner is told. Anything else is tried again."""
        if error.code == UNKNOWN_CHANNEL and await self._opened(outbound, thread):
            raise TryLater(0.1) from error
        why = _GONE.get(error.code)
        if why:
            await self.tell_owner(
                outbound.session_id,
                f"I could not answer in <#{thread.parts[1]}>: {why}. What was agreed is kept. "
                "Open the thread to me again and write a message there, or start a new one with `/agent new`.",
            )
            raise Undeliverable(f"Discord {error.code}: {error.text}") from error
        if error.code == MISSING_PERMISSIONS and outbound.attempts == 1:
            await self.tell_owner(
                outbound.session_id,
                f"I may not write in <#{thread.parts[1]}>. Ask somebody who manages the server to give me "
                "“Send Messages in Threads” and “Attach Files” there; I keep trying for a few minutes.",
            )

    async def _opened(self, outbound: Outbound, thread: ThreadKey) -> bool:
        """Open the thread of the message that began the session, where nobody got to that: the process that accepted
        the message died, or is just about to."""
        if outbound.attempts > 3 or not await sessions.is_first(self._engine, outbound):
            return False
        key, words = await sessions.first_of(self._engine, outbound.session_id)
        place = incoming.place_in(key)
        if place is None or str(place[1]) != thread.parts[1] or place[0] == place[1]:
            return False
        parent = self._client.get_partial_messageable(place[0], guild_id=int(thread.parts[0]))
        try:
            await threads.open_from(parent.get_partial_message(place[1]), words)
        except discord.HTTPException as error:
            _log.warning("The thread of a session could not be opened.", session=outbound.session_id, reason=str(error))
            return False
        return True

    async def tell_owner(self, session_id: str, words: str) -> None:
        """A direct message to the person who began the session. Many people take none: then a word in the channel that
        the thread was opened in."""
        session = await sessions.of(self._engine, session_id)
        try:
            direct = await self._client.create_dm(discord.Object(int(session.author.id)))
            await direct.send(words)
        except (discord.HTTPException, aiohttp.ClientError, ValueError):
            await self._tell_parent(session, words)

    async def _tell_parent(self, session: Session, words: str) -> None:
        try:
            thread = await self._client.fetch_channel(int(ThreadKey.parse(session.thread_key).parts[1]))
            parent_id = getattr(thread, "parent_id", None)
            if parent_id is None:
                raise LookupError("there is no channel around it")
            await self._client.get_partial_messageable(parent_id).send(f"<@{session.author.id}> {words}")
        except (discord.DiscordException, aiohttp.ClientError, LookupError) as error:
            _log.warning(
                "The owner of a session could not be told.", session=session.id, words=words, reason=str(error)
            )


def _mark(outbound: Outbound) -> int:
    """By which the messages of a reply are known; an id of a component holds 31 bits."""
    return DRAFT_MARK + 1 + outbound.id % 2_000_000_000
