"""What of this agent a question is about: the rule, case, fact, step or value that has most of its words.

Words count by how rare they are in this design, and a word of the question that stands nowhere in it counts most: so
“does it know about the terrace” finds nothing in a design with many facts and no terrace.
"""

import re
from collections import Counter
from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, cached_property, lru_cache
from math import log

from engine.document.spec import AgentSpec
from engine.interview.answering.things import Thing, things_of
from engine.interview.answering.vocabulary import WORDS, vocabulary
from engine.language.stems import stem
from engine.language.text import tokens_of
from engine.yaml_files import read_texts

FOUND = 0.5
"""Share of what a question says that a thing has to say, too."""
_SHORTEST = 3
"""Letters of a word that carries something."""
_BY_SENSE = 0.75
"""What a word of the same group counts, beside the very word."""
_TO_THE_POINT = 0.15
"""How much of a score is the share of the thing that the question speaks of: of two that fit, the shorter one."""


@dataclass(frozen=True, slots=True)
class Hit:
    thing: Thing
    covers: float
    """0 to 1: the share of the question that it speaks of."""
    score: float
    met: int
    """Words of the question that it has."""
    is_rare: bool
    """Hardly anything else in the design has the best of these words."""
    in_words: bool = True
    """It has one of these very words, and not only one that means the like: a teenager is no child yet."""

    @property
    def is_strong(self) -> bool:
        """It speaks of nearly all of the question, and by more than one word."""
        return self.covers >= _NEARLY_ALL and self.met > 1


_NEARLY_ALL = 0.7


def hits_for(text: str, spec: AgentSpec) -> list[Hit]:
    """Everything that has a word of the question, the best first."""
    things = tuple(things_of(spec))
    said, callers = words_of(_as_written(text, things)), words_of(spec.audience or "")
    asked = [word for word in said if word not in callers] or said  # “do tenants have to …”: whoever calls
    return sorted(ranked(asked, things), key=lambda hit: -hit.score)


def _as_written(text: str, things: Iterable[Thing]) -> str:
    """“how much was a call out?” speaks of the “call-out” that the design has."""
    joined = {word for thing in things for word in _HYPHENATED.findall(thing.words)}
    for word in joined:
        text = re.sub(rf"\b{word.replace('-', ' ')}\b", word, text, flags=re.IGNORECASE)
    return text


_HYPHENATED = re.compile(r"\b[^\W\d_]+-[^\W\d_]+\b")


class StemsIn(Container[str]):
    """Every word that a design has, gathered when the first one is looked for: most messages ask nothing."""

    def __init__(self, spec: AgentSpec) -> None:
        self._spec = spec

    def __contains__(self, word: object) -> bool:
        return word in self._stems

    @cached_property
    def _stems(self) -> frozenset[str]:
        return frozenset(word for thing in things_of(self._spec) for word in words_of(thing.words))


def told(hits: Sequence[Hit]) -> str:
    """The best one, and what comes as close and says something else."""
    best = hits[0].score * _AS_CLOSE
    lines = list(dict.fromkeys(hit.thing.told for hit in hits if hit.score >= best))[:_MOST_TOLD]
    return lines[0] if len(lines) == 1 else "\n".join(f"- {line}" for line in lines)


_AS_CLOSE, _MOST_TOLD = 0.93, 3


def ranked(asked: Sequence[str], things: Iterable[Thing]) -> list[Hit]:
    """Every thing that shares a word with a question, in the order of `things`."""
    known = [(thing, *_known(thing.words)) for thing in things]
    counted = Counter(word for _, stems, _ in known for word in stems)
    weights = {word: log(1 + len(known) / (1 + counted[word])) for word in asked}
    whole = sum(weights.values())
    return [
        Hit(
            thing,
            share[0] / whole,
            _score(share[0] / whole, share[1] / max(len(stems), 1)),
            share[1],
            any(word in stems and counted[word] <= _RARE for word in asked),
            any(word in stems for word in asked),
        )
        for thing, stems, senses in known
        if (share := _shared(weights, stems, senses))[1]
    ]


def _score(covers: float, is_covered: float) -> float:
    return covers * (1 - _TO_THE_POINT) + is_covered * _TO_THE_POINT


def _shared(weights: Mapping[str, float], stems: frozenset[str], senses: frozenset[str]) -> tuple[float, int]:
    met = {w: 1.0 if w in stems else _BY_SENSE for w in weights if w in stems or _senses().get(w, _NONE) & senses}
    return sum(weights[w] * how for w, how in met.items()), len(met)


_RARE = 2
"""Things in which a word may stand that still tells of one of them."""
_NONE: frozenset[str] = frozenset()


@lru_cache(4_000)
def _known(text: str) -> tuple[frozenset[str], frozenset[str]]:
    """The stems of a thing, and the groups that they stand in."""
    stems = frozenset(words_of(text))
    return stems, frozenset(sense for word in stems for sense in _senses().get(word, _NONE))


@lru_cache(4_000)
def words_of(text: str) -> tuple[str, ...]:
    """The stems of the words that carry something, in their order."""
    fillers = vocabulary("en").fillers
    words = [t.folded for t in tokens_of(text.replace("_", " ")) if t.is_word]
    kept = (
        stem(word)
        for at, word in enumerate(words)
        if (len(word) >= _SHORTEST or word.isdigit()) and not fillers.at(words, at)
    )
    return tuple(dict.fromkeys(word for word in kept if word not in _EMPTY))


_EMPTY = frozenset(map(stem, read_texts(WORDS / "empty.yaml")["en"].replace(",", " ").split()))
"""Stems that stand in every second question or thing."""


@cache
def _senses() -> Mapping[str, frozenset[str]]:
    """Stem -> the groups of words that mean the same."""
    groups: dict[str, set[str]] = {}
    for sense, words in read_texts(WORDS / "senses.yaml").items():
        for word in words.split(","):
            groups.setdefault(stem(word.strip()), set()).add(sense)
    return {word: frozenset(senses) for word, senses in groups.items()}


def thing_named(text: str, spec: AgentSpec) -> Thing | None:
    """The one thing that a question is about; None where nothing speaks of half of it."""
    best = next(iter(hits_for(text, spec)), None)
    return best.thing if best and best.covers >= FOUND else None
