"""The part of a flow that a call can come to, such that every call in it comes to an end.

A step that had no way on gets one to the end, a listening step without an else one to the fallback, and a circle of
steps that nobody would ever be heard in waits for a word. What was added is named, for the loss report.
"""

from collections.abc import Sequence

from engine.document.spec import AgentSpec, Edge, Flow, Node
from engine.sentences import person_of
from engine.workflow.graph import TERMINAL, Graph, waits
from engine.workflow.handover import fallback_of
from engine.workflow.merge import one_a_pair

_OVER = "Everything is settled, and {person} wants nothing else."
_GONE_ON = "{person} has said something."


def with_exits(spec: AgentSpec) -> tuple[Flow, tuple[str, ...]]:
    """The flow with a way to an end out of every step, and the ids of what had to be added."""
    flow = spec.flow
    nodes = reached(flow)
    if not nodes:
        return flow, ()
    person = person_of(spec.direction)
    edges = edges_of(flow, nodes)
    flow = Flow(start=flow.start, nodes=tuple(nodes), edges=tuple(edges))
    flow, broken = _without_rounds(flow, person)
    end = next((n.id for n in nodes if n.kind == "end"), None) or _free("end", nodes)
    way_out = next((n.id for n in nodes if n.id == fallback_of(spec)), end)
    there = end in {n.id for n in nodes}
    last = () if there else (Node(id=end, kind="end", title="End the call"),)
    added: list[Edge] = []
    graph = Graph(flow.model_copy(update={"nodes": (*nodes, *last)}))
    for node in reversed([n for n in nodes if n.kind not in TERMINAL]):  # what follows may end already
        if lacking := _way_on(node, graph, end, way_out, person):
            added += lacking
            graph = Graph(graph.flow.model_copy(update={"edges": (*flow.edges, *added)}))
    used = last if any(e.target == end for e in added) else ()
    new = flow.model_copy(update={"nodes": (*nodes, *used), "edges": (*flow.edges, *added)})
    return new, (*broken, *(n.id for n in used), *(e.id for e in added))


def _way_on(node: Node, graph: Graph, end: str, way_out: str, person: str) -> list[Edge]:
    """The edge that a step lacks: an else, or a way to an end."""
    moves = graph.moves[node.id]
    joined = {m.target for m in moves} | {e.source for e in graph.flow.edges if e.target == node.id}
    if waits(node, moves) and moves and not any(m.otherwise or m.condition is None for m in moves):
        target = next((t for t in (way_out, end) if t not in joined and t != node.id), None)
        if target:
            return [Edge(id=f"else-{node.id}"[:64], source=node.id, target=target, otherwise=True)]
    if _ends(graph, node.id) or end in joined:
        return []
    listens = waits(node, moves) or len(moves) > 0
    over = _OVER.format(person=person)
    return [Edge(id=f"end-{node.id}"[:64], source=node.id, target=end, condition=over if listens else None)]


def _ends(graph: Graph, key: str) -> bool:
    return any(graph.nodes[k].kind in TERMINAL for k in graph.ahead([key]))


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


def reached(flow: Flow) -> list[Node]:
    """The steps that a call can come to, in breadth-first order; the first one is where it starts."""
    graph = Graph(flow)
    if flow.start is None or flow.start not in graph.nodes:
        return []
    order = [flow.start]
    for here in order:
        if graph.nodes[here].kind not in TERMINAL:
            order += [key for key in dict.fromkeys(m.target for m in graph.moves[here]) if key not in order]
    return [graph.nodes[key] for key in order]


def edges_of(flow: Flow, nodes: Sequence[Node]) -> list[Edge]:
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
    return sorted(found, key=lambda e: (place[e.source], is_else(e)))


def is_else(edge: Edge) -> bool:
    return edge.otherwise or edge.condition is None
