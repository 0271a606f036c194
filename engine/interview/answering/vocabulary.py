"""The words that a question to the builder is made of, by language: how it begins, what carries nothing, "
"what is meant."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path
from typing import Any

from engine.disk_cache import cached_on_disk
from engine.language.lexicon import lexicon
from engine.language.stems import stem, stemming
from engine.language.text import Token, tokens_of
from engine.targets import TARGETS
from engine.yaml_files import read_texts

_INVERTED = re.compile(r"(?<=\w)-(?:t-)?(?=(?:je|tu|il|elle|on|nous|vous|ils|elles|moi)\b)")
_WRITTEN_OUT = {"u": "you", "ur": "your", "ppl": "people", "wot": "what", "wots": "what's", "wats": "what's"}
_SHORT = re.compile(rf"(?i)(?<![\w.'’/-])(?:{'|'.join(_WRITTEN_OUT)})(?![\w.'’/-])")
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

    def __init__(self, by_first: Mapping[str, Sequence[Any]]) -> None:
        self._by_first = by_first

    def at(self, words: Sequence[str], at: int) -> Phrase | None:
        candidates = self._by_first.get(words[at], ()) if at < len(words) else ()
        found = ((said, values) for said, values in candidates if list(words[at : at + len(said)]) == said)
        return next((Phrase(tuple(said), frozenset(values)) for said, values in found), None)


def by_first_word(phrases: Iterable[tuple[tuple[str, ...], str]]) -> dict[str, list[list[list[str]]]]:
    """First word -> words of each phrase and what they stand for, the longest first; in lists, as JSON has them."""
    values: dict[tuple[str, ...], list[str]] = {}
    for words, value in phrases:
        values.setdefault(words, []).append(value)
    found: dict[str, list[list[list[str]]]] = {}
    for words in sorted(values, key=len, reverse=True):
        found.setdefault(words[0], []).append([list(words), list(dict.fromkeys(values[words]))])
    return found


class Vocabulary:
    """One language. Openings and fillers are compared as they are written, meanings by the stems of their words.

    Each part is made when it is first asked for: of most languages nobody needs more than a few words.
    """

    def __init__(self, language: str) -> None:
        self.language = language
        self._frames: Mapping[str, Any] = _words("frames")[language]

    @cached_property
    def asks(self) -> Phrases:
        return self._kinds("asks")

    @cached_property
    def aux(self) -> Phrases:
        return self._phrases("aux")

    @cached_property
    def who(self) -> Phrases:
        return self._kinds("who")

    @cached_property
    def before(self) -> Phrases:
        return self._phrases("before")

    @cached_property
    def polite(self) -> Phrases:
        return self._phrases("polite")

    @cached_property
    def none(self) -> Phrases:
        return self._phrases("none")

    @cached_property
    def one(self) -> Phrases:
        return self._phrases("one")

    @cached_property
    def also(self) -> Phrases:
        return self._phrases("also")

    @cached_property
    def wish(self) -> Phrases:
        return self._phrases("wish")

    @cached_property
    def requests(self) -> Phrases:
        """What people say first who ask: what follows is a question, in whatever order its words stand."""
        return self._phrases("requests")

    @cached_property
    def indirect(self) -> Phrases:
        """“wondering if …”: what follows is said, and asked."""
        return self._phrases("indirect")

    @cached_property
    def ends(self) -> Phrases:
        """“…, then what”: what a question about a case may end in."""
        return self._phrases("ends")

    @cached_property
    def tags(self) -> Phrases:
        """“…, right?”: what turns what was said into a question."""
        return self._phrases("tags")

    @cached_property
    def fillers(self) -> Phrases:
        return Phrases(by_first_word((written(p), "filler") for p in _split(_words("fillers")[self.language])))

    @cached_property
    def meanings(self) -> Phrases:
        return Phrases(_meanings()[self.language])

    @property
    def inverts(self) -> bool:
        """In a question the verb stands before who does it, so “where it says …” is none."""
        return "inverts" in self._frames

    @property
    def inverts_to_ask(self) -> bool:
        """The subject stands behind an auxiliary in questions only."""
        return "inverts_to_ask" in self._frames

    @property
    def accented(self) -> bool:
        """An accent tells a question word from another (“qué” and “que”)."""
        return "accented" in self._frames

    def stem(self, word: str) -> str:
        return stem(word, LANGUAGES[self.language])

    def _phrases(self, frame: str) -> Phrases:
        return Phrases(by_first_word((written(p), frame) for p in _split(self._frames.get(frame, ""))))

    def _kinds(self, frame: str) -> Phrases:
        kinds = self._frames[frame].items()
        return Phrases(by_first_word((written(p), kind) for kind, text in kinds for p in _split(text)))


@cache
def vocabulary(language: str) -> Vocabulary:
    return Vocabulary(language)


@cache
def _words(name: str) -> Mapping[str, Any]:
    content: Mapping[str, Any] = read_texts(WORDS / f"{name}.yaml")
    return content


@cache
def names() -> Mapping[str, Mapping[tuple[str, ...], str]]:
    """Kind of name -> its written forms -> the value: languages, regimes, systems, platforms that we do not "
    "export to."""
    found = {
        kind: {written(p): value for value, text in values.items() for p in _split(text)}
        for kind, values in _words("names").items()
    }
    vendors = {written(v): v.title() for v in lexicon("vendors")["names"]} | _platforms()
    return {**found, "vendor": {form: name for form, name in vendors.items() if form not in found["carrier"]}}


def _platforms() -> dict[tuple[str, ...], str]:
    return {written(p): platform for platform, target in TARGETS.items() for p in target.spoken}


def written(phrase: str) -> tuple[str, ...]:
    """The words of a phrase, folded and cut as a message is."""
    return tuple(t.folded for t in cut(phrase) if t.is_word)


def cut(text: str) -> tuple[Token, ...]:
    """Tokens; French joins verb and subject in a question (“demandes-tu”, “a-t-il”), and here they are two words. What
    chats shorten is written out."""
    return tokens_of(_SHORT.sub(lambda found: _WRITTEN_OUT[found[0].casefold()], _INVERTED.sub(" ", text)))


@cache
def _meanings() -> Mapping[str, Mapping[str, Sequence[Any]]]:
    """By language, kept on disk between two starts: most messages are looked at in all of them."""
    sources = (Path(__file__).read_bytes(), (WORDS / "concepts.yaml").read_bytes(), repr(names()).encode(), stemming())
    found: Mapping[str, Mapping[str, Sequence[Any]]] = cached_on_disk(
        "interview.answering.meanings", sources, lambda: {tag: by_first_word(_meant(tag)) for tag in LANGUAGES}
    )
    return found


def _meant(language: str) -> Iterator[tuple[tuple[str, ...], str]]:
    snowball = LANGUAGES[language]
    for meaning, texts in _words("concepts").items():
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


def spoken_first(language: str) -> list[str]:
    """Our languages, that of the text first where it is one of ours: of two equal readings the first counts."""
    own = language.split("-")[0]
    return sorted(LANGUAGES, key=lambda other: other != own)
