"""Which kind of question this is, and how sure that is: the weights of its features, summed for each kind."""

import json
from collections.abc import Container, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from math import exp, sqrt
from pathlib import Path

from engine.interview.answering.features import features_of
from engine.interview.answering.known_by import believed
from engine.interview.answering.phrasings import NONE
from engine.interview.answering.question import Names, Question, question_of

WEIGHTS = Path(__file__).parent / "weights.json"
"""`feature -> kind -> weight`, as `learn.py` left it."""
BIAS = "always"
"""What every question has: how common a kind is, for all kinds."""


@dataclass(frozen=True, slots=True)
class Reading:
    """A text read as a question in one language; `kinds` with their probabilities, the likeliest first."""

    question: Question
    kinds: tuple[tuple[str, float], ...]
    language: str
    asks: float
    """The probability that it is a question to the builder at all."""

    def known_to_ask(self) -> "Reading":
        """The same where it is known from elsewhere that somebody asks."""
        whole = max(self.asks, _LEAST)
        return replace(self, kinds=tuple((kind, p / whole) for kind, p in self.kinds), asks=1.0)


_LEAST = 0.1
"""However unlikely a question was, its kinds are not believed more than ten times."""


def reading_of(text: str, language: str, own: Names | None = None, design: Container[str] = ()) -> Reading:
    """`own`: names that this session knows; `design`: stems of what it has agreed."""
    question = question_of(text, language, own)
    ranked = probabilities_of(features_of(question, language, own), _weights())
    none = next((p for kind, p in ranked if kind == NONE), 0.0)
    kinds = believed(question, [pair for pair in ranked if pair[0] != NONE], language, design)
    return Reading(question, kinds, language, 1 - none)


def probabilities_of(features: Sequence[str], table: Mapping[str, Mapping[str, float]]) -> list[tuple[str, float]]:
    """Every kind with its probability, the likeliest first."""
    rows = [table[name] for name in features if name in table]
    sums = dict(table[BIAS])
    for row in rows:
        for kind, weight in row.items():
            sums[kind] += weight
    raised = {kind: exp(value / sqrt(len(rows) + 1)) for kind, value in sums.items()}
    whole = sum(raised.values())
    return sorted(((kind, value / whole) for kind, value in raised.items()), key=lambda pair: (-pair[1], pair[0]))


@cache
def _weights() -> Mapping[str, Mapping[str, float]]:
    table: Mapping[str, Mapping[str, float]] = json.loads(WEIGHTS.read_text(encoding="utf-8"))
    return table
