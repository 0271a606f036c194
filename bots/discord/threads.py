"""Where a new agent is designed: a thread of its own, made from a message or beside it; or the place itself."""

from typing import Any, Final

import discord

from engine.errors import PersonError
from engine.messages.inbound import ThreadKey
from engine.secrets import without_secrets
from engine.sentences import listed

EXISTS = 160004
"""Discord's code: this message has a thread already."""
WEEK: Final = 10_080
"""Minutes of silence before Discord archives the thread."""
_NAME = 100
_NEEDS = {
    "view_channel": "View Channel",
    "create_public_threads": "Create Public Threads",
    "send_messages_in_threads": "Send Messages in Threads",
    "attach_files": "Attach Files",
}
NOT_ALLOWED = (
    "Discord does not let me open a thread here. I need the permissions "
    f"{listed([f'“{title}”' for title in _NEEDS.values()])}; somebody who manages the server can give them."
)
_NEEDS_IN_THREAD = {name: title for name, title in _NEEDS.items() if name != "create_public_threads"}


def is_home(channel: Any) -> bool:
    """A thread or a direct message: the session lives right there."""
    return isinstance(channel, discord.Thread | discord.DMChannel)


def check_may(permissions: discord.Permissions, channel: Any) -> None:
    """Raises PersonError that names the permissions the bot lacks in this channel.

    Where it seems not to see a channel from which it has just heard, nothing is known, and Discord itself decides.
    """
    if isinstance(channel, discord.DMChannel) or not permissions.view_channel or permissions.administrator:
        return
    needs = _NEEDS_IN_THREAD if isinstance(channel, discord.Thread) else _NEEDS
    lacking = [title for name, title in needs.items() if not getattr(permissions, name)]
    if lacking:
        names = listed([f"“{title}”" for title in lacking])
        raise PersonError(
            f"I need the permission {names} in this channel. Somebody who manages the server can give it."
        )


def threaded(channel: Any) -> discord.TextChannel:
    """The channel, if threads can be opened there. Raises PersonError for a voice channel and the like."""
    if not isinstance(channel, discord.TextChannel):
        raise PersonError(
            "There are no threads in this channel. Mention me or use `/agent new` in a text channel, or write to me "
            "directly."
        )
    return channel


def name_for(idea: str) -> str:
    """A thread's name: the beginning of the idea, on one line. Everybody on the server can read it."""
    line = " ".join(without_secrets(idea).split())
    if not line:
        return "A new voice agent"
    return line if len(line) <= _NAME else f"{line[: _NAME - 1].rstrip()}…"


async def open_beside(channel: Any, idea: str) -> discord.Thread:
    """A public thread in a text channel. Raises PersonError where that is not possible."""
    text_channel = threaded(channel)
    kind = discord.ChannelType.news_thread if text_channel.is_news() else discord.ChannelType.public_thread
    try:
        return await text_channel.create_thread(name=name_for(idea), type=kind, auto_archive_duration=WEEK)
    except discord.Forbidden:
        raise PersonError(NOT_ALLOWED) from None


async def open_from(message: discord.Message | discord.PartialMessage, idea: str) -> None:
    """The thread of this message, which has the message's id; it may be there already."""
    try:
        await message.create_thread(name=name_for(idea), auto_archive_duration=WEEK)
    except discord.HTTPException as error:
        if error.code != EXISTS:
            raise


def key_in(thread_id: int, guild_id: int | None) -> ThreadKey:
    return ThreadKey.discord(str(guild_id) if guild_id else None, str(thread_id))
