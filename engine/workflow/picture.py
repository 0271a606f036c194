"""The call flow for people: as Mermaid text, as SVG and PNG, and in words.

`mermaid` and `in_words` are pure. `svg` and `png` render with mmdr (no browser, no network) in a process of their own.
"""

import asyncio
import json
import re
import sys
import unicodedata
from asyncio.subprocess import PIPE
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from engine.document.spec import Edge, Flow, Node
from engine.errors import PersonError
from engine.workflow.conditions import clipped

_RENDERER = str(Path(__file__).with_name("render.py"))
_PATIENCE = 20
"""Seconds; a flow of 30 steps takes 0.4."""
_BOX, _WAY = 24, 20
"""Columns a line of a box and of a way's label; longer lines make the picture too wide for a chat."""
_LONGEST = 90
"""Characters of a way's label; the whole sentence stands in the words beside the picture."""


@dataclass(frozen=True, slots=True)
class _Look:
    """How a kind of step is drawn: Mermaid's brackets, and its colours."""

    opening: str
    closing: str
    fill: str
    stroke: str


_LOOKS: Mapping[str, _Look] = {
    "start": _Look("([", "])", "#e3f4e8", "#2f855a"),
    "end": _Look("([", "])", "#eceff3", "#5b6675"),
    "route": _Look("{{", "}}", "#fff4d6", "#b7791f"),
    "verify": _Look("[[", "]]", "#fde8e4", "#c05640"),
    "collect": _Look("[", "]", "#e6f0fb", "#3b73b9"),
    "say": _Look("(", ")", "#ffffff", "#8793a3"),
    "tool": _Look("[[", "]]", "#ece8fb", "#6650b4"),
    "transfer": _Look("([", "])", "#fdebf3", "#b8487f"),
}
_INK, _LINE, _ELSE_LINE = "#1f2933", "#52606d", "#9aa5b1"
_INIT = {
    "theme": "base",
    "themeVariables": {
        "fontFamily": "DejaVu Sans, Verdana, Noto Sans, sans-serif",
        "fontSize": "17px",
        "lineColor": _LINE,
        "textColor": _INK,
        "edgeLabelBackground": "#ffffff",
    },
    "flowchart": {"wrappingWidth": 400, "nodeSpacing": 36, "rankSpacing": 44},
}
"""Laid out for letters of 17 pixels and drawn with 14 (see `render`). Lines are broken here and nowhere else, so the
renderer's own width for that is out of reach."""
_SUBJECT = re.compile(r"^The (?:caller|person|user) |^The next thing to do is to ")
_PLAIN = frozenset({"tool", "verify"})
"""Steps whose usual way needs no label: that it worked is plain, and the dotted way beside it says the rest."""


class PictureFailed(PersonError):
    """The picture could not be drawn; the flow in words says the same."""


# --- Mermaid ---


def mermaid(flow: Flow) -> str:
    """A Mermaid flowchart, top down. Every label is quoted and escaped, so any title is drawn as it was written."""
    names = {n.id: f"n{number}" for number, n in enumerate(flow.nodes)}
    kinds = {n.id: n.kind for n in flow.nodes}
    ways = [e for e in flow.edges if e.source in names and e.target in names]
    return "\n".join(
        [
            f"%%{{init: {json.dumps(_INIT)}}}%%",
            "flowchart TD",
            *(f"    {_box(names[n.id], n)}" for n in flow.nodes),
            *(f"    {names[e.source]} {_arrow(e, kinds[e.source])} {names[e.target]}" for e in ways),
            *(_class(kind) for kind in sorted({n.kind for n in flow.nodes})),
            *(f"    linkStyle {i} stroke:{_ELSE_LINE}" for i, e in enumerate(ways) if e.otherwise),
            "",
        ]
    )


OVERVIEW_FROM = 18
"""Steps; a picture of more cannot be read in a chat."""


def overview(flow: Flow) -> Flow:
    """The flow for a chat: as it is up to `OVERVIEW_FROM` steps, else with every branch of a goal that the builder drew
    folded into its first step, which then names the tools of all of them. Only for looking at, never for a spec."""
    if len(flow.nodes) <= OVERVIEW_FROM:
        return flow
    owner = {n.id: n.id.partition("__")[0] for n in flow.nodes if n.by == "builder" and "__" in n.id}
    branches: dict[str, list[Node]] = {}
    for node in flow.nodes:
        if node.id in owner and node.kind != "transfer":
            branches.setdefault(owner[node.id], []).append(node)
    head = {node.id: branch[0].id for branch in branches.values() for node in branch}
    folded = {branch[0].id: _folded(branch) for branch in branches.values()}
    nodes = tuple(folded.get(n.id, n) for n in flow.nodes if head.get(n.id, n.id) == n.id)
    edges: dict[tuple[str, str], Edge] = {}
    for e in flow.edges:
        source, target = head.get(e.source, e.source), head.get(e.target, e.target)
        inside = source != e.source or source in folded
        if source != target and not (inside and e.otherwise):  # what goes wrong inside a branch stands in the words
            plain = {"source": source, "target": target} | ({"condition": None} if inside else {})
            edges.setdefault((source, target), e.model_copy(update=plain))
    return flow.model_copy(update={"nodes": nodes, "edges": tuple(edges.values())})


