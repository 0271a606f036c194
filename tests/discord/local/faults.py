"""What goes wrong on purpose: errors, rate limits, and requests that take effect but are answered with an error."""

import re
from dataclasses import dataclass, field

from tests.discord.local.world import Json


@dataclass
class Fault:
    """`times` requests to `method path` are answered with `status`; `done` says that they take effect all the same."""

    method: str
    path: str
    status: int
    times: int = 1
    done: bool = False
    code: int = 0
    retry_after: float = 0.05
    seen: int = 0

    def meets(self, method: str, path: str) -> bool:
        return self.seen < self.times and method == self.method and re.fullmatch(self.path, path) is not None

    @property
    def body(self) -> Json:
        if self.status == 429:
            return {"message": "You are being rate limited.", "retry_after": self.retry_after, "global": False}
        return {"message": f"{self.status} on purpose", "code": self.code}


@dataclass
class Faults:
    planned: list[Fault] = field(default_factory=list)

    def plan(self, method: str, path: str, status: int, *, times: int = 1, done: bool = False, code: int = 0) -> Fault:
        """`path` is a pattern for the whole path behind `/api/v10`."""
        self.planned.append(Fault(method, path, status, times, done, code))
        return self.planned[-1]

    def next_for(self, method: str, path: str) -> Fault | None:
        for fault in self.planned:
            if fault.meets(method, path):
                fault.seen += 1
                return fault
        return None


@dataclass
class Bucket:
    """A rate limit as Discord has one for each route and channel: `limit` requests in `seconds`."""

    limit: int
    seconds: float
    left: int = 0
    ends: float = 0.0

    def take(self, now: float) -> float:
        """0.0 if the request is allowed; else the seconds to wait."""
        if now >= self.ends:
            self.left, self.ends = self.limit, now + self.seconds
        if not self.left:
            return self.ends - now
        self.left -= 1
        return 0.0
