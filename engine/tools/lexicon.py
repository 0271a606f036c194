"""Finds the concepts that a clause speaks of, in seven languages: `lexicon/*.yaml` compiled to an index of stems.

A concept is a verb (`book`), a thing (`appointment`) or a trade (`dining`), with the terms that say it. A term is one
to five words and is compared by its stems, accents aside; `=texts` is compared as written. German and Dutch compounds
are taken apart, and a long word that nothing knows is compared with the known ones for a slip of the pen.
"""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path
from typing import Literal

from rapidfuzz import process
from rapidfuzz.distance import OSA

from engine.language.stems import stem
from engine.yaml_files import read_yaml

LANGUAGES = {
    "en": "english",
    "es": "spanish",
    "fr": "french",
    "de": "german",
    "pt": "portuguese",
    "it": "italian",
    "nl": "dutch",
}
COMPOUNDING = ("de", "nl")
LONGEST_TERM = 5
LONGEST_WORD = 60
"""Letters. No dictionary has a longer word, and looking for compounds in one takes its length squared."""
MAX_WORDS = 400
"""A clause is a sentence at most; what follows in a longer text is not looked at."""
SLIP_FROM = 6
"""Shorter words have too many neighbours for a slip of the pen to be told from another word."""

Role = Literal["verb", "thing", "trade", "context", "small", "join", "pronoun"]
_WORD = re.compile(r"[^\W_]+|[,;:/&+\n–—|•]")


@dataclass(frozen=True, slots=True)
class Word:
    """A word of the clause (or one of its commas), folded: lower case, no accents."""

    text: str
    start: int
    end: int

    @property
    def is_mark(self) -> bool:
        return not self.text[0].isalnum()


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


@dataclass(frozen=True, slots=True)
class _Index:
    stems: Mapping[str, tuple[tuple[str, Role], ...]]
    exact: Mapping[str, tuple[tuple[str, Role], ...]]
    beginnings: frozenset[str]
    """Of terms with several words; so that most words need no second look."""


@lru_cache(maxsize=2_000)  # a turn reads a clause several times, and the trade of its spec each time
def read(clause: str) -> Reading:
    """What a clause speaks of, in the language (or languages) that it is most likely written in."""
    words = tuple(_words(clause))
    found = {language: tuple(_found(words, language)) for language in LANGUAGES}
    known = {language: len({f.first for f in hits}) for language, hits in found.items()}
    enough = max(known.values(), default=0) * 0.9
    return Reading(words, {language: found[language] for language in LANGUAGES if known[language] >= enough})


def fold(text: str) -> str:
    """Lower case without accents: `Öffnungszeiten` -> `offnungszeiten`."""
    parts = unicodedata.normalize("NFKD", text.casefold().replace("’", "'"))
    return "".join(c for c in parts if not unicodedata.combining(c))


def _words(clause: str) -> Iterator[Word]:
    for match in list(_WORD.finditer(clause))[:MAX_WORDS]:
        text = fold(match.group()[:LONGEST_WORD])
        if text:
            yield Word(text, *match.span())


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
    index = _indexes()[language]
    stems = [w.text if w.is_mark else _stem(w.text, language) for w in words]
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
            yield from (Found(*hit, first, first, sure, part) for hit, sure, part in _guessed(word.text, language))


@lru_cache(maxsize=20_000)
def _guessed(word: str, language: str) -> tuple[tuple[tuple[str, Role], float, bool], ...]:
    """What an unknown word may be: a compound, or a known word with a slip."""
    parts = _parts(word, language)
    if any(parts):
        return tuple((hit, 1.0, True) for part in parts for hit in part)
    if len(word) < SLIP_FROM or word in _lookalikes():
        return ()
    slips = 1 if len(word) < 9 else 2
    near = process.extractOne(word, _same_initial(language).get(word[0], ()), scorer=OSA.distance, score_cutoff=slips)
    hits = _indexes()[language].stems.get(_stem(near[0], language), ()) if near else ()
    return tuple((hit, 0.75, False) for hit in hits if hit[1] != "small")


def _parts(word: str, language: str) -> list[tuple[tuple[str, Role], ...]]:
    """The concepts of a compound such as `terminvereinbarung`: of its end, which says what it is, and its beginning."""
    if language not in COMPOUNDING or len(word) < 9:
        return []
    stems = _indexes()[language].stems
    for at in range(4, len(word) - 4):
        end = stems.get(_stem(word[at:], language))
        if end:
            begin = stems.get(_stem(word[:at].removesuffix("s"), language), ())
            return [tuple(hit for hit in part if hit[1] in ("verb", "thing", "trade")) for part in (end, begin)]
    return []


def _stem(word: str, language: str) -> str:
    return stem(word, LANGUAGES[language])


@cache
def _files() -> dict[str, dict[str, dict[str, str]]]:
    """`role -> concept -> language -> terms`; the language `any` holds for all of them."""
    folder = Path(__file__).parent / "lexicon"
    return {role: read_yaml(folder / f"{role}s.yaml") for role in ("verb", "thing", "trade", "context", "grammar")}


@cache
def _lookalikes() -> frozenset[str]:
    return frozenset(fold(_files()["grammar"]["lookalike"]["any"]).split())


def _terms(language: str) -> Iterator[tuple[str, Role, str]]:
    roles: dict[str, Role] = {"small": "small", "join": "join", "pronoun": "pronoun"}
    for section, concepts in _files().items():
        for concept, by_language in concepts.items():
            if concept == "lookalike":
                continue
            role: Role = roles[concept] if section == "grammar" else section  # type: ignore[assignment]  # by file name
            for key in (language, "any"):
                for term in by_language.get(key, "").split(","):
                    if term.strip():
                        yield concept, role, fold(term.strip())


@cache
def _indexes() -> Mapping[str, _Index]:
    return {language: _index(language) for language in LANGUAGES}


def _index(language: str) -> _Index:
    stems: defaultdict[str, list[tuple[str, Role]]] = defaultdict(list)
    exact: defaultdict[str, list[tuple[str, Role]]] = defaultdict(list)
    beginnings: set[str] = set()
    for concept, role, term in _terms(language):
        words = [w.text for w in _words(term)]
        keys = words if term.startswith("=") else [_stem(w, language) for w in words]
        (exact if term.startswith("=") else stems)[" ".join(keys)].append((concept, role))
        beginnings.update(" ".join(keys[:n]) for n in range(1, len(keys)))
    return _Index(
        {key: tuple(dict.fromkeys(hits)) for key, hits in stems.items()},
        {key: tuple(dict.fromkeys(hits)) for key, hits in exact.items()},
        frozenset(beginnings),
    )


@cache
def _same_initial(language: str) -> Mapping[str, tuple[str, ...]]:
    """The single-word terms of a language by their first letter, which slips of the pen rarely hit."""
    words: defaultdict[str, list[str]] = defaultdict(list)
    for _, role, term in _terms(language):
        if role in ("verb", "thing") and term.isalpha() and len(term) >= SLIP_FROM - 1:
            words[term[0]].append(term)
    return {initial: tuple(dict.fromkeys(group)) for initial, group in words.items()}


def concepts() -> frozenset[str]:
    """Every concept that a cue can name."""
    return frozenset(c for section in ("verb", "thing", "trade", "context") for c in _files()[section])


def trades() -> frozenset[str]:
    """The concepts that are looked for in the whole opening, and not only in a clause."""
    return frozenset(_files()["trade"])
