"""The Discord client: it hands what happens to the conversation, and every failure to one place."""

from collections.abc import Sequence
from typing import Any

import discord
import structlog
from discord import app_commands

from bots.discord import views
from bots.discord.answers import Interaction, data_of, explain
from bots.discord.catch_up import CatchUp
from bots.discord.commands import AgentCommands, menu
from bots.discord.conversation import Conversation
from bots.discord.delivery import Delivery
from bots.relay import Relay
from engine.turns.turn import Engine
from engine.turns.worker import SWEEP_SECONDS

_log = structlog.get_logger()
PATIENCE_SECONDS = 30.0
"""How long discord.py waits out a rate limit by itself; a longer one puts the reply off (`TryLater`)."""
WITHOUT_CONTENT = (
    "I cannot read this server's messages, so mention me whenever you talk to me; buttons, forms and slash "
    "commands work as they are. (The “Message Content Intent” is switched off for me.)"
)


class Builder(discord.AutoShardedClient):
    """One process of the Discord bot. `async with` it, then `start`."""

    def __init__(
        self,
        engine: Engine,
        *,
        message_content: bool = True,
        guild_id: int | None = None,
        own_gateway: bool = False,
        sweep_seconds: float = SWEEP_SECONDS,
    ) -> None:
        """`guild_id`: sync the commands to this one guild, at once; else to all of them. `own_gateway`: connect to
        `DiscordWebSocket.DEFAULT_GATEWAY`, whatever address the API names."""
        intents = discord.Intents(guilds=True, messages=True, message_content=message_content)
        super().__init__(
            intents=intents,
            allowed_mentions=discord.AllowedMentions.none(),
            max_messages=None,
            max_ratelimit_timeout=PATIENCE_SECONDS,
        )
        delivery = Delivery(self, engine, "" if message_content else WITHOUT_CONTENT)
        self.relay = Relay(engine, delivery, sweep_seconds=sweep_seconds)
        self.conversation = Conversation(self, engine, self.relay)
        self.catch_up = CatchUp(self, engine, self.conversation.hear)
        self.tree = _Tree(self)
        self._own_gateway = own_gateway
        self._guild = discord.Object(guild_id) if guild_id else None

    async def setup_hook(self) -> None:
        if self._own_gateway:  # discord.py takes the API's address unless it knows the number of shards
            self.shard_count, *_ = await self.http.get_bot_gateway()
        self.add_dynamic_items(views.ControlButton, views.ControlSelect)
        self.tree.add_command(AgentCommands(self.conversation), guild=self._guild)
        self.tree.add_command(menu(self.conversation), guild=self._guild)
        await self.tree.sync(guild=self._guild)

    async def on_ready(self) -> None:
        _log.info("The Discord bot is there.", user=str(self.user), guilds=len(self.guilds), shards=self.shard_count)

    async def close(self) -> None:
        await self.catch_up.stop()
        await super().close()

    async def on_shard_ready(self, shard_id: int) -> None:
        self.catch_up.there(shard_id)

    async def on_shard_disconnect(self, shard_id: int) -> None:
        self.catch_up.lost(shard_id)

    async def on_shard_resumed(self, shard_id: int) -> None:
        self.catch_up.resumed(shard_id)

    async def on_message(self, message: discord.Message) -> None:
        await self.conversation.hear(message)

    async def on_raw_message_edit(self, payload: discord.RawMessageUpdateEvent) -> None:
        """Raw, for no message is kept in memory; what Discord itself adds to one, such as a preview, is no edit."""
        if payload.message.edited_at is not None:
            await self.conversation.hear_edit(payload.message)

    async def on_raw_message_delete(self, payload: discord.RawMessageDeleteEvent) -> None:
        await self.conversation.hear_deletion(payload.channel_id, payload.message_id)

    async def on_raw_bulk_message_delete(self, payload: discord.RawBulkMessageDeleteEvent) -> None:
        for message_id in sorted(payload.message_ids):
            await self.conversation.hear_deletion(payload.channel_id, message_id)

    async def on_interaction(self, interaction: Interaction) -> None:
        """Modals, and components that no `DynamicItem` takes: ids of another bot's life, or of no message we know."""
        if interaction.type is discord.InteractionType.modal_submit:
            await self._explained(interaction, self.conversation.submit(interaction))
        elif interaction.type is discord.InteractionType.component and not _is_dynamic(interaction):
            data = data_of(interaction)
            await self.on_click(interaction, str(data.get("custom_id", "")), data.get("values") or ())

    async def on_click(self, interaction: Interaction, custom_id: str, values: Sequence[str]) -> None:
        await self._explained(interaction, self.conversation.click(interaction, custom_id, values))

    async def on_error(self, event_method: str, /, *args: Any, **kwargs: Any) -> None:
        _log.exception("A Discord event failed.", happened=event_method)

    async def _explained(self, interaction: Interaction, work: Any) -> None:
        try:
            await work
        except Exception as error:  # noqa: BLE001 - whatever fails, the person gets a word
            await explain(interaction, error)


class _Tree(app_commands.CommandTree[Builder]):
    async def on_error(self, interaction: Interaction, error: app_commands.AppCommandError, /) -> None:
        await explain(interaction, error)


def _is_dynamic(interaction: Interaction) -> bool:
    """discord.py itself calls the item of this id: it has one of our forms, and stands in the message."""
    custom_id = str(data_of(interaction).get("custom_id", ""))
    if interaction.message is None or not views.is_ours(custom_id):
        return False
    rows = interaction.message.components
    return any(getattr(item, "custom_id", None) == custom_id for row in rows for item in getattr(row, "children", ()))
