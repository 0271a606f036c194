"""The call flow such as platforms run it: a graph that none of them refuses.

* Only steps that a call can reach; nothing leaves an end or a transfer; one link for each pair of steps.
* A step that hears somebody is never left “at once”: its else says in words when it is taken.
* Every step can come to an end: one that had no way on gets one, a listening step without an else goes to the fallback.
* An end or a transfer says nothing itself: what it has to say stands in a step before it.
* With `tool_steps`, what is done with a writing tool is a step of its own, which knows whether it worked.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

from engine.document.spec import AgentSpec, Edge, Flow, Node, Transfer
from engine.sentences import listed, person_of
from engine.targets.exits import edges_of, is_else, reached, with_exits
from engine.targets.legal_graph import Kind, LegalGraph, Link, Step, When
from engine.targets.once import once
from engine.targets.open_points import transfers_of
from engine.targets.tool_steps import with_tool_steps
from engine.workflow.graph import TERMINAL, Graph, waits
from engine.workflow.handover import served_by

_BEFORE = "_Before"


def legal(spec: AgentSpec, script: Callable[[Node], str], tool_steps: bool = False) -> LegalGraph | None:
    """The graph of this spec; None where there is no flow to speak of. `script` writes what is done in a step."""
    flow, added = once(spec, "exits", lambda: with_exits(spec))
    nodes = reached(flow)
    if not nodes:
        return None
    links = list(_links(spec, flow, nodes))
    steps: list[Step] = []
    heads: dict[str, str] = {}
    for node in nodes:
        heads[node.id] = _add(spec, node, script, steps, links)
    links = [replace(n, target=heads[n.target]) for n in links] + _befores(steps)
    graph = LegalGraph(heads[nodes[0].id], tuple(steps), tuple(links), tuple(_left_out(spec.flow, nodes)), added)
    return with_tool_steps(graph) if tool_steps else graph


def _left_out(flow: Flow, nodes: Sequence[Node]) -> Iterator[str]:
    inside = {n.id for n in nodes}
    over = {n.id for n in flow.nodes if n.kind in TERMINAL}
    yield from (n.id for n in flow.nodes if n.id not in inside)
    for e in flow.edges:
        if not {e.source, e.target} <= inside or e.source in over or e.source == e.target:
            yield e.id


# --- steps and links ---


def _links(spec: AgentSpec, flow: Flow, nodes: Sequence[Node]) -> Iterator[Link]:
    graph = Graph(flow)
    for edge in edges_of(flow, nodes):
        back = When("said", edge.back) if edge.back else None
        yield Link(edge.source, edge.target, _when(spec, edge, graph), back, is_else(edge))


def _when(spec: AgentSpec, edge: Edge, graph: Graph) -> When:
    """When the edge is taken: at once only out of a step that hears nobody and uses nothing."""
    source = graph.nodes[edge.source]
    if not is_else(edge):
        return When("said", edge.condition or "")
    if not _listens(source, graph):
        used = [name for name in source.tools if (t := spec.tool(name)) and t.state == "accepted"]
        brought = f"What {listed(used)} had to bring is known and has been said."
        return When("said", brought) if used else When("at_once")
    tries = "1 try" if source.tries == 1 else f"{source.tries} tries"
    missed = f"this still does not hold: {source.until}" if source.until else "none of the other ways fits."
    otherwise = f"After {tries} {missed} Or {person_of(spec.direction)} does not want to go on with it."
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
