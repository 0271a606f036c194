"""The call flow for people: as Mermaid text, as SVG and PNG, and in words.

`mermaid` and `in_words` are pure. `svg` and `png` render with mmdr (no browser, no network) in a thread of their own.
"""

import asyncio
from collections.abc import Mapping

import mmdr

from engine.errors import PersonError
from engine.spec import Edge, Flow
from engine.workflow.conditions import clipped

PNG_WIDTH = 1200
"""Pixels: what Slack and Discord show without scaling down further."""
_WRAP = 26
"""Characters a line of a box; longer lines make the picture too wide for a chat."""
_WAY_WRAP = 22

_SHAPES: Mapping[str, tuple[str, str]] = {
    "start": ('(["', '"])'),
    "end": ('(["', '"])'),
    "route": ('{{"', '"}}'),
    "verify": ('[["', '"]]'),
    "transfer": ('[/"', '"/]'),
    "collect": ('["', '"]'),
    "say": ('("', '")'),
    "tool": ('[["', '"]]'),
}


class PictureFailed(PersonError):
    """The picture could not be drawn; the flow in words says the same."""


def mermaid(flow: Flow) -> str:
    lines = ["flowchart TD"]
    names = {n.id: f"n{i}" for i, n in enumerate(flow.nodes)}
    for n in flow.nodes:
        a, b = _SHAPES[n.kind]
        lines.append(f"    {names[n.id]}{a}{_label(n.title, _WRAP)}{b}:::{n.kind}")
    for e in flow.edges:
        if e.source in names and e.target in names:
            text = "otherwise" if e.otherwise else e.condition
            label = f'|"{_label(clipped(text, 60), _WAY_WRAP)}"|' if text else ""
            arrow = "-.->" if e.otherwise else "-->"
            lines.append(f"    {names[e.source]} {arrow}{label} {names[e.target]}")
    return "\n".join(lines) + "\n"


def _label(text: str, width: int) -> str:
    return text.replace('"', "#quot;")


def in_words(flow: Flow) -> str:
    titles = {n.id: n.title for n in flow.nodes}
    lines = []
    for number, n in enumerate(flow.nodes, 1):
        lines.append(f"{number}. {n.title}")
        lines += [f"   - {_way(e)}{titles.get(e.target, e.target)}" for e in flow.edges if e.source == n.id]
    return "\n".join(lines)


def _way(e: Edge) -> str:
    return "Otherwise: " if e.otherwise else f"{e.condition} " if e.condition else "Then: "


async def svg(source: str) -> str:
    return await asyncio.to_thread(lambda: str(mmdr.render(source).svg()))


async def png(source: str) -> bytes:
    return await asyncio.to_thread(lambda: bytes(mmdr.render(source).png(width=PNG_WIDTH, background="#ffffff")))
