"""Places for those who write, given away in the order in which they came; who must not wait goes first."""

import asyncio
from collections import deque
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager


class Gate:
    """A fair semaphore with two lanes. A message is accepted in the urgent one, for its platform waits 3 s at most."""

    def __init__(self, places: int) -> None:
        self._free = places
        self._urgent: deque[asyncio.Future[None]] = deque()
        self._others: deque[asyncio.Future[None]] = deque()

    @asynccontextmanager
    async def place(self, *, urgent: bool = False) -> AsyncIterator[None]:
        await self._taken(self._urgent if urgent else self._others)
        try:
            yield
        finally:
            self._give_back()

    async def _taken(self, lane: deque[asyncio.Future[None]]) -> None:
        if self._free:
            self._free -= 1
            return
        waiting: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        lane.append(waiting)
        try:
            await waiting
        except asyncio.CancelledError:
            if waiting.done() and not waiting.cancelled():
                self._give_back()  # it was given a place and will not use it
            else:
                lane.remove(waiting)
            raise

    def _give_back(self) -> None:
        """Hand the place to whoever is next; nobody can overtake in between."""
        for lane in (self._urgent, self._others):
            while lane:
                waiting = lane.popleft()
                if not waiting.done():
                    waiting.set_result(None)
                    return
        self._free += 1
