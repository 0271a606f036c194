"""About one message a second a channel: that much Slack takes, whoever writes."""

import time
from collections import OrderedDict
from collections.abc import Callable

SECONDS = 1.0
_MOST_CHANNELS = 10_000


class Pace:
    """Gives away the next free second of each channel, in this process."""

    def __init__(self, seconds: float = SECONDS, clock: Callable[[], float] = time.monotonic) -> None:
        self._seconds = seconds
        self._clock = clock
        self._free_at: OrderedDict[str, float] = OrderedDict()

    def reserve(self, channel: str) -> float:
        """Seconds until the next message may go out there; that moment is now taken."""
        now = self._clock()
        at = max(now, self._free_at.pop(channel, 0.0))
        self._free_at[channel] = at + self._seconds
        while len(self._free_at) > _MOST_CHANNELS:
            self._free_at.popitem(last=False)
        return at - now

    def hold(self, channel: str, seconds: float) -> None:
        """Slack asked for a pause there."""
        self._free_at[channel] = max(self._free_at.get(channel, 0.0), self._clock() + seconds)
