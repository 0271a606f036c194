"""A flow drawn from the spec and the team's own edits of it, brought together.

What the team made stays; what it edited keeps the team's words; what it took out stays out, and the way around it is
closed. The result never has a dangling edge, two steps have one edge at most, and merging it again gives the same.
"""

from collections.abc import Iterable, Iterator, Mapping

from engine.document.spec import Edge, Flow, Node
from engine.workflow.conditions import one_of
from engine.workflow.ids import edge_id

MAX_NODES, MAX_EDGES = 150, 400
"""The most that `Flow` holds."""
AGAIN = "It has to be done once more."
"""When a way back is taken that a team drew without saying when."""


def merged(drawn: Flow, kept: Flow) -> Flow:
    """`drawn` with the edits of `kept` (the flow that stands in the spec) laid over it, until nothing changes any more.

    What one edit makes room for, another may use: a step that is taken out leads its edges on, and those join others.
    If the two together are more than a Flow can hold, `kept` stays as it is.
    """
    for _ in range(_MOST_ROUNDS):
        before, kept = kept, _laid_over(drawn, kept)
        if kept == before:
            break
    return kept


_MOST_ROUNDS = 5
"""Two are enough as a rule: the second finds that nothing is left to do."""


def _laid_over(drawn: Flow, kept: Flow) -> Flow:
    if not kept.removed and not any(by == "team" for by in (*(n.by for n in kept.nodes), *(e.by for e in kept.edges))):
        return drawn
    removed = frozenset(kept.removed)
    edges = _bridged(drawn, removed)
    nodes = _nodes(drawn, kept, removed)
    laid = _edges(edges, kept, nodes, removed)
    paired = one_a_pair(laid)
    led_away = _led_away(laid, paired, drawn)
    edges = _settled(paired, nodes)
    start = drawn.start or (kept.start if kept.start in nodes else next(iter(nodes), None))
    alive = _alive(start, nodes, edges)
    nodes = {key: node for key, node in nodes.items() if key in alive}
    edges = [e for e in edges if e.source in nodes and e.target in nodes]
    if len(nodes) > MAX_NODES or len(edges) > MAX_EDGES:
        return kept
    ordered = _in_order(nodes, edges, frozenset(n.id for n in drawn.nodes))
    return Flow(start=start, nodes=ordered, edges=tuple(edges), removed=(*kept.removed, *led_away))


def _led_away(laid: Iterable[Edge], paired: Iterable[Edge], drawn: Flow) -> Iterator[str]:
    """Derived edges that the team led elsewhere, where they became part of another one: they stay out from now on."""
    left, derived = {e.id for e in paired}, {e.id for e in drawn.edges}
    return (e.id for e in laid if e.by == "team" and e.id in derived and e.id not in left)


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


def _in_order(nodes: Mapping[str, Node], edges: Iterable[Edge], drawn: frozenset[str]) -> tuple[Node, ...]:
    """The derived steps as they were drawn, each step of the team before the first that it leads to."""
    ordered = [key for key in nodes if key in drawn]
    for key in (key for key in nodes if key not in drawn):
        next_ones = [ordered.index(e.target) for e in edges if e.source == key and e.target in ordered]
        ordered.insert(max(min(next_ones, default=len(ordered)), min(1, len(ordered))), key)
    return tuple(nodes[key] for key in ordered)


# --- around what was taken out ---


def _bridged(drawn: Flow, removed: frozenset[str]) -> list[Edge]:
    """The derived edges, led around every step that was taken out."""
    gone = [n.id for n in drawn.nodes if n.id in removed and n.id != drawn.start]
    if not gone:
        return list(drawn.edges)
    stay = [e for e in drawn.edges if e.id not in removed or {e.source, e.target} & set(gone)]
    edges = [one_way for e in stay for one_way in _both_ways(e)]
    place = {n.id: number for number, n in enumerate(drawn.nodes)}
    for key in gone:
        into = [e for e in edges if e.target == key and e.source != key]
        out = [e for e in edges if e.source == key and e.target != key]
        around = [new for edge in into for new in _around(edge, out, edges, place)]
        if not out and (end := next((n.id for n in drawn.nodes if n.kind == "end" and n.id not in removed), None)):
            around = [_led(e.source, end, e.model_copy(update={"condition": None})) for e in into if e.otherwise]
        edges = _replaced(edges, key, around)
    return one_a_pair(edges)


def _both_ways(edge: Edge) -> Iterator[Edge]:
    """The edge in each of its directions."""
    yield edge.model_copy(update={"back": None})
    if edge.back:
        yield _led(edge.target, edge.source, edge.model_copy(update={"condition": edge.back, "otherwise": False}))


