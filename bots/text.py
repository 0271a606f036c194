"""A long Markdown text in pieces that a chat takes: cut at paragraphs, then lines, sentences and words.

Code fences stay whole; one that is longer than a piece is closed at its end and opened again, with its info string, in
the next. Nothing is lost but the white space at a cut.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from markdown_it import MarkdownIt
from markdown_it.token import Token

_PARSER = MarkdownIt("commonmark")
_SENTENCE_END = re.compile(r"(?<=[.!?…。！？])\s+|(?<=[。！？])")
_SMALLEST = 40
"""A limit below this has no room for a fence and its content."""


@dataclass(frozen=True, slots=True)
class _Fence:
    """A block of code: its first and last line as written, and what stands between them."""

    opening: str
    closing: str
    body: tuple[str, ...]


def split(markdown: str, limit: int) -> list[str]:
    """Pieces of at most `limit` characters each, none of them blank; one piece where the whole fits."""
    if limit < _SMALLEST:
        raise ValueError(f"a piece needs room for at least {_SMALLEST} characters")
    text = markdown.replace("\r\n", "\n").replace("\r", "\n").strip("\n")  # the lines that the parser counts
    if len(text) <= limit:
        return [text] if text.strip() else []
    return [piece for piece in _packed(_blocks(text), limit) if piece.strip()]


def _packed(blocks: Iterable[list[str | _Fence]], limit: int) -> Iterator[str]:
    """Whole blocks together as long as they fit; a block that does not fit alone is cut at its lines."""
    piece = ""
    for block in blocks:
        text = "\n".join(_text(part) for part in block)
        together = f"{piece}\n{text}" if piece else text
        if len(together.strip("\n")) <= limit:
            piece = together
            continue
        if piece:
            yield piece.strip("\n")
        *full, piece = _lines_packed(block, limit)
        yield from full
    if piece:
        yield piece.strip("\n")


def _lines_packed(block: Iterable[str | _Fence], limit: int) -> list[str]:
    """One block in pieces; at least one, and the last may take more."""
    pieces, piece = list[str](), ""
    for part in block:
        for text in _fitting(part, limit):
            together = f"{piece}\n{text}" if piece else text
            if len(together.strip("\n")) <= limit:
                piece = together
            else:
                pieces.append(piece.strip("\n"))
                piece = text
    return [*pieces, piece]


def _fitting(part: str | _Fence, limit: int) -> Iterator[str]:
    """A line or a fence, in parts that fit."""
    text = _text(part)
    if len(text) <= limit:
        yield text
    elif isinstance(part, _Fence):
        yield from _reopened(part, limit)
    else:
        yield from _words(text, limit)


def _reopened(fence: _Fence, limit: int) -> Iterator[str]:
    """A fence that is too long, in several of its own kind."""
    opening = fence.opening if len(fence.opening) <= limit // 2 else fence.closing
    room = limit - len(opening) - len(fence.closing) - 2
    lines = [cut for line in fence.body for cut in _hard(line, room)]
    inside = list[str]()
    for line in lines:
        if inside and sum(len(i) + 1 for i in inside) + len(line) > room:
            yield "\n".join((opening, *inside, fence.closing))
            inside = []
        inside.append(line)
    yield "\n".join((opening, *inside, fence.closing))


def _words(line: str, limit: int) -> Iterator[str]:
    """A line that is too long: at the end of a sentence, else between words, else anywhere."""
    while len(line) > limit:
        ends = [m.end() for m in _SENTENCE_END.finditer(line, limit // 3, limit + 1) if m.start() <= limit]
        at = ends[-1] if ends else line.rfind(" ", limit // 3, limit + 1)
        at = at if 0 < at <= limit else limit
        yield line[:at].rstrip() or line[:at]
        line = line[at:].lstrip(" ")
    if line:
        yield line


def _hard(line: str, room: int) -> list[str]:
    return [line[at : at + room] for at in range(0, len(line), room)] or [""]


def _text(part: str | _Fence) -> str:
    return "\n".join((part.opening, *part.body, part.closing)) if isinstance(part, _Fence) else part


def _blocks(text: str) -> Iterator[list[str | _Fence]]:
    """The blocks of the document in order, each as its lines and fences, with the blank lines behind it."""
    lines = text.split("\n")
    tokens = _PARSER.parse(text)
    starts = sorted({t.map[0] for t in tokens if t.level == 0 and t.map})
    fences = {t.map[0]: t for t in tokens if t.type == "fence" and t.map}
    for start, end in zip([0, *starts[1:]], [*starts[1:], len(lines)], strict=False):
        yield list(_parts(lines, start, end, fences))


def _parts(lines: list[str], start: int, end: int, fences: dict[int, Token]) -> Iterator[str | _Fence]:
    at = start
    while at < end:
        fence = fences.get(at)
        if fence is None or not fence.map:
            yield lines[at]
            at += 1
            continue
        last = min(fence.map[1], end)
        body = lines[at + 1 : last]
        indent = lines[at][: lines[at].find(fence.markup)]
        closing = f"{' ' * len(indent)}{fence.markup}"
        if (body and body[-1].strip() == fence.markup) or (body and body[-1].strip().startswith(fence.markup)):
            closing = body.pop()
        yield _Fence(lines[at], closing, tuple(body))
        at = last
