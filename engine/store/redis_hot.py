"""The hot state in Redis, reached with short timeouts and no retries; an outage is a miss, told once in the log."""

import asyncio
import time
from collections.abc import Awaitable, Callable
from typing import NamedTuple, TypeVar

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


class _Note(NamedTuple):
    value: bytes
    ttl: float


class RedisHot:
    """`Hot`, shared by all replicas."""

    def __init__(self, address: str) -> None:
        self._redis = Redis.from_url(
            address,
            socket_timeout=REDIS_SECONDS,
            socket_connect_timeout=REDIS_SECONDS,
            retry=Retry(NoBackoff(), 0),
        )
        self._down_until: float | None = None
        self._notes: dict[str, _Note] = {}
        """On their way; of several of one key the newest."""
        self._rings: set[str] = set()
        self._sending: asyncio.Task[None] | None = None

    async def get(self, key: str) -> bytes | None:
        if key in self._notes:
            return self._notes[key].value
        value = await self._asked(lambda: self._redis.get(key), None)
        return value.encode() if isinstance(value, str) else value

    async def set(self, key: str, value: bytes, ttl: float) -> None:
        await self._asked(lambda: self._redis.set(key, value, px=_milliseconds(ttl)), None)

    def note(self, key: str, value: bytes, ttl: float, ring: str | None = None) -> None:
        self._notes[key] = _Note(value, ttl)
        if ring:
            self._rings.add(ring)
        if self._sending is None or self._sending.done():
            self._sending = asyncio.create_task(self._send_notes())

    async def delete(self, key: str) -> None:
        self._notes.pop(key, None)
        await self._sent()
        await self._asked(lambda: self._redis.delete(key), None)

    async def notify(self, topic: str) -> None:
        await self._asked(lambda: self._redis.publish(topic, b""), None)

    async def wait(self, topic: str, seconds: float) -> None:
        until = time.monotonic() + seconds
        await self._asked(lambda: self._listen(topic, seconds), None)
        if self._down_until is not None:
            await asyncio.sleep(max(0.0, until - time.monotonic()))

    async def close(self) -> None:
        await self._sent()
        await self._redis.aclose()

    async def _sent(self) -> None:
        """What was noted is in Redis, or lost with it."""
        if self._sending:
            await self._sending

    async def _send_notes(self) -> None:
        """All that came together in one round trip, until nothing is left."""
        while self._notes or self._rings:
            notes, rings, self._rings = dict(self._notes), self._rings, set()
            calls = self._redis.pipeline(transaction=False)
            for key, note in notes.items():
                calls.set(key, note.value, px=_milliseconds(note.ttl))
            for topic in rings:
                calls.publish(topic, b"")
            await self._asked(calls.execute, None)
            self._notes = {key: note for key, note in self._notes.items() if notes.get(key) is not note}

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


def _milliseconds(ttl: float) -> int:
    return max(1, int(ttl * 1000))