def _folded(branch: list[Node]) -> Node:
    """One step for a branch, titled by what is done in it."""
    doing = [n.title for n in branch if n.kind == "tool"] or [branch[0].title]
    tools = tuple(dict.fromkeys(name for n in branch for name in n.tools))
    kind = "tool" if tools else branch[0].kind
    return branch[0].model_copy(
        update={"title": clipped(", then ".join(doing), _LONGEST), "kind": kind, "tools": tools}
    )


def _box(name: str, node: Node) -> str:
    look = _LOOKS[node.kind]
    return f'{name}{look.opening}"{_label(node.title, _BOX)}"{look.closing}:::kind_{node.kind}'


def _arrow(edge: Edge, source: str) -> str:
    plain = edge.by == "builder" and source in _PLAIN
    text = "otherwise" if edge.otherwise else "" if plain else _brief(edge.condition or "")
    line = "-.->" if edge.otherwise else "-->"
    return f'{line}|"{_label(text, _WAY)}"|' if text else line


def _class(kind: str) -> str:
    look = _LOOKS[kind]
    return f"    classDef kind_{kind} fill:{look.fill},stroke:{look.stroke},color:{_INK}"


def _brief(condition: str) -> str:
    """`The caller wants to book an appointment.` -> `wants to book an appointment`, for the label of a way."""
    return clipped(_SUBJECT.sub("", condition).rstrip("."), _LONGEST)


def _label(text: str, width: int) -> str:
    return "<br/>".join(_escaped(line) for line in _wrapped(text, width))


def _escaped(text: str) -> str:
    """Letters, digits and harmless marks as they are; other ASCII as Mermaid's numeric entity."""
    return "".join(c if c.isalnum() or c in " .,?!:'’“”…-–/()" or ord(c) > 0x7F else f"#{ord(c)};" for c in text)


def _wrapped(text: str, width: int) -> list[str]:
    """Lines of at most `width` columns, broken at spaces where there are any; Chinese and Japanese take two columns a
    character and break anywhere."""
    lines, line, used = [], "", 0
    for word in _pieces(" ".join(text.split()), width):
        size = _columns(word)
        if line and used + size > width:
            lines.append(line.strip())
            line, used = "", 0
        line, used = line + word, used + size
    return [*lines, line.strip()] if line.strip() else lines


def _pieces(text: str, width: int) -> list[str]:
    """Words with the space before them; words longer than a line cut in parts, wide characters each by itself."""
    pieces: list[str] = []
    for word in text.split(" "):
        piece = " " if pieces else ""
        for c in word:
            if piece.strip() and (_columns(c) == 2 or _columns(piece) + 1 > width):
                pieces.append(piece)
                piece = ""
            piece += c
        pieces.append(piece)
    return pieces


def _columns(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(c) in "WF" else 0 if unicodedata.combining(c) else 1 for c in text)


# --- words ---


def in_words(flow: Flow, said: Callable[[str], str] = str) -> str:
    """The same for screen readers and plain terminals: numbered steps, each with where it leads.

    `said` writes what people said, where they are to be escaped.
    """
    numbers = {n.id: number for number, n in enumerate(flow.nodes, 1)}
    titles = {n.id: said(n.title) for n in flow.nodes}
    ways: dict[str, list[Edge]] = {}
    for e in flow.edges:
        if e.target in numbers:
            ways.setdefault(e.source, []).append(e)
    lines: list[str] = []
    for n in flow.nodes:
        using = f" (uses {', '.join(f'`{t}`' for t in n.tools)})" if n.tools else ""
        lines.append(f"{numbers[n.id]}. {titles[n.id]}{using}")
        lines += [f"   - {_when(e, said)}go to {numbers[e.target]}, {titles[e.target]}" for e in ways.get(n.id, ())]
    return "\n".join(lines)


def _when(edge: Edge, said: Callable[[str], str]) -> str:
    if edge.otherwise:
        return "Otherwise "
    return f"If: {said(edge.condition)} → " if edge.condition else "Then "


# --- pictures ---


async def svg(source: str) -> str:
    """Mermaid text as an SVG document. Raises PictureFailed."""
    return (await _rendered("svg", source)).decode()


async def png(source: str) -> bytes:
    """Mermaid text as a PNG on white, 14-pixel letters or larger. Raises PictureFailed."""
    return await _rendered("png", source)


async def _rendered(form: Literal["svg", "png"], source: str) -> bytes:
    """What the renderer says, from a process of its own: it holds the GIL for up to 0.3 s, which would stop every other
    session, and a crash of native code would take the bot with it."""
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-I", _RENDERER, form, stdin=PIPE, stdout=PIPE, stderr=PIPE
    )
    try:
        out, err = await asyncio.wait_for(process.communicate(source.encode()), _PATIENCE)
    except TimeoutError:
        raise PictureFailed("The picture of the call flow took too long to draw; here it is in words.") from None
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()
    if process.returncode != 0:
        raise PictureFailed(f"The picture of the call flow could not be drawn: {_last_line(err)}")
    return out


def _last_line(said: bytes) -> str:
    lines = said.decode(errors="replace").strip().splitlines()
    return clipped(lines[-1], 200) if lines else "the renderer stopped."
