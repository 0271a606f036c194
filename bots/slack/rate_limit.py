"""About one message a second a channel: that much Slack takes, whoever writes."""

import time
from collections.abc import Callable

from cachetools import LRUCache

SECONDS = 1.0
_MOST_CHANNELS = 10_000


class Pace:
    """Gives away the next free second of each channel, in this process."""

    def __init__(self, seconds: float = SECONDS, clock: Callable[[], float] = time.monotonic) -> None:
        self._seconds = seconds
        self._clock = clock
        self._free_at: LRUCache[str, float] = LRUCache(_MOST_CHANNELS)

    def reserve(self, channel: str) -> float:
        """Seconds until the next message may go out there; that moment is now taken."""
        now = self._clock()
        at = max(now, self._free_at.get(channel, 0.0))
        self._free_at[channel] = at + self._seconds
        return at - now

    def hold(self, channel: str, seconds: float) -> None:
        """Slack asked for a pause there."""
        self._free_at[channel] = max(self._free_at.get(channel, 0.0), self._clock() + seconds)
