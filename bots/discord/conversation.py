"""Discord's events on their way to the chat: messages of one channel in order, clicks and forms answered in time."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from contextlib import AsyncExitStack
from weakref import WeakValueDictionary

import discord
import structlog

from bots import controls
from bots.chat import Acknowledge, Chat, Heard
from bots.controls import Control, Setup
from bots.discord import incoming, threads
from bots.discord.answers import Interaction, data_of, deferring, mark_chosen, say, thread_of
from bots.discord.platform import DiscordPlatform, Source
from bots.discord.views import modal_of, spent, typed_in
from bots.relay import Relay
from bots.wording import NOT_STORED
from engine.errors import OperatorError
from engine.messages.inbound import Author
from engine.sessions import Engine

_log = structlog.get_logger()
_Hearing = Callable[[Heard[Source], Acknowledge], Awaitable[None]]
SOMEBODY = Author("somebody", "Somebody")


class Conversation:
    """One client's way into the chat."""

    def __init__(self, client: discord.Client, engine: Engine, relay: Relay) -> None:
        self._client = client
        self._platform = DiscordPlatform(client)
        self.chat: Chat[Source] = Chat(engine, relay, self._platform)
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
            await mark_chosen(interaction, spent(message, custom_id, values, interaction.user.display_name))
        return None

    async def submit(self, interaction: Interaction) -> None:
        """A modal that somebody sent."""
        control = Control.parse(str(data_of(interaction).get("custom_id", "")))
        if control is None:
            return await say(interaction, controls.GONE)
        thread, done = thread_of(interaction), deferring(interaction)
        told = await self.chat.send(interaction, thread, control, typed_in(interaction), done)
        if not isinstance(told, str):
            wrong = "\n".join(f"- {sentence}" for sentence in dict.fromkeys(told.values()))
            told = f"Nothing was saved yet. Press the button again and change this:\n{wrong}"
        if told:
            await say(interaction, told)
        elif message := interaction.message:
            await mark_chosen(interaction, spent(message, str(control), (), interaction.user.display_name))
        return None

    async def _open_form(self, interaction: Interaction, control: Control) -> None:
        setup = await self.chat.form(interaction, thread_of(interaction), control)
        if isinstance(setup, Setup):
            await interaction.response.send_modal(modal_of(control, setup))
        else:
            await say(interaction, setup.words)
