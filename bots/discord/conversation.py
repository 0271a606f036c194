"""Discord's events on their way to the chat: messages of one channel in order, clicks and forms answered in time."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass
from weakref import WeakValueDictionary

import discord
import structlog
from cachetools import LRUCache

from bots import controls
from bots.chat import Acknowledge, Chat, Heard
from bots.controls import Control, Setup
from bots.discord import incoming, threads
from bots.discord.answers import Interaction, data_of, deferring, mark_chosen, say, thread_of
from bots.discord.platform import DiscordPlatform, Source
from bots.discord.views import Use, again_view, modal_of, spent, typed_in
from bots.drafts import Drafts
from bots.relay import Relay
from bots.wording import NOT_STORED
from engine.errors import OperatorError
from engine.messages.inbound import Author
from engine.sentences import without_direction
from engine.sessions import Engine

_log = structlog.get_logger()
_Hearing = Callable[[Heard[Source], Acknowledge], Awaitable[None]]
MOST_REMEMBERED = 2000
SOMEBODY = Author("somebody", "Somebody")


@dataclass(frozen=True, slots=True)
class _Filled:
    """A form that was sent and refused; `message` holds the button that opened it first."""

    values: Mapping[str, str]
    message: discord.Message | None


class Conversation:
    """One client's way into the chat."""

    def __init__(self, client: discord.Client, engine: Engine, relay: Relay, drafts: Drafts) -> None:
        self._client = client
        self._platform = DiscordPlatform(client, drafts)
        self.chat: Chat[Source] = Chat(engine, relay, self._platform)
        self._used: LRUCache[int, list[Use]] = LRUCache(MOST_REMEMBERED)
        """Message -> what was used in it: a click of the same moment brings the message as it was before."""
        self._filled: LRUCache[tuple[int, str], _Filled] = LRUCache(MOST_REMEMBERED)
        """Person and form -> what was refused of it."""
        self._lanes: WeakValueDictionary[int, asyncio.Lock] = WeakValueDictionary()

    async def hear(self, message: discord.Message) -> None:
        """A message somewhere; those of one channel are accepted one after the other, and their turns are the
        engine's."""
        await self._in_lane(message, self.chat.hear)

    async def hear_edit(self, message: discord.Message) -> None:
        """A message as it stands after somebody edited it."""
        edit = str(message.edited_at)
        await self._in_lane(message, lambda heard, durable: self.chat.edited(heard, edit, durable))

    async def hear_deletion(self, channel_id: int, message_id: int) -> None:
        """Discord does not say who deleted a message."""
        async with AsyncExitStack() as lane:
            await lane.enter_async_context(self._lane(channel_id))
            try:
                await self.chat.deleted(incoming.key_for(channel_id, message_id), SOMEBODY, lane.aclose)
            except OperatorError as error:
                _log.error("A deletion was not stored.", reason=str(error))

    async def _in_lane(self, message: discord.Message, hearing: _Hearing) -> None:
        bot = self._client.user
        if bot is None or message.author.bot or message.webhook_id or message.type not in incoming.SPOKEN:
            return
        async with AsyncExitStack() as lane:  # entered before anything else is waited for, so that order is kept
            await lane.enter_async_context(self._lane(message.channel.id))
            try:
                await hearing(incoming.heard(message, bot.id), lane.aclose)
            except discord.Forbidden:
                await self._platform.say(message, threads.NOT_ALLOWED)
            except OperatorError as error:
                _log.error("A message was not stored.", reason=str(error))
                await self._platform.say(message, NOT_STORED)

    def _lane(self, channel_id: int) -> asyncio.Lock:
        return self._lanes.setdefault(channel_id, asyncio.Lock())

    async def click(self, interaction: Interaction, custom_id: str, values: Sequence[str]) -> None:
        """A click on a control of ours, however old."""
        control = Control.parse(custom_id)
        if control is None:
            return await say(interaction, controls.GONE)
        if control.kind in ("configure", "form"):
            return await self._open_form(interaction, control)
        thread, done = thread_of(interaction), deferring(interaction)
        if words := await self.chat.click(interaction, thread, control, values, done):
            await say(interaction, words)
        elif message := interaction.message:
            await self._show_use(interaction, message, custom_id, values)
        return None

    async def _show_use(
        self, interaction: Interaction, message: discord.Message, custom_id: str, values: Sequence[str] = ()
    ) -> None:
        used = self._used.setdefault(message.id, [])
        used.append(Use(custom_id, values, without_direction(interaction.user.display_name)))
        await mark_chosen(interaction, message, spent(message, used))

    async def submit(self, interaction: Interaction) -> None:
        """A modal that somebody sent."""
        control = Control.parse(str(data_of(interaction).get("custom_id", "")))
        if control is None:
            return await say(interaction, controls.GONE)
        thread, done = thread_of(interaction), deferring(interaction)
        told = await self.chat.send(interaction, thread, control, typed_in(interaction), done)
        if not isinstance(told, str):
            wrong = "\n".join(f"- {sentence}" for sentence in dict.fromkeys(told.values()))
            return await self._refuse(interaction, control, f"Nothing was saved yet. Please change this:\n{wrong}")
        filled = self._filled.pop((interaction.user.id, str(control)), None)
        if told:
            await say(interaction, told)
        elif message := interaction.message:
            await self._show_use(interaction, message, str(control))
            if filled and filled.message:
                await self._show_use(interaction, filled.message, str(control))
        return None

    async def _refuse(self, interaction: Interaction, control: Control, words: str) -> None:
        """A form cannot answer a form, so a button opens it again, with what was typed."""
        key = interaction.user.id, str(control)
        before = self._filled.get(key)
        message = before.message if before else interaction.message
        self._filled[key] = _Filled(typed_in(interaction), message)
        await say(interaction, words, view=again_view(control))

    async def _open_form(self, interaction: Interaction, control: Control) -> None:
        setup = await controls.setup(self.chat.engine, control, thread_of(interaction))
        if isinstance(setup, Setup):
            filled = self._filled.get((interaction.user.id, str(control)))
            await interaction.response.send_modal(modal_of(control, setup, filled.values if filled else {}))
        else:
            await say(interaction, setup.words)
