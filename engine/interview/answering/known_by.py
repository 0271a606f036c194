"""The words that each kind of question is known by: those of its phrasings and of its answer.

What was learnt of the form of a question says little where its words are strange to a kind: “is there a dog policy” has
the form of “is there a manual”, and nothing that asks for a manual speaks of dogs.
"""

from collections import Counter
from collections.abc import Container, Mapping, Sequence
from functools import cache
from itertools import chain
from math import log
from pathlib import Path
from typing import Any

from engine.disk_cache import cached_on_disk
from engine.interview.answering.phrasings import FOLDER, NONE, phrasings
from engine.interview.answering.question import Question
from engine.interview.answering.retrieval import words_of
from engine.interview.answering.table import QUESTIONS, kinds
from engine.interview.answering.vocabulary import WORDS
from engine.language.stems import stemming

_STRANGE = 0.1
"""What is left of the probability of a kind to which every word is strange, as measured on others than wrote
phrasings."""

_BY_ITS_FORM = 0.3
"""Probability from which a kind may be asked of anything in the design: “who said the thing about repair dates?”"""


def believed(
    question: Question, ranked: Sequence[tuple[str, float]], language: str, design: Container[str] = ()
) -> tuple[tuple[str, float], ...]:
    """The kinds with their probabilities, less what speaks against them; the likeliest first.

    Args:
        design: stems that the design has. They are what is asked about, so strange to no kind whose form is met.
    """
    words = said_in(question, language)
    shares = ((kind, p, share_known(words, kind, design if p >= _BY_ITS_FORM else ())) for kind, p in ranked)
    told = ((kind, p * (_STRANGE + (1 - _STRANGE) * share)) for kind, p, share in shares)
    return tuple(sorted(told, key=lambda pair: -pair[1]))


def said_in(question: Question, language: str = "en") -> tuple[str, ...]:
    """The stems of what it says, without names of this session. In other languages than English there are too few
    phrasings to know a kind by, so what the vocabulary has is strange to none."""
    names = set(question.named.values())
    said = (item for item in question.items if language == "en" or not item.means)
    return words_of(" ".join(item.word for item in said if item.word not in names))


def share_known(words: Sequence[str], kind: str, design: Container[str] = ()) -> float:
    """0 to 1: how much of the words a kind is known by, each by how few kinds have it; 1 of none."""
    known, counted = _known_by()
    weights = {word: _weight(word, counted) for word in words if word in known[kind] or word not in design}
    whole = sum(weights.values())
    return sum(weight for word, weight in weights.items() if word in known[kind]) / whole if whole else 1.0


def _weight(word: str, counted: Mapping[str, int]) -> float:
    return log(1 + len(kinds()) / (1 + counted.get(word, 0)))


@cache
def _known_by() -> tuple[Mapping[str, frozenset[str]], Mapping[str, int]]:
    """Kind -> its stems, and each stem with the number of kinds that have it."""
    files: Sequence[Path] = sorted((*FOLDER.rglob("*.yaml"), *QUESTIONS.glob("*.yaml"), *WORDS.glob("*.yaml")))
    sources = (*(path.read_bytes() for path in files), Path(__file__).read_bytes(), stemming())
    found: Mapping[str, Sequence[str]] = cached_on_disk("interview.answering.known_by", sources, _gathered)
    return {kind: frozenset(words) for kind, words in found.items()}, Counter(chain.from_iterable(found.values()))


def _gathered() -> dict[str, Any]:
    words = {kind.id: set(words_of(kind.answer)) for kind in kinds().values()}
    for phrasing in phrasings():
        if phrasing.kind != NONE:
            words[phrasing.kind].update(words_of(phrasing.text))
    return {kind: sorted(found) for kind, found in words.items()}
