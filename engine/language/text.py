"""The smallest pieces of a message: tokens with their place, folded for comparing."""

import re
import unicodedata
from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

MOST_CHARACTERS = 8_000
"""What is analysed of one message. A thousand words say all that an agent needs; more only costs time."""

_ELISION = r"(?i:\b(?:[dlnsjcmt]|qu|un|dell|all|dall|sull|nell|degl|quell|lorsqu|puisqu|jusqu)['’](?=\w\w))"
"""French and Italian leave out a vowel: “d'avocats”, “s'appelle”, “dell'ufficio” are two words each."""
_TOKEN = re.compile(
    _ELISION
    + r"|https?://\S+|(?<![\w.+-])[\w.+-]++@[\w-]+\.[\w.]+|\+?\d[\d\s()./-]{6,}\d|\d{1,3}(?:,\d{3})+(?:\.\d+)?\b|\w+(?:['’.&-]\w+)*|[^\w\s]"
)
_APOSTROPHE = re.compile("['’]")
_SLUG = re.compile(r"[^a-z0-9]+")


class Token(NamedTuple):
    """A word, number, address or punctuation mark; `folded` is without case and accents. A tuple: a turn has hundreds
    of them."""

    text: str
    folded: str
    start: int
    end: int

    @property
    def is_word(self) -> bool:
        return self.text[0].isalnum()

    @property
    def is_capital(self) -> bool:
        return self.text[0].isupper()


@lru_cache(maxsize=20_000)
def fold(text: str) -> str:
    """`Citas Médicas` -> `citas medicas`; typographic apostrophes become plain ones."""
    if text.isascii():  # as most words of most lexicons; they are folded at each start
        return text.lower()
    plain = unicodedata.normalize("NFKD", text.replace("’", "'").casefold())
    return "".join(c for c in plain if not unicodedata.combining(c))


def tokens_of(text: str) -> tuple[Token, ...]:
    return _kept(text) if len(text) <= _SHORT else _cut(text)


_SHORT = 500
"""Characters of a text whose tokens are kept for a while: dozens of readers cut the same sentence."""


@lru_cache(maxsize=500)
def _kept(text: str) -> tuple[Token, ...]:
    return _cut(text)


def _cut(text: str) -> tuple[Token, ...]:
    return tuple(Token(m[0], fold(m[0]), m.start(), m.end()) for m in _TOKEN.finditer(text))


def lexicon_words(phrase: str) -> tuple[str, ...]:
    """A phrase of a lexicon cut as a message is cut; a `*` at the end of a word stays."""
    elided = re.sub(_ELISION, r"\g<0> ", phrase) if _APOSTROPHE.search(phrase) else phrase
    if elided.isascii():  # as most phrases of all lexicons, which are cut at each start
        return tuple(elided.lower().split())
    return tuple(fold(word) for word in elided.split())


@lru_cache(maxsize=5_000)  # the keys of a spec's rules and cases are made again for each test that covers one
def slug(text: str, joint: str = "_", limit: int = 48) -> str:
    """A stable id: `Book appointments` -> `book_appointments`; `item` where no letter is left."""
    words = [w for w in _SLUG.split(fold(text)) if w]
    short: list[str] = []
    for word in words:
        if short and len(joint.join([*short, word])) > limit:
            break
        short.append(word[:limit])
    return joint.join(short) or "item"


def joined(text: str, tokens: Sequence[Token]) -> str:
    """The original words from the first to the last of `tokens`, on one line."""
    return " ".join(text[tokens[0].start : tokens[-1].end].split()) if tokens else ""


def sentence_case(text: str) -> str:
    return text[:1].upper() + text[1:]
