"""A flow drawn from the spec and the team's own edits of it, brought together.

What the team made stays; what it edited keeps the team's words; what it took out stays out, and the way around it is
closed. The result never has a dangling way, and merging it again gives the same.
"""

from collections.abc import Iterable, Iterator, Mapping

from engine.document.spec import Edge, Flow, Node
from engine.workflow.ids import edge_id

MAX_NODES, MAX_EDGES = 150, 400
"""The most that `Flow` holds."""


def merged(drawn: Flow, kept: Flow) -> Flow:
    """`drawn` with the edits of `kept` (the flow that stands in the spec) laid over it.

    If the two together are more than a Flow can hold, `kept` stays as it is.
    """
    if not kept.removed and not any(by == "team" for by in (*(n.by for n in kept.nodes), *(e.by for e in kept.edges))):
        return drawn
    removed = frozenset(kept.removed)
    edges = _bridged(drawn, removed)
    nodes = _nodes(drawn, kept, removed)
    edges = _settled(_edges(edges, kept, nodes, removed))
    start = drawn.start or (kept.start if kept.start in nodes else next(iter(nodes), None))
    alive = _alive(start, nodes, edges)
    nodes = {key: node for key, node in nodes.items() if key in alive}
    edges = [e for e in edges if e.source in nodes and e.target in nodes]
    if len(nodes) > MAX_NODES or len(edges) > MAX_EDGES:
        return kept
    return Flow(start=start, nodes=tuple(nodes.values()), edges=tuple(edges), removed=kept.removed)


def _nodes(drawn: Flow, kept: Flow, removed: frozenset[str]) -> dict[str, Node]:
    """Derived steps in the team's words, then the team's own steps."""
    theirs = {n.id: n for n in kept.nodes if n.by == "team"}
    nodes = {n.id: theirs.get(n.id, n) for n in drawn.nodes if n.id not in removed or n.id in theirs}
    tied = {end for e in kept.edges if e.by == "team" for end in (e.source, e.target)}
    once_derived = {end for e in kept.edges if e.by == "builder" for end in (e.source, e.target)}
    for key, node in theirs.items():
        if key in tied or key not in once_derived:  # an edited step whose reason has gone goes too
            nodes.setdefault(key, node)
    return nodes


def _bridged(drawn: Flow, removed: frozenset[str]) -> list[Edge]:
    """The derived ways, led around every step that was taken out."""
    edges = list(drawn.edges)
    place = {n.id: number for number, n in enumerate(drawn.nodes)}
    for gone in (n.id for n in drawn.nodes if n.id in removed and n.id != drawn.start):
        into = [e for e in edges if e.target == gone and e.source != gone]
        out = [e for e in edges if e.source == gone and e.target != gone]
        around = [new for way in into for new in _around(way, out, edges, place)]
        edges = _replaced(edges, gone, around)
    return edges


def _around(way: Edge, out: list[Edge], edges: list[Edge], place: Mapping[str, int]) -> Iterator[Edge]:
    """`way` led past the removed step: to its usual successor, or to all of them if nothing else branches there."""
    usual = [e for e in out if not e.otherwise]
    alone = sum(e.source == way.source for e in edges) == 1
    if len(usual) > 1 and alone:
        for e in out:
            yield _led(way.source, e.target, e)
        return
    onward = len(usual) == 1 and place[usual[0].target] > place[usual[0].source] and not _returns(usual[0], edges)
    follows = usual if onward else [e for e in out if e.otherwise] or out[:1]
    for e in follows:
        yield _led(way.source, e.target, way)


def _returns(way: Edge, edges: list[Edge]) -> bool:
    """Whether the way leads to a step whose only ways lead back: past the removed step, that would be a dead end."""
    return {e.target for e in edges if e.source == way.target} == {way.source}


def _led(source: str, target: str, like: Edge) -> Edge:
    return Edge(
        id=edge_id(source, target),
        source=source,
        target=target,
        condition=like.condition,
        otherwise=like.otherwise,
        by="builder",
    )


def _replaced(edges: list[Edge], gone: str, around: list[Edge]) -> list[Edge]:
    """`edges` without those that touch `gone`, with `around`; two ways between the same steps become one."""
    kept = [e for e in edges if gone not in (e.source, e.target)]
    by_pair: dict[tuple[str, str], Edge] = {}
    for e in (*kept, *around):
        pair = (e.source, e.target)
        if e.source != e.target and (pair not in by_pair or e.otherwise):
            by_pair[pair] = e
    return list(by_pair.values())


def _edges(derived: Iterable[Edge], kept: Flow, nodes: Mapping[str, Node], removed: frozenset[str]) -> list[Edge]:
    """Derived ways in the team's words, then the team's own; none that leads from or to nowhere."""
    theirs = {e.id: e for e in kept.edges if e.by == "team" and e.source in nodes and e.target in nodes}
    pairs = {(e.source, e.target) for e in theirs.values()}
    edges: dict[str, Edge] = {}
    for e in derived:
        if e.id in theirs:
            edges[e.id] = theirs[e.id]
        elif e.id not in removed and (e.source, e.target) not in pairs and e.source in nodes and e.target in nodes:
            edges[e.id] = e
    return list((edges | {key: e for key, e in theirs.items() if key not in edges}).values())


def _settled(edges: list[Edge]) -> list[Edge]:
    """Derived ways made right for what stands beside them now: a lone one has no condition, a bare one among others is
    the else."""
    ways: dict[str, list[Edge]] = {}
    for e in edges:
        ways.setdefault(e.source, []).append(e)
    return [e if e.by == "team" else _fitting(e, ways[e.source]) for e in edges]


def _fitting(edge: Edge, ways: list[Edge]) -> Edge:
    if len(ways) == 1:
        return edge.model_copy(update={"condition": None, "otherwise": False})
    if edge.condition is None and sum(e.condition is None or e.otherwise for e in ways) == 1:
        return edge.model_copy(update={"otherwise": True})
    return edge


def _alive(start: str | None, nodes: Mapping[str, Node], edges: list[Edge]) -> frozenset[str]:
    """What can be reached from the start or from a step of the team; a derived step beyond is of no use."""
    ahead: dict[str, list[str]] = {}
    for e in edges:
        ahead.setdefault(e.source, []).append(e.target)
    waiting = [key for key, n in nodes.items() if key == start or n.by == "team"]
    seen = set(waiting)
    while waiting:
        new = [key for key in ahead.get(waiting.pop(), ()) if key not in seen]
        seen.update(new)
        waiting += new
    return frozenset(seen)
