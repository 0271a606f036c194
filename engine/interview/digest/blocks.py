"""A document as blocks: headings, paragraphs, list items and rows, each with its place. Pure.

Lines that an editor or a PDF wrapped are joined again, since a sentence that is read in halves says something else.
"""

import re
import textwrap
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from engine.interview.digest.places import PAGE_BREAK, Place, Unit

PART = 12_000
"""Characters that are read at once: 3,000 tokens for a model, and seconds for the guided reader."""
_LONGEST = 1_500
"""Characters of a block; a longer paragraph is cut between sentences."""
_WRAPPED = 50
"""A line at least this long goes on in the next one, unless a sentence ends with it."""
_HEADING = re.compile(r"#{1,6} \S|(?:\d+\.)*\d+\.? [A-Z][^.!?;:]{2,60}$|[A-Z][A-Z &/-]{3,60}$")
_ITEM = re.compile(r"[-*•–]\s|\(?\w{1,3}[.)]\s|\|")
_SPEAKS = re.compile(r"[A-Z][\w .'’-]{0,30}:\s")
_CUE = re.compile(r"\d+$|WEBVTT\b.*|(?:\d+:)?\d\d:\d\d[.,]\d+ --> .*")
"""Lines of a subtitle file that nobody says."""
_ENDS = (".", "!", "?", ":", ";", "。", "؟", "|")
_SENTENCE = re.compile(r"(?<=[.!?。؟])\s+")


@dataclass(frozen=True, slots=True)
class Block:
    """One piece of a document. `end`: the characters of the document up to where it ends."""

    place: Place
    text: str
    end: int
    heading: bool = False


@dataclass(slots=True)
class _Line:
    text: str
    number: int
    page: int
    start: int
    end: int


def blocks_of(text: str, unit: Unit) -> tuple[Block, ...]:
    """The whole document, in order."""
    heading, found = "", list[Block]()
    for lines in _paragraphs(text, unit):
        number = lines[0].page if unit == "page" else lines[0].number
        said = " ".join(line.text for line in lines)
        is_heading = len(lines) == 1 and _HEADING.match(said) is not None and unit != "row"
        if is_heading:
            heading = said.lstrip("#").strip()
        found += _pieces(said.lstrip("#").strip(), Place(unit, number, heading), lines, heading=is_heading)
    return tuple(found)


def part_after(blocks: Sequence[Block], read: int, most: int = PART) -> tuple[Block, ...]:
    """The blocks that come next where `read` characters of the document are read; at least one where one is left."""
    part, length = list[Block](), 0
    for block in blocks:
        if block.end <= read:
            continue
        length += len(block.text)
        if part and length > most:
            break
        part.append(block)
    return tuple(part)


def _pieces(said: str, place: Place, lines: Sequence["_Line"], *, heading: bool) -> Iterator[Block]:
    """Where a piece ends that is not the last, is only counted: it tells how much is read, and in which order."""
    start, end, done = lines[0].start, lines[-1].end, 0
    pieces = list(_cut(said))
    for piece in pieces[:-1]:
        done += len(piece)
        yield Block(place, piece, min(start + done, end - 1))
    yield Block(place, pieces[-1], end, heading)


def _cut(said: str) -> Iterator[str]:
    """Between sentences; what has none that long, between words, and else anywhere."""
    if len(said) <= _LONGEST:
        yield said
        return
    piece = ""
    for sentence in _SENTENCE.split(said):
        for words in textwrap.wrap(sentence, _LONGEST, break_on_hyphens=False):
            if piece and len(piece) + len(words) > _LONGEST:
                yield piece
                piece = ""
            piece = f"{piece} {words}".strip()
    yield piece


def _paragraphs(text: str, unit: Unit) -> Iterator[list[_Line]]:
    paragraph: list[_Line] = []
    for line in _lines(text):
        if paragraph and (not line.text or unit in ("row", "paragraph") or not _goes_on(paragraph[-1], line)):
            yield paragraph
            paragraph = []
        if line.text and not _CUE.fullmatch(line.text):
            paragraph.append(line)
    if paragraph:
        yield paragraph


def _goes_on(last: _Line, line: _Line) -> bool:
    """Whether a line is the rest of the one before it."""
    if last.page != line.page or _HEADING.match(line.text) or _ITEM.match(line.text) or _SPEAKS.match(line.text):
        return False
    if _HEADING.match(last.text) or last.text.endswith(":"):
        return False
    return line.text[:1].islower() or (len(last.text) >= _WRAPPED and not last.text.endswith(_ENDS))


def _lines(text: str) -> Iterator[_Line]:
    number, at = 0, 0
    for page, content in enumerate(text.split(PAGE_BREAK), start=1):
        for line in content.split("\n"):
            start, number, at = at, number + 1, at + len(line) + 1
            yield _Line(line.strip(), number, page, start, min(at, len(text)))
