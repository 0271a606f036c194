"""What this process has done since it began, counted where it happens: plain numbers, which cost a turn next to none.

`engine/sessions/monitor.py` shows them in the form of Prometheus, under `agent_builder_` and these names.
"""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from time import perf_counter

BOUNDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0, 60.0)
"""Seconds; above the last one there is one bucket more."""


class Count:
    """A number that only grows, for each set of labels."""

    def __init__(self, name: str, meaning: str, *labels: str) -> None:
        self.name, self.meaning, self.labels = name, meaning, labels
        self.values: dict[tuple[str, ...], float] = defaultdict(float)

    def add(self, *labels: str, by: float = 1) -> None:
        self.values[labels] += by


class Durations:
    """How long something took, for each set of labels."""

    def __init__(self, name: str, meaning: str, *labels: str) -> None:
        self.name, self.meaning, self.labels = name, meaning, labels
        self.buckets: dict[tuple[str, ...], list[int]] = defaultdict(lambda: [0] * (len(BOUNDS) + 1))
        self.sums: dict[tuple[str, ...], float] = defaultdict(float)

    def note(self, seconds: float, *labels: str) -> None:
        self.buckets[labels][bisect_left(BOUNDS, seconds)] += 1
        self.sums[labels] += seconds

    @contextmanager
    def timing(self, *labels: str) -> Iterator[None]:
        """Of the block, also where it fails."""
        begun = perf_counter()
        try:
            yield
        finally:
            self.note(perf_counter() - begun, *labels)


TURNS = Count("turns", "Turns by what became of them: answered, failed, set_aside, lost.", "outcome")
TURN_SECONDS = Durations("turn_seconds", "A turn by its part: recall, think, commit.", "part")
DELIVERIES = Count("deliveries", "Deliveries by outcome: sent, failed, put_off, refused, lost.", "platform", "outcome")
DELIVERY_SECONDS = Durations("delivery_seconds", "One reply on its way to its platform.", "platform")
MODEL_CALLS = Count("model_calls", "Calls of language models.", "model")
MODEL_TOKENS = Count("model_tokens", "Their tokens: input, cached (part of input), output.", "model", "kind")
MODEL_COST = Count("model_cost_usd", "What they cost by list prices, where those are known.", "model")

COUNTS: Sequence[Count] = (TURNS, DELIVERIES, MODEL_CALLS, MODEL_TOKENS, MODEL_COST)
DURATIONS: Sequence[Durations] = (TURN_SECONDS, DELIVERY_SECONDS)
