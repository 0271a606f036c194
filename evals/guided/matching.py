"""Whether a text says something, leniently: by the beginnings of its words, without accents or capitals.

A pattern is a list of demands with commas between them, all of which the text must meet. A demand is one or more
alternatives with `|` between them: `book|schedul` is met by a word that begins with one of them, `*termin` by the
letters anywhere, `=no` by the whole word only, `set up` by these words in a row, the last again by its beginning.
"""

import re
import unicodedata
from collections.abc import Sequence

_WORD = re.compile(r"[^\W_]+")


def folded(text: str) -> str:
    """`Prix à l’unité: 8,50` -> ` prix a l unite 8 50 `: words in small letters, no accents, spaces around."""
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    plain = "".join(c for c in decomposed if not unicodedata.combining(c))
    return f" {' '.join(_WORD.findall(plain))} "


def demands_in(pattern: str) -> tuple[str, ...]:
    """`book|schedul, visit` -> `("book|schedul", "visit")`."""
    return tuple(demand.strip() for demand in pattern.split(",") if demand.strip())


def says(text: str, demands: Sequence[str]) -> bool:
    """Whether one text meets every demand."""
    words = folded(text)
    return all(any(_found(words, choice) for choice in demand.split("|")) for demand in demands)


def _found(words: str, choice: str) -> bool:
    stem = folded(choice).strip()
    match choice.strip()[:1]:
        case "*":
            return stem in words
        case "=":
            return f" {stem} " in words
        case _:
            return f" {stem}" in words


def sentences_in(text: str) -> frozenset[str]:
    """The sentences of at least four words, folded, to see which are said again."""
    parts = re.split(r"(?<=[.!?:])\s+|\n+", text)
    return frozenset(words for part in parts if len((words := folded(part)).split()) >= 4)
