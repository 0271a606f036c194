"""A Discord message as the chat hears it: who is meant, what was said, which files came with it."""

import re
from collections.abc import Sequence

import discord

from bots import attachments
from bots.chat import Heard
from engine.messages.inbound import Attachment, ThreadKey
from engine.sentences import quoted, without_direction

_MENTION = re.compile(r"<@(!|&)?(\d+)>")
"""Of a person (with an exclamation mark in old clients), or of a role."""
_JOINS = re.compile(r"(?:[\s,&+]|and\b)*")
"""What stands between the names of those whom a message speaks to."""
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


def place_of(channel: object) -> str:
    """The channel, or the one that a thread hangs in; empty in a direct message."""
    if isinstance(channel, discord.DMChannel):
        return ""
    return str(getattr(channel, "parent_id", None) or getattr(channel, "id", ""))


def event_key(message: discord.Message) -> str:
    """The same for every delivery of this message; parsed by `place_in`."""
    return key_for(message.channel.id, message.id)


def key_for(channel_id: int, message_id: int) -> str:
    return f"discord:message:{channel_id}:{message_id}"


def place_in(key: str) -> tuple[int, int] | None:
    """Channel and message of an event key; None for one of another kind."""
    match key.split(":"):
        case ["discord", "message", channel, message]:
            return int(channel), int(message)
        case _:
            return None


def heard(message: discord.Message, bot_id: int) -> Heard[discord.Message | discord.Interaction[discord.Client]]:
    names = {u.id: without_direction(u.display_name) for u in message.mentions}
    us = {bot_id, *_own_roles(message, bot_id)}
    spoken_to = _spoken_to(message.content)
    reply = message.reference.resolved if message.reference else None
    replied = isinstance(reply, discord.Message) and reply.author.id == bot_id
    mentioned = {*message.raw_mentions, *message.raw_role_mentions, *names}
    return Heard(
        source=message,
        thread=key_of(message),
        event_key=event_key(message),
        text=without_mentions(message.content, us, names | {role.id: role.name for role in message.role_mentions}),
        place=place_of(message.channel),
        meant=guild_of(message) is None or bool(us & mentioned) or replied,
        aside=bool(spoken_to) and not us & set(spoken_to),
        sent_at=message.created_at,
        people=[
            *(f"person:{user_id}" for user_id in names if user_id != bot_id),
            *(f"group:{role.id}" for role in message.role_mentions if role.id not in us),
        ],
        files=[file.filename for file in message.attachments],
        quotes=bool(message.message_snapshots) or (message.type is discord.MessageType.reply and not replied),
    )


def _own_roles(message: discord.Message, bot_id: int) -> set[int]:
    """The role that Discord made for the bot: people mention it instead of the bot, for they have the same name."""
    return {role.id for role in message.role_mentions if role.tags and role.tags.bot_id == bot_id}


def _spoken_to(content: str) -> list[int]:
    """Ids of the people and roles that a message mentions before its first word."""
    found, at = list[int](), 0
    while mention := _MENTION.match(content, _after(_JOINS, content, at)):
        found.append(int(mention[2]))
        at = mention.end()
    return found


def _after(pattern: re.Pattern[str], content: str, at: int) -> int:
    match = pattern.match(content, at)
    return match.end() if match else at


def without_mentions(content: str, us: set[int], names: dict[int, str]) -> str:
    """`<@1> ask <@2>` -> `ask @Ben`, where 1 is one of `us`."""

    def name(match: re.Match[str]) -> str:
        there = int(match[2])
        return "" if there in us else f"@{names[there]}" if there in names else match[0]

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
