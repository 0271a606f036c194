"""Where a step stands in the call flow: woven in before or after another one, and taken out without a gap."""

from collections.abc import Sequence

from engine.document.changes import AddEdge, Change, EditEdge
from engine.document.spec import Edge, Flow, Node
from engine.language.text import slug
from engine.workflow.opening import OUTCOMES

Place = tuple[str, str]
"""`("before", node id)` or `("after", node id)`."""


def woven(flow: Flow, node: str, place: Place) -> list[Change]:
    """The changes of the ways that put `node` (which has none yet) at its place."""
    where, beside = place
    if where == "before" and beside != flow.start:
        into = [e for e in flow.edges if e.target == beside and e.source != node]
        if beside == getattr(goodbye(flow), "id", None):
            into = _of_goals(flow, into) or into
        return [*(EditEdge(id=e.id, values={"target": node}) for e in into), _way(node, beside)]
    ways = [e for e in flow.edges if e.source == beside]
    usual = [e for e in ways if not e.otherwise]
    if len(usual) == 1 and len(ways) > 1:
        return [EditEdge(id=usual[0].id, values={"target": node}), _way(node, usual[0].target)]
    if not ways:
        return [_way(beside, node)]
    first, *others = ways
    onward = Edge(
        id=slug(f"{node}_to_{first.target}"), source=node, target=first.target, condition=first.condition,
        otherwise=first.otherwise,
    )  # fmt: skip
    straight = EditEdge(id=first.id, values={"target": node, "condition": None, "otherwise": False})
    return [straight, AddEdge(edge=onward), *(EditEdge(id=e.id, values={"source": node}) for e in others)]


def bridged(flow: Flow, node: str) -> list[Change] | None:
    """The changes that lead every way past `node`; None where it branches, so that nobody knows which way is meant."""
    usual = {e.target for e in flow.edges if e.source == node and not e.otherwise}
    if len(usual) != 1:
        return None
    (onward,) = usual
    return [EditEdge(id=e.id, values={"target": onward}) for e in flow.edges if e.target == node and e.source != onward]


def goodbye(flow: Flow) -> Node | None:
    """The step that ends an ordinary call; a voicemail is another one."""
    ends = [n for n in flow.nodes if n.kind == "end"]
    return next((n for n in ends if n.id not in OUTCOMES), next(iter(ends), None))


def _of_goals(flow: Flow, into: Sequence[Edge]) -> list[Edge]:
    """The ways out of the goals and of what follows them: an emergency and a wrong person end the call at once."""
    goals = {n.id for n in flow.nodes if n.goal and n.kind != "transfer"}
    after = {e.target for e in flow.edges if e.source in goals} - goals - _AT_ONCE
    return [e for e in into if e.source in goals | after]


_AT_ONCE = OUTCOMES | {"emergency"}


def _way(source: str, target: str) -> AddEdge:
    return AddEdge(edge=Edge(id=slug(f"{source}_to_{target}", limit=60), source=source, target=target))
