"""A diagram as SVG: one column of boxes, tall rather than wide, with the arrows in lanes beside it.

A chat shows a picture about 500 pixels wide, so that is the width, and letters keep their size however many steps
there are. Arrows to the next row go straight down; those of one fork share a lane on the left, those that meet again
share one on the right, dotted ones say what happens otherwise. Where a title is read from the right, all is mirrored.
"""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from html import escape

from engine.workflow.diagram import Arrow, Diagram, Row
from engine.workflow.letters import is_right_to_left, wrapped

WIDTH = 500
"""Of the picture, in its own pixels; more only where a flow has many lanes."""
LETTER, SMALL = 14, 11.5
"""Heights of the letters in boxes and beside arrows."""
_LINE, _SMALL_LINE, _PADDING, _GAP, _LANE, _EDGE = 18, 14, 9, 20, 13, 10
_LEAST_BOX = 300
_BADGE = 26
"""Room for the number of the step."""
_MOST_LINES = 2
"""Of a text beside an arrow; the words beside the picture say all of it."""
_COLOURS: Mapping[str, tuple[str, str, float]] = {
    "start": ("#e3f4e8", "#2f855a", 18),
    "end": ("#eceff3", "#5b6675", 18),
    "route": ("#fff4d6", "#b7791f", 4),
    "verify": ("#fde8e4", "#c05640", 4),
    "collect": ("#e6f0fb", "#3b73b9", 4),
    "say": ("#ffffff", "#8793a3", 10),
    "tool": ("#ece8fb", "#6650b4", 4),
    "transfer": ("#fdebf3", "#b8487f", 18),
}
"""Fill, border and roundness of a box, by the kind of step."""
_INK, _ARROW, _ELSE, _GREY = "#1f2933", "#52606d", "#8a97a5", "#52606d"
UNREADABLE = "Step"
"""Before the number of a step whose words no font has: it stands in the words beside the picture."""
BACK, LEGEND = "↑", "Dotted: what happens otherwise"
Shown = Callable[[str], tuple[str, str] | None]
"""A text as it can be drawn, with the font for it; None where no font has its letters."""


@dataclass(frozen=True, slots=True)
class _Lane:
    """Arrows that share a line: out of one row, or into one row."""

    arrows: Sequence[Arrow]
    left: bool
    dotted: bool

    @property
    def rows(self) -> tuple[int, int]:
        ends = [end for a in self.arrows for end in (a.source, a.target)]
        return min(ends), max(ends)


@dataclass
class _Sheet:
    """Where everything stands."""

    diagram: Diagram
    mirrored: bool
    shown: Shown
    link: str = ""
    straight: Sequence[Arrow] = ()
    lanes: Sequence[tuple[_Lane, int]] = ()
    """With its place, counted from the boxes."""
    width: float = WIDTH
    left: float = 0
    right: float = 0
    tops: list[float] = field(default_factory=list)
    heights: list[float] = field(default_factory=list)
    lines: list[list[str]] = field(default_factory=list)
    labels: list[list[str]] = field(default_factory=list)
    """The lines above each row, and those below the last one."""
    height: float = 0


def svg(diagram: Diagram, shown: Shown | None = None, link: str = "") -> str:
    """The picture. `shown` decides how texts are drawn; without it they are left to whoever looks at it. With a `link`,
    such as `#step-{}`, each box leads to the step of its number."""
    mirrored = any(is_right_to_left(row.text) for row in diagram.rows)
    sheet = _Sheet(diagram, mirrored, shown or (lambda text: (text, "")), link)
    _place_arrows(sheet)
    _place_boxes(sheet)
    parts = [part for lane, at in sheet.lanes for part in _lane(sheet, lane, at)]
    parts += [_down(sheet, arrow) for arrow in sheet.straight]
    parts += [part for n, row in enumerate(diagram.rows) for part in _linked(sheet, row, _box(sheet, n, row))]
    parts += [part for n in range(len(diagram.rows) + 1) for part in _labels(sheet, n)]
    if any(arrow.dotted for arrow in diagram.arrows):
        parts.append(_text(sheet, _x(sheet, sheet.left + 4), sheet.height - 8, LEGEND, SMALL, _begin(sheet), _ELSE))
    size = f'width="{sheet.width:g}" height="{sheet.height:g}" viewBox="0 0 {sheet.width:g} {sheet.height:g}"'
    fonts = 'font-family="DejaVu Sans, Verdana, Noto Sans, sans-serif"'
    return f'<svg xmlns="http://www.w3.org/2000/svg" {size} {fonts}>{_PAPER}{"".join(parts)}</svg>'


# --- where everything stands ---


