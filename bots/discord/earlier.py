"""What was there before somebody called the builder: the thread or forum post so far, what a message replies to, and
what it forwards."""

import aiohttp
import discord

from bots.chat import Earlier
from bots.discord import incoming
from bots.discord.answers import Interaction, author_of
from engine.messages.inbound import Attachment, Author, ThreadKey
from engine.sentences import listed

MOST_MESSAGES = 50
MOST_FILES = 5
"""Of all these messages together."""
FORWARDED = Author("forwarded", "Forwarded")
"""Discord does not tell who wrote a message that is forwarded."""
_Said = discord.Message | discord.MessageSnapshot


async def before(source: discord.Message | Interaction, thread: ThreadKey, us: int, *, begins: bool) -> list[Earlier]:
    """What was said in this thread before the source (where it `begins` a session there), and what that quotes."""
    found = await _said_before(source, thread) if begins else []
    if isinstance(source, discord.Message):
        found += await _quoted(source, thread, us)
    left, earlier = MOST_FILES, list[Earlier]()
    for key, author, said in found:
        files = said.attachments[:left]
        left -= len(files)
        material = tuple(f for f in await incoming.material(files) if isinstance(f, Attachment))
        names = listed([file.filename for file in said.attachments])
        text = _words(said) or ("" if material or not names else f"(shares {names})")
        if text or material:
            earlier.append(Earlier(key, author, text, said.created_at, material))
    return earlier


async def _said_before(source: discord.Message | Interaction, thread: ThreadKey) -> list[tuple[str, Author, _Said]]:
    """By people, the oldest first; nothing where the session does not live where the source stands."""
    channel = source.channel
    if channel is None or str(channel.id) != thread.parts[1] or thread.parts[0] == "dm":
        return []
    until = source if isinstance(source, discord.Message) else None
    try:
        read = [m async for m in channel.history(limit=MOST_MESSAGES, before=until)]  # type: ignore[union-attr]
    except (discord.DiscordException, aiohttp.ClientError, AttributeError):  # the last: a place without messages
        return []
    told = [_first(m) if m.type is discord.MessageType.thread_starter_message else m for m in reversed(read)]
    return [(_key(m, thread), author_of(m.author), m) for m in told if m and _is_of_a_person(m)]


def _first(starter: discord.Message) -> discord.Message | None:
    """The message that a thread was made from; in the thread only a note refers to it."""
    resolved = starter.reference.resolved if starter.reference else None
    return resolved if isinstance(resolved, discord.Message) else None


def _is_of_a_person(message: discord.Message) -> bool:
    return not (message.author.bot or message.webhook_id) and message.type in incoming.SPOKEN


async def _quoted(message: discord.Message, thread: ThreadKey, us: int) -> list[tuple[str, Author, _Said]]:
    """What it forwards, or else replies to, unless that is ours."""
    about = message.reference
    if message.message_snapshots:
        key = f"{thread}:quoted:{message.id}"
        return [(f"{key}:{at}", FORWARDED, said) for at, said in enumerate(message.message_snapshots)]
    if about is None or about.message_id is None or about.channel_id != message.channel.id:
        return []
    replied = about.resolved
    try:
        replied = replied or await message.channel.fetch_message(about.message_id)
    except (discord.DiscordException, aiohttp.ClientError):
        return []
    if not isinstance(replied, discord.Message) or replied.author.id == us:
        return []
    return [(_key(replied, thread), author_of(replied.author), replied)]


def _key(message: discord.Message, thread: ThreadKey) -> str:
    """A message of the very thread has its own key, so that it is not read twice; one from elsewhere may be read in
    many threads."""
    here = str(message.channel.id) == thread.parts[1]
    return incoming.event_key(message) if here else f"{thread}:quoted:{message.id}"


def _words(said: _Said) -> str:
    embeds = [part for embed in said.embeds for part in (embed.title, embed.description) if part]
    if isinstance(said, discord.Message):
        names = {user.id: user.display_name for user in said.mentions}
        names |= {role.id: role.name for role in said.role_mentions}
        return incoming.without_mentions(said.content, set(), names) or "\n".join(embeds)
    return said.content or "\n".join(embeds)
