"""A call flow as Mermaid text: what documents hold, and what a picture is drawn from."""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from engine.document.spec import Edge, Flow, Node
from engine.workflow.conditions import clipped

_LONGEST = 110
"""Characters beside an arrow; the whole sentence stands in the words."""


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
_INK, _ELSE = "#1f2933", "#9aa5b1"
_INIT = {
    "theme": "base",
    "themeVariables": {
        "fontFamily": "DejaVu Sans, Verdana, Noto Sans, sans-serif",
        "lineColor": "#52606d",
        "textColor": _INK,
        "edgeLabelBackground": "#ffffff",
    },
}
_SUBJECT = re.compile(r"^The (?:caller|person|user) ")


def mermaid(flow: Flow, numbers: Mapping[str, int] | None = None) -> str:
    """A Mermaid flowchart, top down. Every label is quoted and escaped, so any title is drawn as it was written.

    `numbers` of the steps as the words beside it count them; without it they are counted here, from 1.
    """
    numbers = numbers or {n.id: number for number, n in enumerate(flow.nodes, 1)}
    names = {n.id: f"n{numbers[n.id]}" for n in flow.nodes}
    arrows = [line for e in flow.edges if e.source in names and e.target in names for line in _arrows(e, names)]
    return "\n".join(
        [
            f"%%{{init: {json.dumps(_INIT)}}}%%",
            "flowchart TD",
            *(f"    {_box(names[n.id], n)}" for n in flow.nodes),
            *(f"    {arrow}" for arrow, _ in arrows),
            *(_class(kind) for kind in sorted({n.kind for n in flow.nodes})),
            *(f"    linkStyle {i} stroke:{_ELSE}" for i, (_, otherwise) in enumerate(arrows) if otherwise),
            "",
        ]
    )


def _box(name: str, node: Node) -> str:
    look = _LOOKS[node.kind]
    return f'{name}{look.opening}"{_label(node.title)}"{look.closing}:::kind_{node.kind}'


def _arrows(edge: Edge, names: Mapping[str, str]) -> Iterator[tuple[str, bool]]:
    """The arrow there, and the one back where there is one; each with whether it is an else.

    An else is dotted and the only way on needs no reason, so neither has words.
    """
    text = "" if edge.condition and edge.otherwise else _brief(edge.condition or "")
    otherwise = edge.otherwise and edge.condition is None
    yield _arrow(names[edge.source], text, names[edge.target], otherwise=otherwise), otherwise
    if edge.back:
        yield _arrow(names[edge.target], _brief(edge.back), names[edge.source], otherwise=False), False


def _arrow(source: str, text: str, target: str, *, otherwise: bool) -> str:
    line = "-.->" if otherwise else "-->"
    return f'{source} {line}|"{_label(text)}"| {target}' if text else f"{source} {line} {target}"


def _class(kind: str) -> str:
    look = _LOOKS[kind]
    return f"    classDef kind_{kind} fill:{look.fill},stroke:{look.stroke},color:{_INK}"


def _brief(condition: str) -> str:
    """`The caller wants to book an appointment.` -> `wants to book an appointment`, for the label of an arrow."""
    return clipped(_SUBJECT.sub("", condition).rstrip("."), _LONGEST)


def _label(text: str) -> str:
    """Letters, digits and harmless marks as they are; other ASCII as Mermaid's numeric entity. Lines break by
    themselves where it is drawn."""
    text = " ".join(text.split())
    return "".join(c if c.isalnum() or c in " .,?!:'’“”…-–/()" or ord(c) > 0x7F else f"#{ord(c)};" for c in text)
