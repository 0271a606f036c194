"""The circuit breaker of one model: a dead provider costs one wait, not one a turn."""

import time
from collections.abc import Callable
from dataclasses import dataclass

from engine.interview.llm.failures import ModelFailed

AT_ONCE = ("key", "credit", "model", "busy", "slow")
"""Failures that will be the same in a second, or that cost a long wait, open it the first time."""
IN_A_ROW = 2
"""Other failures open it when they come twice in a row: one dropped connection is no outage."""
UNUSABLE_IN_A_ROW = 3
"""Answers that nobody can use open it too, later: one may be a refusal of one message."""


@dataclass
class Breaker:
    """Closed: calls go through. Open: they do not, until `until`. Then one call is let through to try."""

    clock: Callable[[], float] = time.monotonic
    failures: int = 0
    until: float = 0.0
    trying: bool = False
    last: ModelFailed | None = None

    def lets_through(self) -> bool:
        """Whether to call now. A True after a pause is a trial: its outcome must be reported."""
        if self.last is None or self.until == 0.0:
            return True
        if self.trying or self.clock() < self.until:
            return False
        self.trying = True
        return True

    def worked(self) -> None:
        self.failures, self.until, self.trying, self.last = 0, 0.0, False, None

    def failed(self, failure: ModelFailed) -> None:
        """Count a failure. A provider that gave an unusable answer is alive, so what it counts is a row of its own."""
        same = self.last is not None and (self.last.kind == "unusable") == (failure.kind == "unusable")
        self.trying, self.last = False, failure
        self.failures = self.failures + 1 if same else 1
        enough = UNUSABLE_IN_A_ROW if failure.kind == "unusable" else IN_A_ROW
        if failure.kind in AT_ONCE or self.failures >= enough:
            self.until = self.clock() + failure.cool_down

    def released(self) -> None:
        """The call was cancelled from outside: it says nothing about the provider."""
        self.trying = False
