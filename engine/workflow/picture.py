"""The call flow for people: as a picture, and in words.

`in_words` and `svg` are pure. `png` draws in a process of its own.
"""

import asyncio
import sys
from asyncio.subprocess import PIPE
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path

from engine.document.spec import AgentSpec, Edge, Flow
from engine.errors import PersonError
from engine.workflow.conditions import clipped
from engine.workflow.diagram import diagram_of
from engine.workflow.layout import svg as drawn
from engine.workflow.mermaid import mermaid
from engine.workflow.overview import detail, numbers, overview

_RENDERER = str(Path(__file__).with_name("render.py"))
_PATIENCE = 20
"""Seconds; a flow of 40 steps takes 0.3."""


_MANY = 3
"""Steps that lead to the same one in the same case; then it is said once for all of them."""


class PictureFailed(PersonError):
    """The picture could not be drawn; the flow in words says the same."""


def shown(spec: AgentSpec, goal: str | None = None) -> tuple[str, str]:
    """The Mermaid text and the words of a picture: of the goals, or of the steps of one; empty where it has none."""
    part = detail(spec, goal) if goal else overview(spec)
    words = in_words(part if goal else spec.flow, numbers=numbers(spec.flow)) if part.nodes else ""
    return (mermaid(part, numbers(spec.flow)) if part.nodes else ""), words


# --- words ---


def in_words(flow: Flow, said: Callable[[str], str] = str, numbers: Mapping[str, int] | None = None) -> str:
    """The same for screen readers and plain terminals: numbered steps, each with where it leads.

    `said` writes what people said, where they are to be escaped; `numbers` of the steps where only some are shown.
    """
    numbers = numbers or {n.id: number for number, n in enumerate(flow.nodes, 1)}
    titles = {n.id: said(n.title) for n in flow.nodes}
    anywhere = _anywhere(flow.edges)
    edges: dict[str, list[str]] = {}
    for e in flow.edges:
        if e.source in titles and e.target in titles and e not in anywhere:
            for source, when, target in _directions(e, said):
                edges.setdefault(source, []).append(f"   - {when}go to {numbers[target]}, {titles[target]}")
    lines: list[str] = []
    for n in flow.nodes:
        using = f" (uses {', '.join(f'`{t}`' for t in n.tools)})" if n.tools else ""
        lines += [f"{numbers[n.id]}. {titles[n.id]}{using}", *edges.get(n.id, ())]
    once = {e.target: e.condition or "" for e in anywhere if e.target in titles}
    lines += [f"At any step: {_when_said(said(c))}go to {numbers[key]}, {titles[key]}" for key, c in once.items()]
    return "\n".join(lines)


def _anywhere(edges: Sequence[Edge]) -> Sequence[Edge]:
    """Edges to a step that most come to in the same case, such as an emergency: said once.

    A case that only some steps share stays with them: “at any step” would be untrue of the others.
    """
    alike = Counter((e.target, e.condition) for e in edges if not e.otherwise)
    alone = (e for e in edges if e.condition and not e.otherwise and not e.back)
    most = max(_MANY, len({e.source for e in edges}) // 2 + 1)
    return [e for e in alone if alike[e.target, e.condition] >= most]


def _when_said(condition: str) -> str:
    return f"If: {condition} → "


def _directions(edge: Edge, said: Callable[[str], str]) -> Iterator[tuple[str, str, str]]:
    yield edge.source, _when(edge, said), edge.target
    if edge.back:
        yield edge.target, f"If: {said(edge.back)} → back, ", edge.source


def _when(edge: Edge, said: Callable[[str], str]) -> str:
    if edge.condition is None:
        return "Otherwise " if edge.otherwise else "Then "
    return f"If: {said(edge.condition)} And otherwise, too, " if edge.otherwise else _when_said(said(edge.condition))


# --- pictures ---


async def svg(source: str, link: str = "") -> str:
    """Mermaid text as an SVG document, for the fonts of whoever looks at it; each box a `link`, such as `#step-{}`.
    Raises PictureFailed."""
    try:
        return drawn(diagram_of(source), link=link)
    except ValueError as error:
        raise PictureFailed(f"The picture of the call flow could not be drawn: {error}.") from None


async def png(source: str) -> bytes:
    """Mermaid text as a PNG on white, 1,000 pixels wide. Raises PictureFailed.

    In a process of its own: drawing letters holds the GIL, which would stop every other session, and a crash of native
    code would take the bot with it.
    """
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-I", _RENDERER, stdin=PIPE, stdout=PIPE, stderr=PIPE
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
