"""The answer table: every kind of question, how people ask it, and what answers it. Data: `questions/*.yaml`.

Adding a kind is an entry there; one that answers from the spec names its function in `functions.FUNCTIONS`.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from engine.interview.answering.question import Question, question_of
from engine.interview.answering.vocabulary import LANGUAGES, SLOTS
from engine.language.phrases import PhraseBook
from engine.yaml_files import read_texts

QUESTIONS = Path(__file__).parent / "questions"
_SLOT = re.compile(r"\{(\w+)\}")
_TERMS: Mapping[str, tuple[str, ...]] = {
    "en": ("explain {}", "{}?"),
    "de": ("was bedeutet {}", "{}?"),
    "es": ("qué significa {}", "{}?"),
    "fr": ("que veut dire {}", "{}?"),
}
"""How a word is asked about; the comparison makes all other ways of these."""


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of question. `answer` is what is said, or `function` the name of what says it from the spec."""

    id: str
    answer: str
    function: str


@dataclass(frozen=True, slots=True)
class Asking:
    """One way of asking a kind. `open`: whatever else stands in the question is what it is about."""

    kind: str
    question: Question
    open: bool


@cache
def kinds() -> Mapping[str, Kind]:
    return {key: Kind(key, entry.get("answer", ""), entry.get("from", "")) for key, entry in _entries().items()}


@cache
def said() -> PhraseBook:
    """What is no question, but means one when a message is nothing else: “recap”, “help”."""
    return PhraseBook({key: entry["said"] for key, entry in _entries().items() if "said" in entry})


@cache
def speakable() -> frozenset[str]:
    """Kinds that may be meant without any sign of a question: “a quick summary of it all”."""
    return frozenset(key for key, entry in _entries().items() if "unasked" in entry)


@cache
def asked_by_callers() -> frozenset[str]:
    """Kinds that callers ask a business as well: “what does it cost”. What else stands in the question decides."""
    return frozenset(key for key, entry in _entries().items() if "callers" in entry)


@cache
def askings(language: str) -> tuple[Asking, ...]:
    """Every way of asking in this language."""
    return tuple(_asking(kind, text, language) for kind, text in _texts(language))


def _texts(language: str) -> Iterator[tuple[str, str]]:
    for key, entry in _entries().items():
        for text in entry.get("also", {}).get(language, ()):
            yield key, text
        if language in entry.get("term", {}):
            yield from ((key, form.format(entry["term"][language])) for form in _TERMS[language])


def _asking(kind: str, text: str, language: str) -> Asking:
    plain = _SLOT.sub(lambda found: SLOTS.get(found[1], ""), text)
    return Asking(kind, question_of(plain, language), "{any}" in text)


@cache
def _entries() -> Mapping[str, Mapping[str, Any]]:
    """Kinds of all files; those of `questions/terms.yaml` are asked by their names as well."""
    entries: dict[str, Mapping[str, Any]] = {}
    for path in sorted(QUESTIONS.glob("*.yaml")):
        entries |= read_texts(path)
    assert LANGUAGES.keys() == _TERMS.keys()
    return entries
