"""Replies on their way to Discord: from the outbox to the thread whose id is in the store, whatever the cache knows."""

from typing import Final

import aiohttp
import discord
import structlog

from bots.discord import incoming, threads
from bots.discord.posts import LONGEST, Post, posts_of
from bots.discord.uploads import uploads
from bots.discord.views import view_of
from bots.files import File, files_of, flow_picture
from bots.text import split
from engine import sessions
from engine.messages.inbound import ThreadKey
from engine.messages.replies import Asks, Files, Picture
from engine.sessions import Engine, Outbound, Session, TryLater, Undeliverable

_log = structlog.get_logger()
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

    def __init__(self, client: discord.Client, engine: Engine, first_words: str = "") -> None:
        """`first_words` stand above the first reply of every session."""
        self._client = client
        self._engine = engine
        self._first_words = first_words

    async def deliver(self, outbound: Outbound, thread: ThreadKey) -> str | None:
        """Post the reply; the id of its last message. What an earlier attempt posted is not posted again: each message
        has its outbox id as `nonce`, and Discord enforces it."""
        channel = self._client.get_partial_messageable(int(thread.parts[1]))
        posts = posts_of(outbound.reply, outbound.id)
        if self._first_words and await sessions.is_first(self._engine, outbound):
            posts.insert(0, Post(self._first_words))
        last = None
        try:
            for at, post in enumerate(posts):
                last = await self._post(
                    channel, post, outbound, nonce=f"{outbound.id}-{at}" if at else str(outbound.id)
                )
        except discord.RateLimited as error:
            raise TryLater(error.retry_after) from error
        except discord.HTTPException as error:
            await self._refused(outbound, thread, error)
            raise
        return str(last.id) if last else None

    async def _post(
        self, channel: discord.PartialMessageable, post: Post, outbound: Outbound, nonce: str
    ) -> discord.Message:
        content, files = post.content, await self._files(post, outbound)
        if isinstance(post.attach, Picture) and not files:
            content = split(f"{content}\n\n{post.attach.alt}", LONGEST)[0]
        attached = uploads(files, post.attach.alt if isinstance(post.attach, Picture) else "")
        cards = [discord.Embed(description=post.card)] if post.card else []
        bare = not cards  # the flag that hides previews of links hides cards, too
        view = view_of(post)
        heard = _mentions(outbound)
        if view:
            return await channel.send(
                content,
                nonce=nonce,
                files=attached,
                embeds=cards,
                view=view,
                suppress_embeds=bare,
                allowed_mentions=heard,
            )
        return await channel.send(
            content, nonce=nonce, files=attached, embeds=cards, suppress_embeds=bare, allowed_mentions=heard
        )

    async def _files(self, post: Post, outbound: Outbound) -> tuple[File, ...]:
        match post.attach:
            case Picture() as picture:
                drawn = await flow_picture(picture)
                return (drawn,) if drawn else ()
            case Files() as part:
                return await files_of(self._engine, outbound.session_id, part)
            case None:
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
