"""Which kind of question this is, and how sure that is: the weights of its features, summed for each kind."""

import json
from collections.abc import Container, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from math import exp, sqrt
from pathlib import Path

from engine.interview.answering.features import features_of
from engine.interview.answering.known_by import BY_ITS_FORM, believed
from engine.interview.answering.phrasings import NONE
from engine.interview.answering.question import Names, Question, question_of
from engine.interview.answering.vocabulary import cut

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
    likely, reading = _read(text, language, _standing_in(text, own or {}))
    if max(likely.values()) < BY_ITS_FORM:
        return reading
    return replace(reading, kinds=believed(reading.question, likely, language, design))


def _standing_in(text: str, own: Names) -> tuple[tuple[tuple[str, ...], tuple[str, str]], ...]:
    """Those of the names that may stand there: mostly none, so that one reading serves whoever asks for it."""
    words = {t.folded for t in cut(text)}
    return tuple(name for name in own.items() if words.issuperset(name[0]))


@lru_cache(maxsize=64)  # a message is read in four languages, as a whole and by its sentences, several times
def _read(
    text: str, language: str, own: tuple[tuple[tuple[str, ...], tuple[str, str]], ...]
) -> tuple[Mapping[str, float], Reading]:
    """Every kind by the form of the question alone, and the reading where nothing is agreed."""
    question = question_of(text, language, dict(own))
    likely = probabilities_of(features_of(question, language, dict(own)), _weights())
    none = likely.pop(NONE, 0.0)
    return likely, Reading(question, believed(question, likely, language), language, 1 - none)


def probabilities_of(features: Sequence[str], table: Mapping[str, Mapping[str, float]]) -> dict[str, float]:
    """Every kind with its probability."""
    rows = [table[name] for name in features if name in table]
    sums = dict(table[BIAS])
    for row in rows:
        for kind, weight in row.items():
            sums[kind] += weight
    length = sqrt(len(rows) + 1)
    raised = {kind: exp(value / length) for kind, value in sums.items()}
    whole = sum(raised.values())
    return {kind: value / whole for kind, value in raised.items()}


@cache
def _weights() -> Mapping[str, Mapping[str, float]]:
    table: Mapping[str, Mapping[str, float]] = json.loads(WEIGHTS.read_text(encoding="utf-8"))
    return table
