"""Turns of one contestant: how long each takes at rest, and how many a second many threads take together.

Only the standard library is used, for this also runs where LangGraph is installed and we are not.
"""

import asyncio
import time
from dataclasses import dataclass
from typing import Protocol

UNCOUNTED = 2
"""Turns before, in which connections are opened and statements are prepared."""


class Contestant(Protocol):
    async def open(self, messages: int) -> str:
        """A new thread that holds this many messages."""

    async def turn(self, thread: str) -> None:
        """One more message in the thread, answered durably."""


class Paced(Protocol):
    """A contestant with the clock beside it, in this process or in another one."""

    async def latencies(self, messages: int, turns: int) -> list[float]:
        """Milliseconds of each turn of a thread with this many messages, one after the other."""

    async def rate(self, messages: int, threads: int, turns: int) -> float:
        """Turns a second of so many threads at once, each with this many messages at the start."""


@dataclass(frozen=True, slots=True)
class Here:
    """A contestant in this process."""

    contestant: Contestant

    async def latencies(self, messages: int, turns: int) -> list[float]:
        thread = await self.contestant.open(messages)
        return [await self._timed(thread) for _ in range(UNCOUNTED + turns)][UNCOUNTED:]

    async def rate(self, messages: int, threads: int, turns: int) -> float:
        opened = [await self.contestant.open(messages) for _ in range(threads)]
        started = time.perf_counter()
        await asyncio.gather(*(self._talk(thread, turns) for thread in opened))
        return threads * turns / (time.perf_counter() - started)

    async def _timed(self, thread: str) -> float:
        started = time.perf_counter()
        await self.contestant.turn(thread)
        return (time.perf_counter() - started) * 1000

    async def _talk(self, thread: str, turns: int) -> None:
        for _ in range(turns):
            await self.contestant.turn(thread)
