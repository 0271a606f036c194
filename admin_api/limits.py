"""How often somebody may ask, and how often they may be wrong about their key.

Each process counts by itself, in memory that is bounded: behind a balancer the limits are those of one replica.
"""

import ipaddress
import math
import time
from collections.abc import Callable
from dataclasses import dataclass, field

from cachetools import LRUCache, TTLCache

from admin_api.problems import ApiProblem
from engine.api_access.keys import PREFIX, hash_of

MOST_NAMES = 10_000
"""Of callers, addresses or keys that are counted at once; the longest unheard of are forgotten first."""
WINDOW_SECONDS = 60
WRONG_KEYS = 20
"""From one address, or with one beginning, until the lock-out."""
LOCKED_SECONDS = 300
_BEGINNING = len(PREFIX) + 8


@dataclass(slots=True)
class _Count:
    begun: float
    number: int = 0


class Windows:
    """Counts by name; each begins with the first event and is over after `seconds`."""

    def __init__(self, seconds: float, timer: Callable[[], float] = time.monotonic) -> None:
        self._seconds, self._timer = seconds, timer
        self._counts: TTLCache[str, _Count] = TTLCache(MOST_NAMES, seconds, timer)

    def add(self, name: str) -> int:
        count = self._counts.get(name)
        if count is None:
            count = self._counts[name] = _Count(self._timer())
        count.number += 1
        return count.number

    def count(self, name: str) -> int:
        return count.number if (count := self._counts.get(name)) else 0

    def left(self, name: str) -> int:
        """Whole seconds until it counts anew."""
        begun = count.begun if (count := self._counts.get(name)) else self._timer() - self._seconds
        return max(1, math.ceil(begun + self._seconds - self._timer()))


@dataclass(slots=True)
class Guard:
    """Of one process."""

    per_minute: int
    """Requests of one key; 0: as many as it likes."""
    asked: Windows = field(default_factory=lambda: Windows(WINDOW_SECONDS))
    wrong: Windows = field(default_factory=lambda: Windows(LOCKED_SECONDS))
    right: LRUCache[str, bool] = field(default_factory=lambda: LRUCache(MOST_NAMES))
    """Hashes of keys that were valid here: whoever shares an address with a guesser is not locked out with them."""

    def check_key(self, key: str, address: str) -> None:
        """Raises ApiProblem (429) after too many wrong keys, before the database is asked."""
        names = _suspects(key, address)
        if hash_of(key) in self.right or max(map(self.wrong.count, names)) < WRONG_KEYS:
            return
        wait = max(self.wrong.left(name) for name in names if self.wrong.count(name) >= WRONG_KEYS)
        raise ApiProblem(
            "too-many-requests",
            f"Too many wrong API keys came from here. Try again in {wait} seconds, with a key that is valid.",
            {"Retry-After": str(wait)},
        )

    def note(self, key: str, address: str, *, valid: bool) -> None:
        if valid:
            self.right[hash_of(key)] = True
            return
        self.right.pop(hash_of(key), None)
        for name in _suspects(key, address):
            self.wrong.add(name)

    def count(self, caller_id: str) -> dict[str, str]:
        """Count a request; the headers that say what is left (draft-ietf-httpapi-ratelimit-headers).

        Raises ApiProblem (429)."""
        if not self.per_minute:
            return {}
        left = self.per_minute - self.asked.add(caller_id)
        wait = self.asked.left(caller_id)
        headers = {
            "RateLimit-Policy": f'"key";q={self.per_minute};w={WINDOW_SECONDS}',
            "RateLimit": f'"key";r={max(0, left)};t={wait}',
        }
        if left < 0:
            detail = f"This key may ask {self.per_minute} times a minute. Try again in {wait} seconds."
            raise ApiProblem("too-many-requests", detail, headers | {"Retry-After": str(wait)})
        return headers


def _suspects(key: str, address: str) -> tuple[str, str]:
    return f"address {_network(address)}", f"key {key[:_BEGINNING]}"


def _network(address: str) -> str:
    """One customer's part of the IPv6 internet is one address here."""
    try:
        version = ipaddress.ip_address(address).version
    except ValueError:
        return address
    if version == 4:
        return address
    return str(ipaddress.ip_network(f"{address.partition('%')[0]}/64", strict=False))
