"""Which language a single line is written in: by its script, its letters and its commonest words."""

import re
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

from engine.language.text import fold, tokens_of
from engine.yaml_files import read_texts

_SURE = 2
"""Common words of a language in a line before it counts as written in it."""
SCRIPTS = {
    "ar": re.compile(r"[\u0600-\u06ff]"),
    "ja": re.compile(r"[\u3040-\u30ff]"),
    "ko": re.compile(r"[\uac00-\ud7af]"),
    "zh": re.compile(r"[\u4e00-\u9fff]"),
    "ru": re.compile(r"[\u0400-\u04ff]"),
    "he": re.compile(r"[\u0590-\u05ff]"),
    "el": re.compile(r"[\u0370-\u03ff]"),
    "hi": re.compile(r"[\u0900-\u097f]"),
}
_LETTERS = {
    "es": re.compile(r"[¿¡ñ]"),
    "de": re.compile(r"[ßäöü]"),
    "pt": re.compile(r"[ãõ]"),
    "fr": re.compile(r"[êâîôûœ]"),
}
"""Letters that few other languages write."""
SHARED_SCRIPTS = {
    "zh": {"zh", "ja"},
    "ru": {"ru", "uk", "bg", "sr", "mk"},
    "ar": {"ar", "fa", "ur"},
    "hi": {"hi", "mr", "ne"},
}


@lru_cache(maxsize=2_000)
def language_of(text: str) -> str | None:
    """Of a line: `es`; None where it is too short to say. Only the languages that are read, and scripts of others."""
    for tag, script in SCRIPTS.items():
        if len(script.findall(text)) > 1:
            return tag
    words = [token.folded for token in tokens_of(text) if token.is_word]
    letters = {tag: 2 * bool(own.search(text)) for tag, own in _LETTERS.items()}
    hits = ((sum(w in common for w in words) + letters.get(tag, 0), tag) for tag, common in _common().items())
    counts = sorted(hits, reverse=True)
    (first, tag), (second, _) = counts[:2]
    return tag if first >= _SURE and first > second else None


@lru_cache(maxsize=2_000)
def language_in_words(text: str) -> str | None:
    """The same by its commonest words alone, and only where none of them is English."""
    words = {token.folded for token in tokens_of(text) if token.is_word}
    counts = sorted(((len(words & common), tag) for tag, common in _common().items()), reverse=True)
    (first, tag), (second, _) = counts[:2]
    return tag if first >= _SURE and first > second and not words & _common()["en"] else None


@lru_cache(maxsize=2_000)
def other_language_of(text: str) -> str | None:
    """One that the builder does not write, where more words of the line are its own than of any that it does."""
    words = {token.folded for token in tokens_of(text) if token.is_word}
    written = max(len(words & common) for common in _common().values())
    first, tag = max((len(words & common), tag) for tag, common in other_languages().items())
    return tag if first > max(written, 1) else None


@cache
def _common() -> dict[str, frozenset[str]]:
    return {tag: _folded(words) for tag, words in _data().items() if tag != "others"}


@cache
def other_languages() -> dict[str, frozenset[str]]:
    return {tag: _folded(words) for tag, words in _data()["others"].items()}


def _folded(words: list[str]) -> frozenset[str]:
    return frozenset(map(fold, words))


@cache
def _data() -> Any:
    return read_texts(Path(__file__).with_name("languages.yaml"))
