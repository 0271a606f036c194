"""The terms of the lexicon, `lexicon/*.yaml`, as an index of stems by language, kept on disk between two starts.

Terms and clauses are cut into the same words here.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Literal

from engine.disk_cache import cached_on_disk
from engine.language.stems import stem, stemming
from engine.language.text import fold
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
LONGEST_WORD = 60
"""Letters. No dictionary has a longer word, and looking for compounds in one takes its length squared."""
MAX_WORDS = 400
"""A clause is a sentence at most; what follows in a longer text is not looked at."""
SLIP_FROM = 6
"""Shorter words have too many neighbours for a slip of the pen to be told from another word."""

_FOLDER = Path(__file__).parent / "lexicon"
Role = Literal["verb", "thing", "trade", "context", "small", "join", "pronoun"]
_WORD = re.compile(r"[^\W_]+|[,;:/&+\n–—|•]")
Hit = Sequence[Any]
"""A concept and its role, in a list as JSON has it."""


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
class Index:
    """The terms of one language."""

    stems: Mapping[str, Sequence[Hit]]
    exact: Mapping[str, Sequence[Hit]]
    """Of terms that are compared as they are written."""
    beginnings: frozenset[str]
    """Of terms with several words; so that most words need no second look."""
    same_initial: Mapping[str, Sequence[str]]
    """The terms of one word by their first letter, which slips of the pen rarely hit."""


def words_of(clause: str) -> Iterator[Word]:
    for match in list(_WORD.finditer(clause))[:MAX_WORDS]:
        text = fold(match.group()[:LONGEST_WORD])
        if text:
            yield Word(text, *match.span())


def stem_of(word: str, language: str) -> str:
    return stem(word, LANGUAGES[language])


@cache
def _files() -> dict[str, dict[str, dict[str, str]]]:
    """`role -> concept -> language -> terms`; the language `any` holds for all of them."""
    return {role: read_yaml(_FOLDER / f"{role}s.yaml") for role in ("verb", "thing", "trade", "context", "grammar")}


@cache
def lookalikes() -> frozenset[str]:
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
def indexes() -> Mapping[str, Index]:
    """By language."""
    found = cached_on_disk("tools.terms", _made_from(), lambda: {language: _index(language) for language in LANGUAGES})
    return {language: Index(index[0], index[1], frozenset(index[2]), index[3]) for language, index in found.items()}


def _made_from() -> tuple[bytes, ...]:
    """Everything that decides what an index holds: the terms, the stemmer, and how words are cut and folded."""
    terms = (path.read_bytes() for path in sorted(_FOLDER.glob("*.yaml")))
    return (Path(__file__).read_bytes(), *terms, stemming())


def _index(language: str) -> list[Any]:
    """The parts of `Index`, as JSON can say them."""
    stems: defaultdict[str, list[tuple[str, Role]]] = defaultdict(list)
    exact: defaultdict[str, list[tuple[str, Role]]] = defaultdict(list)
    beginnings: set[str] = set()
    for concept, role, term in _terms(language):
        words = [w.text for w in words_of(term)]
        keys = words if term.startswith("=") else [stem_of(w, language) for w in words]
        (exact if term.startswith("=") else stems)[" ".join(keys)].append((concept, role))
        beginnings.update(" ".join(keys[:n]) for n in range(1, len(keys)))
    return [_once(stems), _once(exact), sorted(beginnings), _same_initial(language)]


def _once(stems: Mapping[str, Iterable[tuple[str, Role]]]) -> dict[str, list[list[str]]]:
    return {key: [list(hit) for hit in dict.fromkeys(hits)] for key, hits in stems.items()}


def _same_initial(language: str) -> dict[str, list[str]]:
    words: defaultdict[str, list[str]] = defaultdict(list)
    for _, role, term in _terms(language):
        if role in ("verb", "thing") and term.isalpha() and len(term) >= SLIP_FROM - 1:
            words[term[0]].append(term)
    return {initial: list(dict.fromkeys(group)) for initial, group in words.items()}


def concepts() -> frozenset[str]:
    """Every concept that a cue can name."""
    return frozenset(c for section in ("verb", "thing", "trade", "context") for c in _files()[section])


def trades() -> frozenset[str]:
    """The concepts that are looked for in the whole opening, and not only in a clause."""
    return frozenset(_files()["trade"])
