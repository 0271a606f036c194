"""The call flow such as platforms run it: `legal(plan-like facts)` gives a graph that none of them refuses.

* Only steps that a call can reach; nothing leaves an end or a transfer; one link for each pair of steps.
* A step that hears somebody is never left “at once”: its else says in words when it is taken.
* Every step can come to an end: one that had no way on gets one, a listening step without an else goes to the fallback.
* An end or a transfer says nothing itself: what it has to say stands in a step before it.
* With `tool_steps`, what is done with a writing tool is a step of its own, which knows whether it worked.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Literal

from engine.document.spec import AgentSpec, Edge, Flow, Node, Tool, Transfer
from engine.sentences import person_of
from engine.targets.open_points import transfers_of
from engine.workflow.graph import TERMINAL, Graph, waits
from engine.workflow.handover import fallback_of, served_by
from engine.workflow.merge import one_a_pair

Kind = Literal["talk", "act", "transfer", "end"]
_OVER = "Everything is settled, and {person} wants nothing else."
_BEFORE = "_Before"
_GONE_ON = "{person} has said something."


@dataclass(frozen=True, slots=True)
class When:
    """When a way is taken: at once, when the words hold, or after a tool has worked or failed."""

    kind: Literal["at_once", "said", "worked", "failed"]
    words: str = ""


@dataclass(frozen=True, slots=True)
class Link:
    """The one link of a pair of steps; `back` is when the call goes it backwards."""

    source: str
    target: str
    when: When
    back: When | None = None
    otherwise: bool = False
    """The else of its source."""


@dataclass(frozen=True, slots=True)
class Step:
    key: str
    """Unique; of letters, digits, `_` and `-`. Capitals only in what the legaliser added."""
    kind: Kind
    title: str
    node: Node
    """The step of the spec that it is, or that it was made of."""
    script: str = ""
    """What the agent does there, as Markdown; empty for what says nothing."""
    tools: tuple[Tool, ...] = ()
    """Its own tools; of an `act` the one that it uses."""
    transfer: Transfer | None = None
    listens: bool = False


@dataclass(frozen=True)
class LegalGraph:
    start: str
    steps: tuple[Step, ...]
    links: tuple[Link, ...]
    left_out: tuple[str, ...] = ()
    """Ids of steps and edges of the spec that no call can come to."""
    added: tuple[str, ...] = ()
    """Keys of what the legaliser added so that every call comes to an end."""

    @cached_property
    def by_key(self) -> dict[str, Step]:
        return {step.key: step for step in self.steps}

    def ways(self, key: str) -> list[tuple[str, When, bool]]:
        """All ways out of a step, the way back of a link among them: target, when, and whether it is the else, which
        comes last."""
        ahead = [(n.target, n.when, n.otherwise) for n in self.links if n.source == key]
        back = [(n.source, n.back, False) for n in self.links if n.target == key and n.back]
        return sorted([*ahead, *back], key=lambda way: way[2])


def legal(spec: AgentSpec, script: Callable[[Node], str], tool_steps: bool = False) -> LegalGraph | None:
    """The graph of this spec; None where there is no flow to speak of. `script` writes what is done in a step."""
    flow, added = _with_exits(spec)
    nodes = _reached(flow)
    if not nodes:
        return None
    links = list(_links(spec, flow, nodes))
    steps: list[Step] = []
    heads: dict[str, str] = {}
    for node in nodes:
        heads[node.id] = _add(spec, node, script, steps, links)
    links = [replace(n, target=heads[n.target]) for n in links] + _befores(steps)
    graph = LegalGraph(heads[nodes[0].id], tuple(steps), tuple(links), tuple(_left_out(spec.flow, nodes)), added)
    return _with_tool_steps(graph) if tool_steps else graph


# --- what of the spec's flow a call can come to ---


def _reached(flow: Flow) -> list[Node]:
    """The steps that a call can come to, in breadth-first order; the first one is where it starts."""
    graph = Graph(flow)
    if flow.start is None or flow.start not in graph.nodes:
        return []
    order = [flow.start]
    for here in order:
        if graph.nodes[here].kind not in TERMINAL:
            order += [key for key in dict.fromkeys(m.target for m in graph.moves[here]) if key not in order]
    return [graph.nodes[key] for key in order]


def _left_out(flow: Flow, nodes: Sequence[Node]) -> Iterator[str]:
    inside = {n.id for n in nodes}
    over = {n.id for n in flow.nodes if n.kind in TERMINAL}
    yield from (n.id for n in flow.nodes if n.id not in inside)
    for e in flow.edges:
        if not {e.source, e.target} <= inside or e.source in over or e.source == e.target:
            yield e.id


def _edges(flow: Flow, nodes: Sequence[Node]) -> list[Edge]:
    """The edges of a working graph, one for each pair of steps, the else of a step last."""
    inside = {n.id for n in nodes}
    over = {n.id for n in nodes if n.kind in TERMINAL}
    leaving = [
        e
        for node in nodes
        for e in flow.edges
        if e.source == node.id and e.source not in over and e.target in inside and e.target != e.source
    ]
    found = [e if e.target not in over else e.model_copy(update={"back": None}) for e in one_a_pair(leaving)]
    place = {node.id: n for n, node in enumerate(nodes)}
    return sorted(found, key=lambda e: (place[e.source], _is_else(e)))


def _is_else(edge: Edge) -> bool:
    return edge.otherwise or edge.condition is None


# --- every call comes to an end ---


def _with_exits(spec: AgentSpec) -> tuple[Flow, tuple[str, ...]]:
    """The flow with a way to an end out of every step, and the ids of what had to be added."""
    flow = spec.flow
    nodes = _reached(flow)
    if not nodes:
        return flow, ()
    person = person_of(spec.direction)
    edges = _edges(flow, nodes)
    flow = Flow(start=flow.start, nodes=tuple(nodes), edges=tuple(edges))
    flow, broken = _without_rounds(flow, person)
    end = next((n.id for n in nodes if n.kind == "end"), None) or _free("end", nodes)
    way_out = next((n.id for n in nodes if n.id == fallback_of(spec)), end)
    added: list[Edge] = []
    for node in (n for n in nodes if n.kind not in TERMINAL):
        now = flow.model_copy(update={"edges": (*flow.edges, *added)})
        added += _way_on(node, now, end, way_out, person)
    if end not in {n.id for n in nodes} and any(e.target == end for e in added):
        flow = flow.model_copy(update={"nodes": (*flow.nodes, Node(id=end, kind="end", title="End the call"))})
        broken = (*broken, end)
    return flow.model_copy(update={"edges": (*flow.edges, *added)}), (*broken, *(e.id for e in added))


def _way_on(node: Node, flow: Flow, end: str, way_out: str, person: str) -> list[Edge]:
    """The edge that a step lacks: an else, or a way to an end."""
    graph = Graph(flow)
    moves = graph.moves[node.id]
    joined = {m.target for m in moves} | {e.source for e in flow.edges if e.target == node.id}
    if waits(node, moves) and moves and not any(m.otherwise or m.condition is None for m in moves):
        target = next((t for t in (way_out, end) if t not in joined and t != node.id), None)
        if target:
            return [Edge(id=f"{node.id}-else", source=node.id, target=target, otherwise=True)]
    if _ends(graph, node.id) or end in joined:
        return []
    listens = waits(node, moves) or len(moves) > 0
    over = _OVER.format(person=person)
    return [Edge(id=f"{node.id}-end", source=node.id, target=end, condition=over if listens else None)]


def _ends(graph: Graph, key: str) -> bool:
    return any(graph.nodes[k].kind in TERMINAL for k in graph.ahead([key]) if k in graph.nodes)


def _without_rounds(flow: Flow, person: str) -> tuple[Flow, tuple[str, ...]]:
    """The flow in which no circle of steps goes round without anybody being heard; the edges that were changed."""
    graph = Graph(flow)
    at_once = {
        key: [m.edge for m in moves if m.condition is None]
        for key, moves in graph.moves.items()
        if not waits(graph.nodes[key], moves) and graph.nodes[key].kind not in TERMINAL
    }
    closing: set[str] = set()
    for start in at_once:
        here, seen = start, set[str]()
        while here in at_once and at_once[here] and at_once[here][0].id not in closing:
            seen.add(here)
            edge = at_once[here][0]
            if edge.target in seen:
                closing.add(edge.id)
            here = edge.target
    words = _GONE_ON.format(person=person[:1].upper() + person[1:])
    edges = tuple(e.model_copy(update={"condition": words}) if e.id in closing else e for e in flow.edges)
    return flow.model_copy(update={"edges": edges}), tuple(e.id for e in flow.edges if e.id in closing)


def _free(name: str, nodes: Sequence[Node]) -> str:
    taken = {n.id for n in nodes}
    return next(key for key in (name, *(f"{name}-{n}" for n in range(2, 200))) if key not in taken)


# --- steps and links ---


def _links(spec: AgentSpec, flow: Flow, nodes: Sequence[Node]) -> Iterator[Link]:
    graph, person = Graph(flow), person_of(spec.direction)
    for edge in _edges(flow, nodes):
        back = When("said", edge.back) if edge.back else None
        yield Link(edge.source, edge.target, _when(edge, graph, person), back, _is_else(edge))


def _when(edge: Edge, graph: Graph, person: str) -> When:
    """When the edge is taken: at once only out of a step that hears nobody."""
    source = graph.nodes[edge.source]
    if not _is_else(edge):
        return When("said", edge.condition or "")
    if not _listens(source, graph):
        return When("at_once")
    tries = "1 try" if source.tries == 1 else f"{source.tries} tries"
    missed = f"this still does not hold: {source.until}" if source.until else "none of the other ways fits."
    otherwise = f"After {tries} {missed} Or {person} does not want to go on with it."
    return When("said", f"{edge.condition} Or: {otherwise}" if edge.condition else otherwise)


def _listens(node: Node, graph: Graph) -> bool:
    moves = graph.moves[node.id]
    return waits(node, moves) or len({m.target for m in moves}) > 1


def _add(spec: AgentSpec, node: Node, script: Callable[[Node], str], steps: list[Step], links: list[Link]) -> str:
    """Append the step, and one before it where an end or a transfer has something to say; the key that leads in."""
    if node.kind not in TERMINAL:
        tools = tuple(t for name in node.tools if (t := spec.tool(name)) and t.state == "accepted")
        listens = bool(node.until) or any(n.source == node.id and n.when.kind == "said" for n in links)
        steps.append(Step(node.id, "talk", node.title, node, script(node), tools, listens=listens))
        return node.id
    kind: Kind = "transfer" if node.kind == "transfer" else "end"
    steps.append(Step(node.id, kind, node.title, node, transfer=_transfer(spec, node) if kind == "transfer" else None))
    if not node.instruction:
        return node.id
    steps.append(Step(f"{node.id}{_BEFORE}", "talk", node.title, node, script(node)))
    return steps[-1].key


def _befores(steps: Sequence[Step]) -> list[Link]:
    return [Link(s.key, s.node.id, When("at_once")) for s in steps if s.key.endswith(_BEFORE)]


def _transfer(spec: AgentSpec, node: Node) -> Transfer:
    """The transfer that the step hands over to; of a step of the team the one that it names, else the first."""
    transfers = transfers_of(spec)
    named = f"{node.id} {node.title}".casefold()
    own = next((t for t in transfers if t.id in named or t.label.casefold() in named), transfers[0])
    return served_by(node, spec) or own


# --- steps of their own for tools ---


def _with_tool_steps(graph: LegalGraph) -> LegalGraph:
    for step in graph.steps:
        if decided := _decider(step):
            graph = _split(graph, step, decided)
    return graph


def _decider(step: Step) -> Tool | None:
    """The one writing tool of a step that is there to use it: whether it works decides how the call goes on."""
    own = [t for t in step.tools if t.kind in ("http", "client")]
    writing = len(own) == 1 and own[0].effect != "read"
    return own[0] if step.kind == "talk" and step.node.kind == "tool" and writing else None


def _split(graph: LegalGraph, step: Step, tool: Tool) -> LegalGraph:
    """`step` (reads back and waits for the yes) -> use the tool -> `step_Done` (says the result), from where the
    ordinary ways go on; a failure leads back, and the else stays where it was."""
    act, done = f"{step.key}_Act", f"{step.key}_Done"
    agreed = "what was read back is agreed to" if tool.confirm else "all that it needs is known"
    go = Link(step.key, act, When("said", f"`{tool.name}` has not succeeded yet, and {agreed}."), When("failed"))
    worked = Link(act, done, When("worked"))
    told = f"`{tool.name}` has just succeeded: do not use it again. Say what it brought."
    ordinary = [n for n in graph.links if n.source == step.key and not n.otherwise]
    if not ordinary:
        ordinary = [n for n in graph.links if n.source == step.key]
    moved = [replace(n, source=done, otherwise=len(ordinary) == 1, back=None) for n in ordinary]
    if len(moved) == 1:
        moved = [replace(moved[0], when=When("at_once"))]
    kept = [
        replace(n, when=n.when, otherwise=n.otherwise)
        for n in graph.links
        if n not in ordinary
    ]  # fmt: skip
    rest = replace(step, tools=tuple(t for t in step.tools if t is not tool), listens=True)
    steps: list[Step] = []
    for each in graph.steps:
        steps += (
            [
                rest,
                Step(act, "act", tool.purpose, step.node, tools=(tool,)),
                Step(done, "talk", step.title, step.node, f"{told}"),
            ]
            if each is step
            else [each]
        )
    return replace(graph, steps=tuple(steps), links=(*kept, go, worked, *moved))
