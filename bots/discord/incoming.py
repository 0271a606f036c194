"""A Discord message as the chat hears it: who is meant, what was said, which files came with it."""

import re
from collections.abc import Sequence

import discord

from bots import attachments
from bots.chat import Heard
from engine.messages.inbound import Attachment, ThreadKey
from engine.sentences import quoted, without_direction

_MENTION = re.compile(r"<@!?(\d+)>")
SPOKEN = (discord.MessageType.default, discord.MessageType.reply)
STICKER = "I cannot read stickers. Tell me in a sentence what you would like."
UNREADABLE = "That message has no text that I can read. Tell me in a sentence what you would like."


def guild_of(message: discord.Message) -> int | None:
    """The guild's id, also where the cache knows neither guild nor channel; None for a direct message."""
    known = message.guild.id if message.guild else None
    return known or getattr(message.channel, "guild_id", None)


def key_of(message: discord.Message) -> ThreadKey:
    """The thread that a message stands in, by its ids alone."""
    guild_id = guild_of(message)
    return ThreadKey.discord(str(guild_id) if guild_id else None, str(message.channel.id))


def event_key(message: discord.Message) -> str:
    """The same for every delivery of this message; parsed by `place_in`."""
    return f"discord:message:{message.channel.id}:{message.id}"


def place_in(key: str) -> tuple[int, int] | None:
    """Channel and message of an event key; None for one of another kind."""
    match key.split(":"):
        case ["discord", "message", channel, message]:
            return int(channel), int(message)
        case _:
            return None


def heard(message: discord.Message, bot_id: int) -> Heard[discord.Message | discord.Interaction[discord.Client]]:
    names = {u.id: without_direction(u.display_name) for u in message.mentions}
    first = _MENTION.match(message.content.lstrip())
    reply = message.reference.resolved if message.reference else None
    replied = isinstance(reply, discord.Message) and reply.author.id == bot_id
    return Heard(
        source=message,
        thread=key_of(message),
        event_key=event_key(message),
        text=without_mentions(message.content, bot_id, names),
        meant=guild_of(message) is None or bot_id in message.raw_mentions or bot_id in names or replied,
        aside=first is not None and int(first[1]) != bot_id,
        sent_at=message.created_at,
        people=[str(user_id) for user_id in names if user_id != bot_id],
        files=[file.filename for file in message.attachments],
    )


def without_mentions(content: str, bot_id: int, names: dict[int, str]) -> str:
    """`<@1> ask <@2>` -> `ask @Ben`, where 1 is the bot."""

    def name(match: re.Match[str]) -> str:
        user_id = int(match[1])
        return "" if user_id == bot_id else f"@{names[user_id]}" if user_id in names else match[0]

    return _MENTION.sub(name, content).strip()


async def material(files: Sequence[discord.Attachment]) -> list[Attachment | str]:
    """Each file as text, or the sentence that says why not; a file that is too large is not fetched."""
    return [attachments.too_large(file.filename, file.size) or await _read(file) for file in files]


async def _read(file: discord.Attachment) -> Attachment | str:
    try:
        data = await file.read()
    except discord.HTTPException:
        return f"Discord did not give me {quoted(file.filename)}. Please send it again."
    return await attachments.read(file.filename, file.content_type or "", data)
