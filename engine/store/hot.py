"""The hot state: a cache of active sessions and the wake-up between replicas, behind one narrow interface.

SQL is the truth. Whatever happens to Redis, a turn goes on without it: a failing call gives a miss, one line is logged
for an outage, and for a moment nobody asks Redis again.
"""

import asyncio
import time
from collections import OrderedDict
from collections.abc import Awaitable, Callable
from contextlib import suppress
from typing import Protocol, TypeVar

import structlog
from redis.asyncio import Redis
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff
from redis.exceptions import RedisError

_T = TypeVar("_T")
_log = structlog.get_logger()

REDIS_SECONDS = 0.25
"""A Redis slower than this is slower than the SQL it should spare."""
OUTAGE_PAUSE_SECONDS = 2.0
MOST_SESSIONS = 1000
"""What the in-process store keeps, at some 50 kB a session."""


class Hot(Protocol):
    """A cache with a time to live, and a bell for each topic. Nothing here raises because of an outage."""

    async def get(self, key: str) -> bytes | None: ...

    async def set(self, key: str, value: bytes, ttl: float, ring: str | None = None) -> None:
        """Keep the value for `ttl` seconds, and ring a topic in the same round trip."""

    async def delete(self, key: str) -> None: ...

    async def notify(self, topic: str) -> None: ...

    async def wait(self, topic: str, seconds: float) -> None:
        """Return when the topic is rung, or after `seconds`. A bell can be missed: look again after every wait."""

    async def close(self) -> None: ...


def open_hot(redis_address: str | None) -> Hot:
    return RedisHot(redis_address) if redis_address else ProcessHot()


class ProcessHot:
    """The stand-in for one process with no Redis."""

    def __init__(self) -> None:
        self._kept: OrderedDict[str, tuple[float, bytes]] = OrderedDict()
        self._bells: dict[str, asyncio.Event] = {}

    async def get(self, key: str) -> bytes | None:
        until, value = self._kept.get(key, (0.0, b""))
        return value if until > time.monotonic() else None

    async def set(self, key: str, value: bytes, ttl: float, ring: str | None = None) -> None:
        self._kept[key] = (time.monotonic() + ttl, value)
        self._kept.move_to_end(key)
        while len(self._kept) > MOST_SESSIONS:
            self._kept.popitem(last=False)
        if ring:
            await self.notify(ring)

    async def delete(self, key: str) -> None:
        self._kept.pop(key, None)

    async def notify(self, topic: str) -> None:
        bell = self._bells.pop(topic, None)
        if bell:
            bell.set()

    async def wait(self, topic: str, seconds: float) -> None:
        bell = self._bells.setdefault(topic, asyncio.Event())
        with suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                await bell.wait()
        self._bells.pop(topic, None)

    async def close(self) -> None:
        self._kept.clear()


class RedisHot:
    """Redis, reached with short timeouts and no retries."""

    def __init__(self, address: str) -> None:
        self._redis = Redis.from_url(
            address,
            socket_timeout=REDIS_SECONDS,
            socket_connect_timeout=REDIS_SECONDS,
            retry=Retry(NoBackoff(), 0),
        )
        self._down_until: float | None = None

    async def get(self, key: str) -> bytes | None:
        value = await self._asked(lambda: self._redis.get(key), None)
        return value.encode() if isinstance(value, str) else value

    async def set(self, key: str, value: bytes, ttl: float, ring: str | None = None) -> None:
        calls = self._redis.pipeline(transaction=False)
        calls.set(key, value, px=max(1, int(ttl * 1000)))
        if ring:
            calls.publish(ring, b"")
        await self._asked(calls.execute, None)

    async def delete(self, key: str) -> None:
        await self._asked(lambda: self._redis.delete(key), None)

    async def notify(self, topic: str) -> None:
        await self._asked(lambda: self._redis.publish(topic, b""), None)

    async def wait(self, topic: str, seconds: float) -> None:
        until = time.monotonic() + seconds
        await self._asked(lambda: self._listen(topic, seconds), None)
        if self._down_until is not None:
            await asyncio.sleep(max(0.0, until - time.monotonic()))

    async def close(self) -> None:
        await self._redis.aclose()

    async def _listen(self, topic: str, seconds: float) -> None:
        until = time.monotonic() + seconds
        async with self._redis.pubsub() as bell:
            await bell.subscribe(topic)
            while (left := until - time.monotonic()) > 0:
                message = await bell.get_message(timeout=left)
                if message and message["type"] == "message":
                    return

    async def _asked(self, call: Callable[[], Awaitable[_T]], otherwise: _T) -> _T:
        if self._down_until is not None and time.monotonic() < self._down_until:
            return otherwise
        try:
            answer = await call()
        except (RedisError, OSError, TimeoutError) as error:
            if self._down_until is None:
                _log.warning("Redis does not answer; going on from SQL.", reason=type(error).__name__)
            self._down_until = time.monotonic() + OUTAGE_PAUSE_SECONDS
            return otherwise
        if self._down_until is not None:
            self._down_until = None
            _log.info("Redis is back.")
        return answer
