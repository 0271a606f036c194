"""Finds the concepts that a clause speaks of, in seven languages.

A concept is a verb (`book`), a thing (`appointment`) or a trade (`dining`), with the terms that say it. A term is one
to five words and is compared by its stems, accents aside; `=texts` is compared as written. German and Dutch compounds
are taken apart, and a long word that nothing knows is compared with the known ones for a slip of the pen.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from rapidfuzz import process
from rapidfuzz.distance import OSA

from engine.tools.terms import LANGUAGES, SLIP_FROM, Hit, Role, Word, indexes, lookalikes, stem_of, words_of

COMPOUNDING = ("de", "nl")
LONGEST_TERM = 5


@dataclass(frozen=True, slots=True)
class Found:
    """A concept that words `first` to `last` (inclusive) speak of. `sure` is below 1 for a slip of the pen."""

    concept: str
    role: Role
    first: int
    last: int
    sure: float = 1.0
    part: bool = False
    """Only a part of the word says it: a compound."""


@dataclass(frozen=True, slots=True)
class Reading:
    """A clause as words, and per language what was found in it."""

    words: tuple[Word, ...]
    found: Mapping[str, tuple[Found, ...]]


@lru_cache(maxsize=2_000)  # a turn reads a clause several times, and the trade of its spec each time
def read(clause: str) -> Reading:
    """What a clause speaks of, in the language (or languages) that it is most likely written in."""
    words = tuple(words_of(clause))
    found = {language: tuple(_found(words, language)) for language in LANGUAGES}
    known = {language: len({f.first for f in hits}) for language, hits in found.items()}
    enough = max(known.values(), default=0) * 0.9
    return Reading(words, {language: found[language] for language in LANGUAGES if known[language] >= enough})


def _found(words: Sequence[Word], language: str) -> Iterator[Found]:
    hits = list(_all_found(words, language))
    longer = [f for f in hits if f.last > f.first and f.role in ("small", "thing")]
    return (f for f in hits if not any(_hides(term, f) for term in longer))


def _hides(longer: Found, f: Found) -> bool:
    """Whether a longer term means something else than a word in it: a work order is no order.

    A thing hides its last word only, which says what it is; an order status is still about an order.
    """
    inside = longer.first <= f.first and f.last <= longer.last and f.last - f.first < longer.last - longer.first
    return inside and (longer.role == "small" or (f.role == "thing" and f.last == longer.last))


def _all_found(words: Sequence[Word], language: str) -> Iterator[Found]:
    index = indexes()[language]
    stems = [w.text if w.is_mark else stem_of(w.text, language) for w in words]
    for first, word in enumerate(words):
        if word.is_mark:
            yield Found("comma", "join", first, first)
            continue
        known = False
        for last in range(first, min(first + LONGEST_TERM, len(words))):
            key = " ".join(stems[first : last + 1])
            exact = " ".join(w.text for w in words[first : last + 1])
            for concept, role in (*index.stems.get(key, ()), *index.exact.get(exact, ())):
                known = True
                yield Found(concept, role, first, last)
            if key not in index.beginnings and exact not in index.beginnings:
                break
        if not known:
            yield from (
                Found(hit[0], hit[1], first, first, sure, part) for hit, sure, part in _guessed(word.text, language)
            )


@lru_cache(maxsize=20_000)
def _guessed(word: str, language: str) -> tuple[tuple[Hit, float, bool], ...]:
    """What an unknown word may be: a compound, or a known word with a slip."""
    parts = _parts(word, language)
    if any(parts):
        return tuple((hit, 1.0, True) for part in parts for hit in part)
    if len(word) < SLIP_FROM or word in lookalikes():
        return ()
    slips = 1 if len(word) < 9 else 2
    near = process.extractOne(
        word, indexes()[language].same_initial.get(word[0], ()), scorer=OSA.distance, score_cutoff=slips
    )
    hits = indexes()[language].stems.get(stem_of(near[0], language), ()) if near else ()
    return tuple((hit, 0.75, False) for hit in hits if hit[1] != "small")


def _parts(word: str, language: str) -> list[tuple[Hit, ...]]:
    """The concepts of a compound such as `terminvereinbarung`: of its end, which says what it is, and its beginning."""
    if language not in COMPOUNDING or len(word) < 9:
        return []
    stems = indexes()[language].stems
    for at in range(4, len(word) - 4):
        end = stems.get(stem_of(word[at:], language))
        if end:
            begin = stems.get(stem_of(word[:at].removesuffix("s"), language), ())
            return [tuple(hit for hit in part if hit[1] in ("verb", "thing", "trade")) for part in (end, begin)]
    return []
