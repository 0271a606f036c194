"""Answering an interaction: at once, to the one person who made it, and in words whatever went wrong."""

from collections.abc import Awaitable, Callable, Sequence
from typing import Any

import aiohttp
import discord
import structlog
from discord import app_commands, ui

from bots.discord.markdown import discord_markdown
from bots.discord.posts import LONGEST
from bots.discord.uploads import uploads
from bots.files import File
from bots.text import split
from engine.errors import OperatorError, PersonError
from engine.messages.inbound import Author, ThreadKey

_log = structlog.get_logger()
Interaction = discord.Interaction[Any]
TOO_LATE = frozenset({10062, 10015, 50027})
"""Discord's codes for an interaction whose 3 seconds or 15 minutes are over."""
ANSWERED = 40060
"""Discord's code for an interaction that has been acknowledged: it came twice, or to two replicas."""
NOT_STORED = "I could not store that just now, so nothing was changed. Please try it again in a minute."
MY_FAULT = "That did not work, and the fault is mine. Nothing was changed; please try it once more."


def data_of(interaction: Interaction) -> dict[str, Any]:
    """The `data` of an interaction as Discord sent it."""
    return dict(interaction.data or {})


def author_of(user: discord.User | discord.Member) -> Author:
    return Author(str(user.id), user.display_name)


def thread_of(interaction: Interaction) -> ThreadKey:
    """Where somebody clicked or gave a command."""
    guild = str(interaction.guild_id) if interaction.guild_id else None
    return ThreadKey.discord(guild, str(interaction.channel_id))


def deferring(interaction: Interaction) -> Callable[[], Awaitable[None]]:
    """Acknowledges the interaction without words. What was accepted goes on, even where that comes too late."""

    async def defer() -> None:
        try:
            await interaction.response.defer()
        except (discord.HTTPException, aiohttp.ClientError, discord.InteractionResponded) as error:
            _note(interaction, error)

    return defer


async def mark_chosen(interaction: Interaction, message: discord.Message, controls: ui.View | ui.LayoutView) -> None:
    """Show in the message itself what was chosen there; nothing depends on it."""
    try:
        if message != interaction.message:
            await message.edit(view=controls)
        elif interaction.response.is_done():
            await interaction.edit_original_response(view=controls)
    except (discord.HTTPException, aiohttp.ClientError) as error:
        _note(interaction, error)


async def claimed(interaction: Interaction, *, ephemeral: bool = True) -> bool:
    """Acknowledge a command whose work takes longer; False where another replica has it already, or it is too late."""
    try:
        await interaction.response.defer(ephemeral=ephemeral)
    except discord.HTTPException as error:
        _note(interaction, error)
        return False
    return True


async def say(
    interaction: Interaction,
    words: str,
    files: Sequence[File] = (),
    *,
    ephemeral: bool = True,
    view: ui.View = discord.utils.MISSING,
) -> None:
    """Words for the person who made it; not `ephemeral`: for the whole thread. In as many messages as they need, the
    last one with the files and the `view`."""
    pieces = split(discord_markdown(words), LONGEST)
    try:
        for at, piece in enumerate(pieces):
            last = at == len(pieces) - 1
            own, below = uploads(files) if last else [], view if last else discord.utils.MISSING
            if interaction.response.is_done():
                await interaction.followup.send(piece, files=own, ephemeral=ephemeral, view=below)
            else:
                await interaction.response.send_message(piece, files=own, ephemeral=ephemeral, view=below)
    except (discord.HTTPException, aiohttp.ClientError) as error:
        _note(interaction, error)


async def explain(interaction: Interaction, error: BaseException) -> None:
    """Tell the person what went wrong."""
    if isinstance(error, app_commands.CommandInvokeError):
        error = error.original
    if isinstance(error, PersonError):
        await say(interaction, str(error))
    elif isinstance(error, OperatorError):
        _log.error("An interaction was not stored.", reason=str(error))
        await say(interaction, NOT_STORED)
    elif isinstance(error, discord.HTTPException) and error.code in (*TOO_LATE, ANSWERED):
        _note(interaction, error)
    elif isinstance(error, discord.Forbidden):
        await say(
            interaction, "Discord does not let me do that here. Ask somebody who manages this server to allow it."
        )
    else:
        _log.error("An interaction failed.", interaction=interaction.id, exc_info=error)
        await say(interaction, MY_FAULT)


def _note(interaction: Interaction, error: Exception) -> None:
    code = error.code if isinstance(error, discord.HTTPException) else 0
    if code == ANSWERED:
        _log.info("An interaction came a second time.", interaction=interaction.id)
    else:
        _log.warning(
            "An interaction was answered too late or not at all.", interaction=interaction.id, reason=str(error)
        )
