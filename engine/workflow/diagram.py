"""Mermaid text as the rows and arrows of a picture.

Reads the dialect that `mermaid.mermaid` writes, of this release and of those before, whose replies are stored.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

_BOX = re.compile(r'^\s+n(\d+)\W+"([^"]*)"\W+:::kind_(\w+)$')
_ARROW = re.compile(r'^\s+n(\d+) (-->|-\.->)(?:\|"([^"]*)"\|)? n(\d+)$')
_ENTITY = re.compile(r"#(\d+);")


@dataclass(frozen=True, slots=True)
class Row:
    """One step: a box of its own."""

    number: int
    """As in the words beside the picture."""
    text: str
    kind: str


@dataclass(frozen=True, slots=True)
class Arrow:
    """One way from row to row, by their place from 0; `dotted`: what happens otherwise."""

    source: int
    target: int
    text: str
    dotted: bool


@dataclass(frozen=True, slots=True)
class Diagram:
    rows: Sequence[Row]
    arrows: Sequence[Arrow]


def diagram_of(source: str) -> Diagram:
    """The diagram that a Mermaid text draws. Raises ValueError where there is no step in it."""
    lines = source.splitlines()
    boxes = [found for line in lines if (found := _BOX.match(line))]
    if not boxes:
        raise ValueError("there is no step in it")
    rows = [Row(int(box[1]), _plain(box[2]), box[3]) for box in boxes]
    place = {box[1]: n for n, box in enumerate(boxes)}
    return Diagram(rows, list(_arrows(lines, place)))


def _arrows(lines: Sequence[str], place: dict[str, int]) -> Iterator[Arrow]:
    for line in lines:
        found = _ARROW.match(line)
        if found and found[1] in place and found[4] in place and found[1] != found[4]:
            yield Arrow(place[found[1]], place[found[4]], _plain(found[3] or ""), found[2] != "-->")


def _plain(label: str) -> str:
    return _ENTITY.sub(lambda entity: chr(int(entity[1])), label.replace("<br/>", " "))