def _place_arrows(sheet: _Sheet) -> None:
    """Which arrows go straight down, and the lanes of the others."""
    arrows = sheet.diagram.arrows
    ahead = [a for a in arrows if a.target > a.source]
    out = Counter((a.source, a.dotted) for a in ahead)
    into = Counter((a.target, a.dotted) for a in ahead)
    sheet.straight = [
        a for a in ahead if a.target == a.source + 1 and out[a.source, a.dotted] == into[a.target, a.dotted] == 1
    ]
    groups: dict[tuple[str, int, bool], list[Arrow]] = {}
    for a in arrows:
        if a in sheet.straight:
            continue
        fork = not a.dotted and a.target > a.source and out[a.source, False] > 1
        key = ("out", a.source, a.dotted) if fork else ("back" if a.target < a.source else "in", a.target, a.dotted)
        groups.setdefault(key, []).append(a)
    lanes = [_Lane(group, left=key[0] != "in", dotted=key[2]) for key, group in groups.items()]
    sheet.lanes = [*_in_places([lane for lane in lanes if lane.left]), *_in_places([x for x in lanes if not x.left])]


def _in_places(lanes: Sequence[_Lane]) -> Iterator[tuple[_Lane, int]]:
    """Each lane as near to the boxes as others leave room, short ones nearest."""
    taken: list[list[tuple[int, int]]] = []
    for lane in sorted(lanes, key=lambda lane: lane.rows[1] - lane.rows[0]):
        low, high = lane.rows
        at = next((n for n, used in enumerate(taken) if all(high < a or low > b for a, b in used)), len(taken))
        if at == len(taken):
            taken.append([])
        taken[at].append((low, high))
        yield lane, at


def _place_boxes(sheet: _Sheet) -> None:
    left, right = (1 + max((at for lane, at in sheet.lanes if lane.left is side), default=-1) for side in (True, False))
    sheet.width = max(WIDTH, _LEAST_BOX + (left + right) * _LANE + 4 * _EDGE)
    sheet.left = _EDGE + left * _LANE + (_EDGE if left else 0)
    sheet.right = sheet.width - _EDGE - right * _LANE - (_EDGE if right else 0)
    y: float = _EDGE
    for n, row in enumerate(sheet.diagram.rows):
        sheet.labels.append(_label_lines(sheet, n))
        y += len(sheet.labels[n]) * _SMALL_LINE
        lines = wrapped(row.text, (sheet.right - sheet.left - 2 * _PADDING - _BADGE) / LETTER) or [""]
        lines = lines if all(map(sheet.shown, lines)) else [f"{UNREADABLE} {row.number}"]
        sheet.lines.append(lines)
        sheet.tops.append(y)
        sheet.heights.append(len(lines) * _LINE + 2 * _PADDING)
        y += sheet.heights[-1] + _GAP
    sheet.labels.append(_label_lines(sheet, len(sheet.diagram.rows)))
    below = len(sheet.labels[-1]) + any(arrow.dotted for arrow in sheet.diagram.arrows)
    sheet.height = y - _GAP + _EDGE + below * (_SMALL_LINE + 4)


def _label_lines(sheet: _Sheet, row: int) -> list[str]:
    """The lines above a row: when the row before it goes back, and when this one is come to."""
    arrows = sheet.diagram.arrows
    back = [f"{BACK} {a.text}" for a in arrows if a.source == row - 1 and a.target < a.source and a.text]
    ahead = [a.text for a in arrows if a.target == row and a.source < row and a.text and not a.dotted]
    most = (sheet.right - sheet.left) / SMALL - (4 if _straight_to(sheet, row) else 1)
    return [line for text in dict.fromkeys((*back, *ahead[:2])) if sheet.shown(text) for line in _short(text, most)]


def _short(text: str, most: float) -> list[str]:
    lines = wrapped(text, most)
    return lines if len(lines) <= _MOST_LINES else [*lines[: _MOST_LINES - 1], f"{lines[_MOST_LINES - 1]}…"]


def _straight_to(sheet: _Sheet, row: int) -> bool:
    return any(arrow.target == row for arrow in sheet.straight)


# --- what is drawn ---


def _x(sheet: _Sheet, x: float) -> float:
    return sheet.width - x if sheet.mirrored else x


def _linked(sheet: _Sheet, row: Row, box: Iterator[str]) -> Iterator[str]:
    if not sheet.link:
        yield from box
        return
    yield f'<a href="{sheet.link.format(row.number)}" aria-label="{escape(f"Step {row.number}: {row.text}")}">'
    yield from box
    yield "</a>"


