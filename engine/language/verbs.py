"""Verbs of a job in their many forms: `books`, `booking`, `agende`, `bucht` -> what the lexicon calls them."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from engine.language.text import fold

Form = Literal["base", "third", "gerund", "other"]
_VOWELS = "aeiou"


@dataclass(frozen=True, slots=True)
class Verb:
    lemma: str
    form: Form


def english_forms(base: str) -> Iterator[tuple[str, Form]]:
    """`tidy up` -> tidy up, tidies up, tidying up. Rules of spelling; doubling is accepted as well as not."""
    first, _, rest = base.partition(" ")
    tail = f" {rest}" if rest else ""
    yield base, "base"
    if first.endswith("y") and first[-2] not in _VOWELS:
        yield f"{first[:-1]}ies{tail}", "third"
    elif first.endswith(("s", "x", "z", "ch", "sh", "o")):
        yield f"{first}es{tail}", "third"
    else:
        yield f"{first}s{tail}", "third"
    stem = first[:-1] if first.endswith("e") and not first.endswith("ee") else first
    yield f"{stem}ing{tail}", "gerund"
    if len(first) > 2 and first[-1] not in "aeiouwxy" and first[-2] in _VOWELS:
        yield f"{first}{first[-1]}ing{tail}", "gerund"


def endings_forms(lemma: str, endings: Mapping[str, Mapping[str, str]]) -> Iterator[tuple[str, Form]]:
    """`agendar` with the endings of “-ar” -> agendar, agenda, agendan, agende, …"""
    first, _, rest = lemma.partition(" ")
    tail = f" {rest}" if rest else ""
    yield lemma, "base"
    for infinitive in sorted(endings, key=len, reverse=True):
        if first.endswith(infinitive):
            stem = first[: -len(infinitive)]
            for form, list_of_endings in endings[infinitive].items():
                for ending in list_of_endings.split():
                    yield f"{stem}{ending.strip('-')}{tail}", _FORMS[form]
            return


_FORMS: Mapping[str, Form] = {"base": "base", "third": "third", "gerund": "gerund", "other": "other"}


_SHORTEST_FORM = 3
"""Letters. “de” and “da” are forms of a verb by the rules, and prepositions in every text."""


def verb_table(grammar: Mapping[str, Any]) -> dict[tuple[str, ...], Verb]:
    """Every form of every verb of a grammar, as folded words -> Verb."""
    table: dict[tuple[str, ...], Verb] = {}
    endings = grammar.get("endings")
    for lemma in grammar["verbs"]:
        forms = endings_forms(lemma, endings) if endings else english_forms(lemma)
        for text, form in forms:
            if len(text) < _SHORTEST_FORM:
                continue
            table.setdefault(tuple(fold(text).split()), Verb(lemma, form))
    for text, lemma in grammar.get("irregular", {}).items():
        table[tuple(fold(text).split())] = Verb(lemma, "third" if endings else "other")
    return table
