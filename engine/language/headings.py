"""Lists under a heading: “SCOPE:” over bullets, “what we want = repairs, rentals, price questions”."""

import re
from collections.abc import Iterator
from functools import cache

from engine.language.lexicon import lexicon
from engine.language.text import fold

_HEADED = re.compile(r"^\W*([^\W\d][^:=\n]{1,40}?)\s*[:=]\s*(.*)$")
_BULLET = re.compile(r"^\s*(?:[-*•–—]|\d{1,2}[.)])\s+")
_BETWEEN = re.compile(r"\s*[,;•]\s*(?:and\s+|und\s+|y\s+|et\s+)?")


def items_under(text: str, kind: str) -> Iterator[str]:
    """The items of every list whose heading is one of `headings.yaml`'s `kind`."""
    inside = False
    for line in text.splitlines():
        headed = _HEADED.match(line)
        bullet = _BULLET.match(line)
        if headed and not bullet:
            inside = fold(headed[1]).strip() in _headings(kind)
            yield from _split(headed[2]) if inside else ()
        elif inside and bullet:
            yield from [line[bullet.end() :].strip(" .;")]
        elif line.strip():
            inside = False


def bullets_in(text: str) -> Iterator[str]:
    """The points of a list without a heading; what stands under a heading belongs to that."""
    headed = False
    for line in text.splitlines():
        bullet = _BULLET.match(line)
        if bullet and not headed:
            yield line[bullet.end() :].strip(" .;")
        elif line.strip() and not bullet:
            headed = bool(_HEADED.match(line))


def _split(text: str) -> Iterator[str]:
    return (item.strip(" .;") for item in _BETWEEN.split(text) if item.strip(" .;"))


@cache
def _headings(kind: str) -> frozenset[str]:
    return frozenset(fold(str(word)) for word in lexicon("headings")[kind])
