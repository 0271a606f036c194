"""The words that a question to the builder is made of, by language: how it begins, what carries nothing, "
"what is meant."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from engine.language.lexicon import lexicon
from engine.language.stems import stem
from engine.language.text import Token, tokens_of
from engine.targets import TARGETS
from engine.yaml_files import read_texts

_INVERTED = re.compile(r"(?<=\w)-(?:t-)?(?=(?:je|tu|il|elle|on|nous|vous|ils|elles|moi)\b)")
WORDS = Path(__file__).parent / "words"
LANGUAGES: Mapping[str, str] = {"en": "english", "de": "german", "es": "spanish", "fr": "french"}
"""The languages in which questions are understood, with Snowball's names of them."""


@dataclass(frozen=True, slots=True)
class Phrase:
    """A few words in a row, each as it is compared, and what they stand for."""

    words: tuple[str, ...]
    values: frozenset[str]


class Phrases:
    """Phrases by their first word; the longest one that stands somewhere is found."""

    def __init__(self, phrases: Iterable[tuple[tuple[str, ...], str]]) -> None:
        values: dict[tuple[str, ...], set[str]] = {}
        for words, value in phrases:
            values.setdefault(words, set()).add(value)
        self._by_first: dict[str, list[Phrase]] = {}
        for words in sorted(values, key=len, reverse=True):
            self._by_first.setdefault(words[0], []).append(Phrase(words, frozenset(values[words])))

    def at(self, words: Sequence[str], at: int) -> Phrase | None:
        candidates = self._by_first.get(words[at], ()) if at < len(words) else ()
        return next((p for p in candidates if tuple(words[at : at + len(p.words)]) == p.words), None)

    def words(self) -> Iterator[str]:
        """Every single word that is a phrase of its own."""
        return (p.words[0] for phrases in self._by_first.values() for p in phrases if len(p.words) == 1)


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """One language. Openings and fillers are compared as they are written, meanings by the stems of their words."""

    language: str
    asks: Phrases
    aux: Phrases
    who: Phrases
    before: Phrases
    polite: Phrases
    none: Phrases
    one: Phrases
    also: Phrases
    wish: Phrases
    requests: Phrases
    """What people say first who ask: what follows is a question, in whatever order its words stand."""
    indirect: Phrases
    """“wondering if …”: what follows is said, and asked."""
    ends: Phrases
    """“…, then what”: what a question about a case may end in."""
    tags: Phrases
    """“…, right?”: what turns what was said into a question."""
    fillers: Phrases
    meanings: Phrases
    inverts: bool
    """In a question the verb stands before who does it, so “where it says …” is none."""
    accented: bool
    """An accent tells a question word from another (“qué” and “que”)."""

    def stem(self, word: str) -> str:
        return stem(word, LANGUAGES[self.language])


@cache
def vocabulary(language: str) -> Vocabulary:
    frames: Mapping[str, Any] = read_texts(WORDS / "frames.yaml")[language]
    return Vocabulary(
        language,
        asks=Phrases((written(p), kind) for kind, text in frames["asks"].items() for p in _split(text)),
        aux=Phrases((written(p), "aux") for p in _split(frames["aux"])),
        who=Phrases((written(p), kind) for kind, text in frames["who"].items() for p in _split(text)),
        before=Phrases((written(p), "before") for p in _split(frames["before"])),
        polite=Phrases((written(p), "polite") for p in _split(frames["polite"])),
        none=Phrases((written(p), "none") for p in _split(frames["none"])),
        one=Phrases((written(p), "one") for p in _split(frames["one"])),
        also=Phrases((written(p), "also") for p in _split(frames["also"])),
        wish=Phrases((written(p), "wish") for p in _split(frames["wish"])),
        requests=Phrases((written(p), "request") for p in _split(frames.get("requests", ""))),
        indirect=Phrases((written(p), "indirect") for p in _split(frames.get("indirect", ""))),
        ends=Phrases((written(p), "ends") for p in _split(frames.get("ends", ""))),
        tags=Phrases((written(p), "tag") for p in _split(frames.get("tags", ""))),
        fillers=Phrases((written(p), "filler") for p in _split(read_texts(WORDS / "fillers.yaml")[language])),
        meanings=Phrases(_meanings(language)),
        inverts="inverts" in frames,
        accented="accented" in frames,
    )


@cache
def names() -> Mapping[str, Mapping[tuple[str, ...], str]]:
    """Kind of name -> its written forms -> the value: languages, regimes, systems, platforms that we do not "
    "export to."""
    found = {
        kind: {written(p): value for value, text in values.items() for p in _split(text)}
        for kind, values in read_texts(WORDS / "names.yaml").items()
    }
    vendors = {written(v): v.title() for v in lexicon("vendors")["names"]} | _platforms()
    return {**found, "vendor": {form: name for form, name in vendors.items() if form not in found["carrier"]}}


def _platforms() -> dict[tuple[str, ...], str]:
    return {written(p): platform for platform, target in TARGETS.items() for p in target.spoken}


def written(phrase: str) -> tuple[str, ...]:
    """The words of a phrase, folded and cut as a message is."""
    return tuple(t.folded for t in cut(phrase) if t.is_word)


def cut(text: str) -> tuple[Token, ...]:
    """Tokens; French joins verb and subject in a question (“demandes-tu”, “a-t-il”), and here they are two words."""
    return tokens_of(_INVERTED.sub(" ", text))


def _meanings(language: str) -> Iterator[tuple[tuple[str, ...], str]]:
    snowball = LANGUAGES[language]
    for meaning, texts in read_texts(WORDS / "concepts.yaml").items():
        for phrase in _split(texts.get(language, "")):
            if "{" not in phrase:
                yield tuple(stem(word, snowball) for word in written(phrase)), meaning
    for kind, values in names().items():
        for form in values:
            yield tuple(stem(word, snowball) for word in form), kind
    yield from (((stem(slot, snowball),), kind) for kind, slot in SLOTS.items())


SLOTS: Mapping[str, str] = {
    kind: f"slot{kind}" for kind in ("tool", "person", "language", "regime", "system", "vendor", "carrier")
}
"""What `{…}` in a way of asking stands for, and the word that stands there when it is read."""


def _split(text: str) -> list[str]:
    return [part.strip() for part in text.split(",") if part.strip()]
