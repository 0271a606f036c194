"""The words that each kind of question is known by: those of its phrasings and of its answer.

What was learnt of the form of a question says little where its words are strange to a kind: “is there a dog policy” has
the form of “is there a manual”, and nothing that asks for a manual speaks of dogs.
"""

from collections import defaultdict
from collections.abc import Container, Mapping, Sequence
from functools import cache
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

BY_ITS_FORM = 0.3
"""Probability from which a kind may be asked of anything in the design: “who said the thing about repair dates?”"""


def believed(
    question: Question, likely: Mapping[str, float], language: str, design: Container[str] = ()
) -> tuple[tuple[str, float], ...]:
    """The kinds with their probabilities (`likely`), less what speaks against them; the likeliest first.

    Args:
        design: stems that the design has. They are what is asked about, so strange to no kind whose form is met.
    """
    weights = {word: _weight(word) for word in said_in(question, language)}
    shares = dict(_shares(weights))
    for kind in (kind for kind, p in likely.items() if p >= BY_ITS_FORM):
        asked = {w: weight for w, weight in weights.items() if w not in design or kind in _known_by().get(w, ())}
        shares[kind] = _shares(asked).get(kind, 0.0) if asked else 1.0
    known = {k: p * (_STRANGE + (1 - _STRANGE) * shares.get(k, 0.0)) for k, p in likely.items()} if weights else likely
    return tuple((kind, -p) for p, kind in sorted((-p, kind) for kind, p in known.items()))


def is_strange(question: Question, language: str, kind: str) -> bool:
    """Whether it has a word that a kind is not known by."""
    return any(kind not in _known_by().get(word, ()) for word in said_in(question, language))


def said_in(question: Question, language: str = "en") -> tuple[str, ...]:
    """The stems of what it says, without names of this session. In other languages than English there are too few
    phrasings to know a kind by, so what the vocabulary has is strange to none."""
    names = set(question.named.values())
    said = (item for item in question.items if language == "en" or not item.means)
    return words_of(" ".join(item.word for item in said if item.word not in names))


def _shares(weights: Mapping[str, float]) -> Mapping[str, float]:
    """Kind -> how much of the words it is known by, 0 to 1; without the kinds that have none of them."""
    met: dict[str, float] = defaultdict(float)
    for word, weight in weights.items():
        for kind in _known_by().get(word, ()):
            met[kind] += weight
    whole = sum(weights.values())
    return {kind: weight / whole for kind, weight in met.items()}


def _weight(word: str) -> float:
    """By how few kinds have it."""
    return log(1 + len(kinds()) / (1 + len(_known_by().get(word, ()))))


@cache
def _known_by() -> Mapping[str, frozenset[str]]:
    """Stem -> the kinds that have it."""
    files: Sequence[Path] = sorted((*FOLDER.rglob("*.yaml"), *QUESTIONS.glob("*.yaml"), *WORDS.glob("*.yaml")))
    sources = (*(path.read_bytes() for path in files), Path(__file__).read_bytes(), stemming())
    found: Mapping[str, Sequence[str]] = cached_on_disk("interview.answering.known_by", sources, _gathered)
    return {word: frozenset(known) for word, known in found.items()}


def _gathered() -> dict[str, Any]:
    found = defaultdict[str, set[str]](set)
    for kind in kinds().values():
        for word in words_of(kind.answer):
            found[word].add(kind.id)
    for phrasing in phrasings():
        for word in words_of(phrasing.text) if phrasing.kind != NONE else ():
            found[word].add(phrasing.kind)
    return {word: sorted(known) for word, known in found.items()}