def _around(edge: Edge, out: list[Edge], edges: list[Edge], place: Mapping[str, int]) -> Iterator[Edge]:
    """`edge` led past the removed step: to its usual successor, or to all of them where the call branched there."""
    usual = [e for e in out if not e.otherwise]
    if len(usual) > 1 and not edge.otherwise and place[edge.source] < place[edge.target]:
        has_else = any(e.otherwise for e in edges if e.source == edge.source)
        for e in usual if has_else else out:
            yield _led(edge.source, e.target, e)
        return
    onward = [e for e in usual if place[e.target] > place[e.source] and not _returns(e, edges)]
    follows = onward if len(onward) == 1 else [e for e in out if e.otherwise] or out[:1]
    for e in follows:
        yield _led(edge.source, e.target, edge)


def _returns(edge: Edge, edges: list[Edge]) -> bool:
    """Whether it leads to a step whose only edges lead back: past the removed step, that would be a dead end."""
    return {e.target for e in edges if e.source == edge.target} == {edge.source}


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
    """`edges` without those that touch `gone`, with `around`; two in the same direction become one."""
    kept = [e for e in edges if gone not in (e.source, e.target)]
    by_pair: dict[tuple[str, str], Edge] = {}
    for e in (*kept, *around):
        pair = (e.source, e.target)
        if e.source != e.target:
            by_pair[pair] = _joined(by_pair[pair], e) if pair in by_pair else e
    return list(by_pair.values())


# --- one edge for each pair of steps ---


def one_a_pair(edges: Iterable[Edge]) -> list[Edge]:
    """The edges with those between the same two steps made one: the same direction joined, the other one its way back.

    An else leads: it has no words that could stand on a way back.
    """
    found: dict[frozenset[str], Edge] = {}
    for e in edges:
        pair = frozenset((e.source, e.target))
        known = found.get(pair)
        if known is None:
            found[pair] = e
        elif known.source == e.source:
            found[pair] = _joined(known, e)
        else:
            found[pair] = _with_back(e, known) if e.otherwise and not known.otherwise else _with_back(known, e)
    return list(found.values())


def _joined(first: Edge, second: Edge) -> Edge:
    """Both in the same direction: taken when either would be."""
    said = [c for c in dict.fromkeys((first.condition, second.condition)) if c]
    return first.model_copy(
        update={
            "condition": one_of(said) if said else None,
            "otherwise": first.otherwise or second.otherwise,
            "back": first.back or second.back,
            "by": "team" if "team" in (first.by, second.by) else "builder",
        }
    )


def _with_back(edge: Edge, reverse: Edge) -> Edge:
    by = "team" if "team" in (edge.by, reverse.by) else "builder"
    return edge.model_copy(update={"back": edge.back or reverse.condition or AGAIN, "by": by})


# --- what the team drew ---


def _edges(derived: Iterable[Edge], kept: Flow, nodes: Mapping[str, Node], removed: frozenset[str]) -> list[Edge]:
    """Derived edges in the team's words, then the team's own; none that leads from or to nowhere."""
    theirs = {e.id: e for e in kept.edges if e.by == "team" and e.source in nodes and e.target in nodes}
    pairs = {(e.source, e.target) for e in theirs.values()}
    edges: dict[str, Edge] = {}
    for e in derived:
        if e.id in theirs:
            edges[e.id] = theirs[e.id]
        elif e.id not in removed and (e.source, e.target) not in pairs and e.source in nodes and e.target in nodes:
            edges[e.id] = e
    return list((edges | {key: e for key, e in theirs.items() if key not in edges}).values())


def _settled(edges: list[Edge], nodes: Mapping[str, Node]) -> list[Edge]:
    """Derived edges made right for what stands beside them now."""
    leaving: dict[str, list[Edge]] = {}
    for e in edges:
        leaving.setdefault(e.source, []).append(e)
    return [e if e.by == "team" else _fitting(e, leaving[e.source], nodes[e.source]) for e in edges]


def _fitting(edge: Edge, beside: list[Edge], source: Node) -> Edge:
    """The only edge of a step that listens is its else, too; of one that does not, it has no condition; a bare one
    among others is the else."""
    if len(beside) == 1:
        if source.until:
            return edge.model_copy(update={"otherwise": True})
        return edge.model_copy(update={"condition": None, "otherwise": False})
    if edge.condition is None and sum(e.condition is None or e.otherwise for e in beside) == 1:
        return edge.model_copy(update={"otherwise": True})
    return edge


def _alive(start: str | None, nodes: Mapping[str, Node], edges: list[Edge]) -> frozenset[str]:
    """What can be reached from the start or from a step of the team; a derived step beyond is of no use."""
    ahead: dict[str, list[str]] = {}
    for e in edges:
        ahead.setdefault(e.source, []).append(e.target)
        if e.back:
            ahead.setdefault(e.target, []).append(e.source)
    waiting = [key for key, n in nodes.items() if key == start or n.by == "team"]
    seen = set(waiting)
    while waiting:
        new = [key for key in ahead.get(waiting.pop(), ()) if key not in seen]
        seen.update(new)
        waiting += new
    return frozenset(seen)
