"""A vendor's graph as our flow: steps as they were drawn there, and what our legaliser added taken back."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from pydantic import ValidationError

from engine.document.spec import Flow
from engine.targets.reading import Draft, slug

_UNTIL = re.compile(r"\s*Stay in this step until (.+?)\.(?= If that fails |$)", re.DOTALL)
_FAILS = re.compile(r"\s*If that fails (once|twice|three times|(\d) times), .+?\.(?=\s|$)", re.DOTALL)
_GOODBYE = re.compile(r"\s*Say goodbye: “.*?”\s*$", re.DOTALL)
_BY_ITSELF = re.compile(r"\s*`[\w-]+` runs by itself as soon as .+?; you do not use it here\.\s*$", re.DOTALL)
NOTHING_FITS = "None of the other ways fits."
"""Where a tool has worked and nothing else says how the call goes on."""
_TRIES = {"once": 1, "twice": 2, "three times": 3}
_ELSE = re.compile(r"^(?:(.+) Or: )?After (\d) tr(?:y|ies) .*Or the \w+ does not want to go on with it\.?$", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Drawn:
    """One step as a vendor draws it."""

    key: str
    kind: str
    """Of our own kinds."""
    title: str
    script: str = ""
    tools: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Way:
    source: str
    target: str
    words: str = ""
    """When it is taken; empty: at once."""


@dataclass
class Graph:
    start: str = ""
    steps: list[Drawn] = field(default_factory=list)
    ways: list[Way] = field(default_factory=list)


def read_flow(draft: Draft, graph: Graph) -> None:
    """Into the draft, or as notes where it is no flow of ours."""
    graph = _without_acts(_without_befores(graph))
    keys: dict[str, str] = {}
    for step in graph.steps:
        keys[step.key] = next(k for k in _names(slug(step.key)) if k not in keys.values())
    known = {t["name"] for t in draft.fields.get("tools", [])}
    nodes = [_node(draft, keys[step.key], step, known) for step in graph.steps]
    edges = [_edge(at, way, keys) for at, way in enumerate(graph.ways) if {way.source, way.target} <= set(keys)]
    flow = {"start": keys.get(graph.start), "nodes": nodes, "edges": edges}
    try:
        Flow.model_validate(flow)
    except ValidationError:
        draft.keep("flow", flow)
    else:
        draft.fields["flow"] = flow


def _names(key: str) -> Iterable[str]:
    yield key
    yield from (f"{key[:60]}-{n}" for n in range(2, 200))


def _node(draft: Draft, key: str, step: Drawn, known: set[str]) -> Mapping[str, Any]:
    node: dict[str, Any] = {"id": key, "kind": step.kind, "title": draft.line(f"step {key}", step.title) or key}
    text = _BY_ITSELF.sub("", step.script.strip())
    head = f"**{step.title.rstrip('.')}.**"
    if text.startswith(head):
        text = text.removeprefix(head).split("\n\n- ")[0].strip()
        text = text.removeprefix("- ").strip() if not text.startswith("- ") else ""
        if match := _FAILS.search(text):
            node["tries"] = min(int(match[2]) if match[2] else _TRIES[match[1]], 5)
            text = text[: match.start()] + text[match.end() :]
        if match := _UNTIL.search(text):
            node["until"] = draft.line(f"step {key}", match[1][:1].upper() + match[1][1:]) + "."
            text = text[: match.start()] + text[match.end() :]
        text = _GOODBYE.sub("", text).strip()
    if len(text) > 4000:
        draft.keep(f"step {key}", text)
    node |= {"instruction": text[:4000]} if text else {}
    tools = [t for t in dict.fromkeys(step.tools) if t in known]
    return node | ({"tools": tools} if tools else {})


def _edge(at: int, way: Way, keys: Mapping[str, str]) -> Mapping[str, Any]:
    edge: dict[str, Any] = {"id": f"e{at + 1}", "source": keys[way.source], "target": keys[way.target]}
    words = " ".join(way.words.split())
    if match := _ELSE.match(words):
        return edge | {"otherwise": True} | ({"condition": match[1][:300]} if match[1] else {})
    return edge | ({"condition": words[:300]} if words else {})


# --- what our own exports added ---


def _without_befores(graph: Graph) -> Graph:
    """`end_Before` says what `end` has to say."""
    befores = {s.key: s for s in graph.steps if s.key.endswith("_Before")}
    ends = {s.key for s in graph.steps if s.kind in ("end", "transfer")}
    befores = {key: s for key, s in befores.items() if key.removesuffix("_Before") in ends}
    steps = [
        replace(s, script=befores[f"{s.key}_Before"].script, title=befores[f"{s.key}_Before"].title)
        if f"{s.key}_Before" in befores
        else s
        for s in graph.steps
        if s.key not in befores
    ]
    into = {key: key.removesuffix("_Before") for key in befores}
    return Graph(
        into.get(graph.start, graph.start),
        steps,
        [replace(w, target=into.get(w.target, w.target)) for w in graph.ways if w.source not in befores],
    )


def _without_acts(graph: Graph) -> Graph:
    """`book`, `book_Act` and `book_Done` are one step that uses a tool."""
    keys = {s.key: s for s in graph.steps}
    acts = {k: k.removesuffix("_Act") for k in keys if k.endswith("_Act") and f"{k.removesuffix('_Act')}_Done" in keys}
    dones = {f"{own}_Done": own for own in acts.values()}
    steps = [
        replace(s, kind="tool", tools=(*s.tools, *keys[f"{s.key}_Act"].tools)) if f"{s.key}_Act" in acts else s
        for s in graph.steps
        if s.key not in acts and s.key not in dones
    ]
    worked = {w.target: w.words for w in graph.ways if w.source in acts and w.target in dones}
    ways = [
        replace(w, source=dones.get(w.source, w.source), words=w.words or worked.get(w.source, ""))
        for w in graph.ways
        if w.target not in acts
    ]
    ways = [w for w in ways if w.source not in acts and w.target not in dones]
    twice = {(w.source, w.target) for w in ways if _ELSE.match(" ".join(w.words.split()))}
    made = {NOTHING_FITS, *worked.values()}
    ways = [w for w in ways if w.words not in made or (w.source, w.target) not in twice]
    return Graph(graph.start, steps, _else_last(ways))


def _else_last(ways: Sequence[Way]) -> list[Way]:
    return sorted(ways, key=lambda way: bool(_ELSE.match(" ".join(way.words.split()))))
