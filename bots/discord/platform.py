"""What only Discord can do for the chat: threads, typing, words in reply to a message."""

import asyncio
from collections.abc import AsyncIterator, Collection, Sequence
from contextlib import asynccontextmanager
from typing import Any

import aiohttp
import discord
import structlog

from bots.chat import Acknowledge, Earlier, nothing
from bots.discord import earlier, incoming, threads
from bots.discord.answers import Interaction, author_of
from bots.discord.markdown import discord_markdown
from bots.discord.posts import LONGEST
from bots.discord.uploads import uploads
from bots.drafts import Drafts
from bots.files import File
from bots.text import split
from engine.background import Background
from engine.messages.inbound import Attachment, Author, ThreadKey
from engine.sessions import OnText

_log = structlog.get_logger()
Source = discord.Message | Interaction
"""A message, or what somebody clicked or chose; the chat speaks only to messages."""
NO_HISTORY = 160002
"""Discord's code: to reply to a message takes the permission to read the history."""
MAY_NOT_WRITE = (
    "I may not write in <#{}>, so I answer here. Somebody who manages the server can give me “Send Messages”, "
    "“Send Messages in Threads” and “Attach Files” there."
)


class DiscordPlatform:
    """The `Platform` of one client."""

    begins = (
        "Begin with `/agent new`, by mentioning me, or with “Apps” on a message: I open a thread and we talk there. "
        "`/agent list` shows yours."
    )
    prefix = ""
    files_seconds: float | None = None

    def __init__(self, client: discord.Client, drafts: Drafts) -> None:
        self._client = client
        self._drafts = drafts
        self._background = Background()

    async def author(self, source: Source, groups: Collection[str] = ()) -> Author:
        return author_of(source.author if isinstance(source, discord.Message) else source.user, groups)

    async def named(self, source: Source, who: str) -> str:
        kind, _, target = who.partition(":")
        mentioned: Sequence[Any] = ()
        if isinstance(source, discord.Message):
            mentioned = source.role_mentions if kind == "group" else source.mentions
        name = next(
            (one.name if kind == "group" else one.display_name for one in mentioned if str(one.id) == target), ""
        )
        return f"@{name}" if name and kind == "group" else name

    async def home(self, source: Source) -> tuple[ThreadKey, Acknowledge]:
        """A thread of the message; or where we are, in a thread or in private."""
        assert isinstance(source, discord.Message)
        channel: Any = source.channel
        if isinstance(channel, discord.PartialMessageable):  # not in the cache, so ask what it is
            channel = await self._client.fetch_channel(channel.id)
        if threads.is_home(channel):
            return incoming.key_of(source), nothing
        threads.threaded(channel)
        me: Any = source.guild.me if source.guild else None  # not there while the guild's members are not known
        if me:
            threads.check_may(channel.permissions_for(me), channel)

        async def opens() -> None:
            await threads.open_from(source, incoming.heard(source, self._us).text)

        return threads.key_in(source.id, incoming.guild_of(source)), opens

    async def read(self, source: Source) -> Sequence[Attachment | str]:
        return await incoming.material(source.attachments) if isinstance(source, discord.Message) else ()

    async def before(self, source: Source, thread: ThreadKey, *, begins: bool) -> Sequence[Earlier]:
        return await earlier.before(source, thread, self._us, begins=begins)

    async def say(self, source: Source, markdown: str, files: Sequence[File] = ()) -> None:
        """At most once for a message, on however many replicas; to its author alone where we may not write there."""
        assert isinstance(source, discord.Message)
        pieces = split(discord_markdown(markdown), LONGEST)
        try:
            try:
                await self._answer(source, pieces, files)
            except discord.Forbidden:
                pieces[0] = split(f"{MAY_NOT_WRITE.format(source.channel.id)}\n\n{pieces[0]}", LONGEST)[0]
                await source.author.send(pieces[0], nonce=f"{source.id}-d")
        except (discord.DiscordException, aiohttp.ClientError) as error:
            _log.warning("A word to a person was not delivered.", channel=source.channel.id, reason=str(error))

    def link(self, thread: ThreadKey) -> str:
        return f"<#{thread.parts[1]}>"

    async def _answer(self, message: discord.Message, pieces: Sequence[str], files: Sequence[File]) -> None:
        about = message.to_reference(fail_if_not_exists=False)
        for at, piece in enumerate(pieces):
            nonce = f"{message.id}-{at}"
            try:
                await message.channel.send(piece, reference=about, nonce=nonce)
            except discord.HTTPException as error:
                if error.code != NO_HISTORY:
                    raise
                await message.channel.send(piece, nonce=nonce)
        if files:
            await message.channel.send(files=uploads(files), nonce=f"{message.id}-f")

    async def whisper(self, source: Source, markdown: str) -> None:
        """To a message only a direct one is private; who takes none is told in the thread."""
        assert isinstance(source, discord.Message)
        try:
            for piece in split(discord_markdown(markdown), LONGEST):
                await source.author.send(piece)
        except (discord.HTTPException, aiohttp.ClientError):
            await self.say(source, markdown)

    def blank(self, source: Source) -> str | None:
        """A sticker, or nothing at all; without the message content intent it is text that we were not given."""
        if isinstance(source, discord.Message) and source.stickers:
            return incoming.STICKER
        return incoming.UNREADABLE if self._client.intents.message_content else ""

    def on_text(self, thread: ThreadKey, person: str) -> OnText:
        return self._drafts.on_text(thread, person)

    @asynccontextmanager
    async def working(self, thread: ThreadKey, person: str) -> AsyncIterator[None]:
        typing = self._background.start(self._typing(int(thread.parts[1])))
        try:
            yield
        finally:
            typing.cancel()
            await self._drafts.finish(thread)

    async def _typing(self, channel_id: int) -> None:
        """Show that the builder is typing until cancelled; discord.py says it again before it fades."""
        try:
            async with self._client.get_partial_messageable(channel_id).typing():
                await asyncio.Event().wait()
        except (discord.DiscordException, aiohttp.ClientError) as error:
            _log.info("Typing could not be shown.", channel=channel_id, reason=str(error))

    @property
    def _us(self) -> int:
        return self._client.user.id if self._client.user else 0
