"""The hot state: a cache of active sessions and the wake-up between replicas, behind one narrow interface.

SQL is the truth. Whatever happens to Redis, a turn goes on without it: a failing call gives a miss, one line is logged
for an outage, and for a moment nobody asks Redis again.
"""

import asyncio
import time
from contextlib import suppress
from typing import NamedTuple, Protocol

from cachetools import TLRUCache

MOST_SESSIONS = 1000
"""What the in-process store keeps, at some 50 kB a session."""


class Hot(Protocol):
    """A cache with a time to live, and a bell for each topic. Nothing here raises because of an outage."""

    async def get(self, key: str) -> bytes | None: ...

    async def set(self, key: str, value: bytes, ttl: float) -> None:
        """Keep the value for `ttl` seconds."""

    def note(self, key: str, value: bytes, ttl: float, ring: str | None = None) -> None:
        """`set`, then ring a topic, while the caller goes on; `get` finds the value at once."""

    async def delete(self, key: str) -> None: ...

    async def notify(self, topic: str) -> None: ...

    async def wait(self, topic: str, seconds: float) -> None:
        """Return when the topic is rung, or after `seconds`. A bell can be missed: look again after every wait."""

    async def close(self) -> None: ...


def open_hot(redis_address: str | None) -> Hot:
    """Redis where it has an address; else this process keeps the hot state, and redis-py is not even loaded."""
    if not redis_address:
        return ProcessHot()
    from engine.store.redis_hot import RedisHot

    return RedisHot(redis_address)


class _Kept(NamedTuple):
    until: float
    """By the monotonic clock."""
    value: bytes


class ProcessHot:
    """The stand-in for one process with no Redis."""

    def __init__(self) -> None:
        self._kept: TLRUCache[str, _Kept] = TLRUCache(MOST_SESSIONS, ttu=lambda _key, kept, _now: kept.until)
        self._bells: dict[str, asyncio.Event] = {}

    async def get(self, key: str) -> bytes | None:
        kept = self._kept.get(key)
        return kept.value if kept else None

    async def set(self, key: str, value: bytes, ttl: float) -> None:
        self.note(key, value, ttl)

    def note(self, key: str, value: bytes, ttl: float, ring: str | None = None) -> None:
        self._kept[key] = _Kept(time.monotonic() + ttl, value)
        if ring:
            self._ring(ring)

    async def delete(self, key: str) -> None:
        self._kept.pop(key, None)

    async def notify(self, topic: str) -> None:
        self._ring(topic)

    async def wait(self, topic: str, seconds: float) -> None:
        bell = self._bells.setdefault(topic, asyncio.Event())
        with suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                await bell.wait()
        self._bells.pop(topic, None)

    async def close(self) -> None:
        self._kept.clear()

    def _ring(self, topic: str) -> None:
        bell = self._bells.pop(topic, None)
        if bell:
            bell.set()
