"""The acts, and what is known when one is told from another."""

from dataclasses import dataclass
from typing import Literal, get_args

Act = Literal["answer", "instruction", "rule", "fact", "correction", "question", "about_work", "command", "aside"]
ACTS: tuple[Act, ...] = get_args(Act)

SURE = 0.7
"""From this probability on nobody has to be asked whether it was meant like this."""
LIKELY = 0.45


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
    """The most probable act with its probability, and the runner-up."""

    act: Act
    probability: float
    second: Act

    @property
    def sure(self) -> bool:
        return self.probability >= SURE

    @property
    def likely(self) -> bool:
        return self.probability >= LIKELY
