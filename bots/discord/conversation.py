"""What people write, click and send in, on its way to the relay: in order, once, with typing shown meanwhile."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from contextlib import AsyncExitStack
from typing import Any
from weakref import WeakValueDictionary

import aiohttp
import discord
import structlog

from bots import commands, controls
from bots.background import Background
from bots.controls import Chosen, Control, Setup, Stale
from bots.discord import hearing, threads
from bots.discord.answers import Interaction, author_of, data_of, deferring, say, thread_of
from bots.discord.hearing import Heard
from bots.discord.markdown import discord_markdown
from bots.discord.posts import LONGEST
from bots.discord.uploads import uploads
from bots.discord.views import modal_of, typed_in
from bots.files import File
from bots.relay import Relay
from bots.text import split
from engine.changes import Undo
from engine.errors import OperatorError, PersonError
from engine.inbound import Action, Inbound, ThreadKey
from engine.store import sessions
from engine.store.rows import Session
from engine.turns.turn import Engine, resume, status

_log = structlog.get_logger()
Acknowledge = Callable[[], Awaitable[None]]
HELLO = "Hello"
"""What somebody says who begins without an idea; the builder then asks for it."""
NO_SESSION = (
    "No agent is being designed here. Begin one with `/agent new`, or go to its thread: `/agent list` shows yours."
)
HOW_TO_BEGIN = (
    "Begin with `/agent new`, by mentioning me, or with “Apps” on a message: I open a thread and we talk there."
)
NOT_STORED = "I could not store that message just now. Please send it again in a minute."


class Conversation:
    """One client's way into the engine."""

    def __init__(self, client: discord.Client, engine: Engine, relay: Relay) -> None:
        self._client = client
        self.engine = engine
        self.relay = relay
        self._background = Background()
        self._lanes: WeakValueDictionary[int, asyncio.Lock] = WeakValueDictionary()

    # --- messages ---

    async def hear(self, message: discord.Message) -> None:
        """A message somewhere: for the session of its thread, to begin one, or none of our business."""
        bot = self._client.user
        if bot is None or message.author.bot or message.webhook_id or message.type not in hearing.SPOKEN:
            return
        async with AsyncExitStack() as lane:  # entered before anything else is waited for, so that order is kept
            await lane.enter_async_context(self._lane(message.channel.id))
            try:
                await self._hear(message, hearing.heard(message, bot.id), lane.aclose)
            except PersonError as error:
                await self._reply(message, str(error))
            except discord.Forbidden:
                await self._reply(message, threads.NOT_ALLOWED)
            except OperatorError as error:
                _log.error("A message was not stored.", reason=str(error))
                await self._reply(message, NOT_STORED)

    async def _hear(self, message: discord.Message, said: Heard, accepted: Acknowledge) -> None:
        """`accepted` lets the next message of the channel in."""
        key = hearing.key_of(message)
        session = await sessions.by_thread(self.engine.store, str(key))
        command = commands.parse(said.text) if said.meant and not message.attachments else None
        if command and session:
            await self._command(message, session, command, accepted)
        elif command:
            await self._reply(message, commands.help_text(HOW_TO_BEGIN) if command[0] == "help" else NO_SESSION)
        elif session:
            addressed = said.meant or (session.rules.answers == "every message" and not said.aside)
            await self._take(message, said.text, key, accepted, addressed=addressed)
        elif said.meant:
            await self._begin(message, said, accepted)

    async def _begin(self, message: discord.Message, said: Heard, accepted: Acknowledge) -> None:
        """A session in the thread of this message; or here, where we are in a thread or in private already."""
        channel: Any = message.channel
        if isinstance(channel, discord.PartialMessageable):  # not in the cache, so ask what it is
            channel = await self._client.fetch_channel(channel.id)
        text = said.text or ("" if message.attachments else HELLO)
        if threads.is_home(channel):
            await self._take(message, text, hearing.key_of(message), accepted)
            return
        threads.threaded(channel)
        me: Any = message.guild.me if message.guild else None  # not there while the guild's members are not known
        if me and isinstance(channel, discord.abc.GuildChannel):
            threads.check_may(channel.permissions_for(me), channel)

        async def opened() -> None:
            await accepted()
            await threads.open_from(message, said.text)

        await self._take(message, text, threads.key_in(message.id, hearing.guild_of(message)), opened)

    async def _take(
        self, message: discord.Message, text: str, key: ThreadKey, accepted: Acknowledge, *, addressed: bool = True
    ) -> None:
        """Store the message with its files; then the turn."""
        material = await hearing.material(message.attachments)

        async def stored() -> None:
            await accepted()
            if addressed and material.refused:
                await self._reply(message, "\n".join(material.refused))

        if not text and not material.read:
            await stored()
            await self._nothing_to_read(message, addressed=addressed and not material.refused)
            return
        inbound = Inbound(
            thread=key,
            event_key=hearing.event_key(message),
            author=author_of(message.author),
            text=text,
            sent_at=message.created_at,
            addressed=addressed,
            attachments=tuple(material.read),
        )
        await self.talk(inbound, stored)

    async def _nothing_to_read(self, message: discord.Message, *, addressed: bool) -> None:
        """A sticker, or nothing at all; without the message content intent it is text that we were not given."""
        if addressed and (message.stickers or self._client.intents.message_content):
            await self._reply(message, hearing.STICKER if message.stickers else hearing.UNREADABLE)

    async def _command(
        self, message: discord.Message, session: Session, command: tuple[str, list[str]], accepted: Acknowledge
    ) -> None:
        """`@Builder status` and the like, for people who mention rather than type a slash."""
        (name, words), author = command, author_of(message.author)
        if name == "undo":
            key, action = hearing.event_key(message), Action("undo", (Undo(),))
            await self.talk(Inbound(hearing.key_of(message), key, author, "undo", action), accepted)
        elif name == "resume":
            await self.wake(session.id)
        else:
            view = await status(self.engine, session.id)
            people = [str(u.id) for u in message.mentions if self._client.user and u.id != self._client.user.id]
            shown = await commands.run(name, commands.Request(self.engine, view, author, words, people))
            await self._reply(message, shown.markdown, shown.files)

    # --- clicks, selects and forms ---

    async def click(self, interaction: Interaction, custom_id: str, values: Sequence[str]) -> None:
        """A click on a control of ours, however old."""
        control = Control.parse(custom_id)
        if control is None:
            await say(interaction, controls.GONE)
        elif control.kind in ("configure", "form"):
            await self._open_form(interaction, control)
        else:
            thread, person = thread_of(interaction), str(interaction.user.id)
            await self._follow(interaction, await controls.chosen(self.engine, control, thread, person, values))

    async def submit(self, interaction: Interaction) -> None:
        """A modal that somebody sent."""
        control = Control.parse(str(data_of(interaction).get("custom_id", "")))
        if control is None:
            await say(interaction, controls.GONE)
            return
        filled = await controls.filled(self.engine, control, thread_of(interaction), typed_in(interaction))
        if isinstance(filled, Chosen | Stale):
            await self._follow(interaction, filled)
            return
        wrong = "\n".join(f"- {sentence}" for sentence in dict.fromkeys(filled.values()))
        await say(interaction, f"Nothing was saved yet. Press the button again and change this:\n{wrong}")

    async def _open_form(self, interaction: Interaction, control: Control) -> None:
        setup = await controls.setup(self.engine, control, thread_of(interaction))
        if isinstance(setup, Setup):
            await interaction.response.send_modal(modal_of(control, setup))
        else:
            await say(interaction, setup.words)

    async def _follow(self, interaction: Interaction, chosen: Chosen | Stale) -> None:
        if isinstance(chosen, Stale):
            await say(interaction, chosen.words)
            return
        inbound = chosen.inbound(thread_of(interaction), author_of(interaction.user))
        await self.talk(inbound, deferring(interaction))

    # --- what all of them share ---

    async def talk(self, inbound: Inbound, acknowledge: Acknowledge | None = None) -> None:
        """Accept, acknowledge, take the turn with typing shown, deliver. Raises what is wrong before acceptance."""
        typing: asyncio.Task[None] | None = None

        async def accepted() -> None:
            nonlocal typing
            if acknowledge:
                await acknowledge()
            if inbound.addressed:
                typing = self._background.start(self._typing(int(inbound.thread.parts[1])))

        try:
            await self.relay.receive(inbound, accepted)
        finally:
            if typing:
                typing.cancel()

    async def wake(self, session_id: str) -> None:
        """Resume a paused session; its recap goes to the thread."""
        await resume(self.engine, session_id)
        await self.relay.deliver_waiting(session_id)

    async def _typing(self, channel_id: int) -> None:
        """Show that the builder is typing until cancelled; discord.py says it again before it fades."""
        try:
            async with self._client.get_partial_messageable(channel_id).typing():
                await asyncio.Event().wait()
        except (discord.DiscordException, aiohttp.ClientError) as error:
            _log.info("Typing could not be shown.", channel=channel_id, reason=str(error))

    async def _reply(self, message: discord.Message, words: str, files: Sequence[File] = ()) -> None:
        """Words that are no turn, at most once for a message, on however many replicas; lost with a line in the log."""
        about = message.to_reference(fail_if_not_exists=False)
        try:
            for at, piece in enumerate(split(discord_markdown(words), LONGEST)):
                await message.channel.send(piece, reference=about, nonce=f"{message.id}-{at}")
            if files:
                await message.channel.send(files=uploads(files), nonce=f"{message.id}-f")
        except (discord.HTTPException, aiohttp.ClientError) as error:
            _log.warning("A word to a person was not delivered.", channel=message.channel.id, reason=str(error))

    def _lane(self, channel_id: int) -> asyncio.Lock:
        """Messages of one channel are accepted one after the other; their turns are the engine's."""
        return self._lanes.setdefault(channel_id, asyncio.Lock())
