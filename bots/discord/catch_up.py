"""What was said in open threads while we were not listening: read when a shard is there again, and heard like the rest.

Discord sends again what a connection missed that it lets us resume; after a start, or where it does not, nobody does.
What was heard already has its event key, so it is taken once.
"""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta

import aiohttp
import discord
import structlog

from engine import sessions
from engine.background import Background
from engine.errors import OperatorError
from engine.messages.inbound import ThreadKey
from engine.sessions import Engine

_log = structlog.get_logger()
MARGIN = timedelta(minutes=2)
"""A connection is dead for a while before that is noticed, and clocks differ."""
MOST_THREADS = 200
"""Those that were last in use."""
MOST_MESSAGES = 300
"""Of one thread, the oldest first."""
AT_ONCE = 5


class CatchUp:
    """One for each client."""

    def __init__(
        self, client: discord.AutoShardedClient, engine: Engine, hear: Callable[[discord.Message], Awaitable[None]]
    ) -> None:
        self._client, self._engine, self._hear = client, engine, hear
        self._background = Background()
        self._places = asyncio.Semaphore(AT_ONCE)
        self._began = datetime.now(UTC)
        self._lost: dict[int, datetime] = {}
        """Shard -> since when it may have missed something."""

    def lost(self, shard: int) -> None:
        self._lost.setdefault(shard, datetime.now(UTC))

    def resumed(self, shard: int) -> None:
        """Discord has sent what was missed. A shard that was never there has missed what was said before the start."""
        self._lost.pop(shard, None)

    def there(self, shard: int) -> None:
        """The shard begins anew: read what was missed in its threads."""
        before = self._lost.pop(shard, self._began) - MARGIN
        self._background.start(self._read_all(shard, before))

    async def stop(self) -> None:
        await self._background.finish(0)

    async def _read_all(self, shard: int, before: datetime) -> None:
        try:
            found = await sessions.last_heard(self._engine, "discord", before, MOST_THREADS)
        except OperatorError as error:
            _log.error("What was missed cannot be read.", reason=str(error))
            return
        here = [(thread, at) for thread, at in found if self._shard_of(thread) == shard]
        await asyncio.gather(*(self._read(thread, at) for thread, at in here))

    def _shard_of(self, thread: ThreadKey) -> int:
        """Direct messages come to the first one."""
        guild, shards = thread.parts[0], self._client.shard_count or 1
        return 0 if guild == "dm" else (int(guild) >> 22) % shards

    async def _read(self, thread: ThreadKey, heard_at: datetime) -> None:
        guild, channel_id = thread.parts[0], int(thread.parts[1])
        channel = self._client.get_partial_messageable(channel_id, guild_id=None if guild == "dm" else int(guild))
        after = discord.Object(discord.utils.time_snowflake(heard_at))
        try:
            async with self._places:
                missed = [m async for m in channel.history(after=after, limit=MOST_MESSAGES, oldest_first=True)]
            await asyncio.gather(*(self._hear(message) for message in missed))  # accepted in this order
        except (discord.DiscordException, aiohttp.ClientError) as error:
            _log.info("What was missed in a thread cannot be read.", channel=channel_id, reason=str(error))
