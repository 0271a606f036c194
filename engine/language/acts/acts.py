"""The acts, and what is known when one is told from another."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, get_args

Act = Literal["answer", "instruction", "rule", "fact", "correction", "question", "about_work", "command", "aside"]
ACTS: tuple[Act, ...] = get_args(Act)

VOLUNTEERED = "volunteered"
"""What is open for a clause that is no answer to the open question, whatever that is."""
SURE = 0.7
"""From this probability on nobody has to be asked whether it was meant like this."""


@dataclass(frozen=True, slots=True)
class Context:
    """What stands around a clause."""

    asked: str = ""
    """The path of the open question; empty where none is open."""
    language: str = "en"
    people: frozenset[str] = frozenset()
    """Folded first names of those who write in the thread."""


@dataclass(frozen=True, slots=True)
class Judgement:
    """How probable each act is, in the order of `ACTS`."""

    probabilities: tuple[float, ...]
    if_no_answer: "Judgement | None" = None
    """What it is if it does not answer the open question; None where none is open."""

    @property
    def act(self) -> Act:
        """The most probable one."""
        return ACTS[self.probabilities.index(self.probability)]

    @property
    def probability(self) -> float:
        return max(self.probabilities)

    def share(self, acts: Sequence[Act]) -> float:
        """The probability that it is one of these."""
        return sum(p for act, p in zip(ACTS, self.probabilities, strict=True) if act in acts)

    @property
    def sure(self) -> bool:
        return self.probability >= SURE