def _box(sheet: _Sheet, n: int, row: Row) -> Iterator[str]:
    fill, border, round_ = _COLOURS.get(row.kind, _COLOURS["say"])
    top, height, wide = sheet.tops[n], sheet.heights[n], sheet.right - sheet.left
    x = min(_x(sheet, sheet.left), _x(sheet, sheet.right))
    yield (
        f'<rect x="{x:g}" y="{top:g}" width="{wide:g}" height="{height:g}" rx="{round_:g}" fill="{fill}" '
        f'stroke="{border}" stroke-width="1.4"/>'
    )
    middle = top + height / 2 + LETTER * 0.36
    badge = _x(sheet, sheet.left + _PADDING + 9)
    yield _text(sheet, badge, middle, str(row.number), SMALL, "middle", border)
    for at, line in enumerate(sheet.lines[n]):
        y = top + _PADDING + (at + 0.5) * _LINE + LETTER * 0.36
        yield _text(sheet, _x(sheet, (sheet.left + _BADGE + sheet.right) / 2), y, line, LETTER, "middle", _INK)


def _labels(sheet: _Sheet, row: int) -> Iterator[str]:
    """Above a row, or below the last one; beside the arrow where one comes straight down."""
    lines, beside = sheet.labels[row], 26 if _straight_to(sheet, row) else 4
    last = row == len(sheet.diagram.rows)
    bottom = (
        sheet.tops[row - 1] + sheet.heights[row - 1] + 4 + len(lines) * _SMALL_LINE if last else sheet.tops[row] - 6
    )
    for at, line in enumerate(lines):
        y = bottom - (len(lines) - 1 - at) * _SMALL_LINE
        yield _text(sheet, _x(sheet, sheet.left + beside), y, line, SMALL, _begin(sheet), _GREY)


def _begin(sheet: _Sheet) -> str:
    return "end" if sheet.mirrored else "start"


def _text(sheet: _Sheet, x: float, y: float, line: str, size: float, anchor: str, colour: str) -> str:
    drawn = sheet.shown(line)
    if drawn is None or not line:
        return ""
    text, font = drawn
    own = f' font-family="{escape(font)}"' if font else ""
    side = ' direction="rtl"' if not font and is_right_to_left(line) else ""
    if side and anchor != "middle":  # of a text from the right, the start is at its right
        anchor = "start" if anchor == "end" else "end"
    return (
        f'<text x="{x:g}" y="{y:g}" font-size="{size:g}" fill="{colour}" text-anchor="{anchor}"{own}{side}>'
        f"{escape(text)}</text>"
    )


def _down(sheet: _Sheet, arrow: Arrow) -> str:
    """Straight down; at the side where words stand beside it."""
    x = _x(sheet, sheet.left + 16 if sheet.labels[arrow.target] else (sheet.left + sheet.right) / 2)
    begin, end = sheet.tops[arrow.source] + sheet.heights[arrow.source], sheet.tops[arrow.target]
    return _path([(x, begin), (x, end - 1)], dotted=arrow.dotted, head=True)


def _lane(sheet: _Sheet, lane: _Lane, at: int) -> Iterator[str]:
    """The line beside the boxes, once, and the short ones from and to them."""
    edge, away = (sheet.left, -1) if lane.left else (sheet.right, 1)
    line, box = _x(sheet, edge + away * (_EDGE + at * _LANE)), _x(sheet, edge)
    shift = 5 * (at % 4)
    leaves = {sheet.tops[a.source] + sheet.heights[a.source] - 9 - shift for a in lane.arrows}
    arrives = {sheet.tops[a.target] + 9 + shift for a in lane.arrows}
    yield _path([(line, min(leaves | arrives)), (line, max(leaves | arrives))], dotted=lane.dotted, head=False)
    yield from (_path([(box, y), (line, y)], dotted=lane.dotted, head=False) for y in sorted(leaves))
    yield from (_path([(line, y), (box, y)], dotted=lane.dotted, head=True) for y in sorted(arrives))


def _path(points: Sequence[tuple[float, float]], *, dotted: bool, head: bool) -> str:
    way = " ".join(f"{'M' if n == 0 else 'L'}{x:g},{y:g}" for n, (x, y) in enumerate(points))
    dashes, colour = (' stroke-dasharray="3 3"', _ELSE) if dotted else ("", _ARROW)
    line = f'<path d="{way}" fill="none" stroke="{colour}" stroke-width="1.3"{dashes}/>'
    return line + _head(points, colour) if head else line


def _head(points: Sequence[tuple[float, float]], colour: str) -> str:
    """The head of an arrow: drawn, not referred to, since not every drawer knows markers."""
    (x0, _), (x, y) = points[-2], points[-1]
    if x == x0:
        return f'<path d="M{x - 4:g},{y - 7:g} L{x:g},{y:g} L{x + 4:g},{y - 7:g} Z" fill="{colour}"/>'
    back = x - 7 if x > x0 else x + 7
    return f'<path d="M{back:g},{y - 4:g} L{x:g},{y:g} L{back:g},{y + 4:g} Z" fill="{colour}"/>'


_PAPER = '<rect width="100%" height="100%" fill="#ffffff"/>'
