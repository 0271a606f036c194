"""The call flow as the platform's workflow graph. None of it reaches the platform that the platform would refuse:
edges to missing steps and steps that nothing leads to are left out, and `left_out` names them.

An unconditional edge is taken at once, so a step that listens has none: its else says in words when it is taken.
"""

from collections.abc import Sequence
from typing import Any

from engine.document.spec import AgentSpec, Edge, Flow, Node, Transfer
from engine.prompt.generate import node_script
from engine.sentences import person_of
from engine.targets.elevenlabs.built_in import built_in_name, destination, transfer_type
from engine.targets.elevenlabs.capabilities import CAPABILITIES
from engine.targets.open_points import transfers_of
from engine.workflow.graph import TERMINAL, Graph, waits
from engine.workflow.handover import served_by
from engine.workflow.merge import one_a_pair

START = "start_node"
"""The platform wants a start node of this id."""
_COLUMN, _ROW = 360, 220
"""Pixels between two steps in the platform's editor."""


def workflow(spec: AgentSpec) -> dict[str, Any] | None:
    """`AgentWorkflowRequestModel` as a dict; None where there is no flow to speak of."""
    nodes = _reached(spec.flow)
    if not nodes:
        return None
    # Ids of the spec are in small letters, so a capital can never collide with one.
    ids = {node.id: node.id if node.id != START else f"{START}_Own" for node in nodes}
    graph: dict[str, Any] = {START: {"type": "start"}}
    links: dict[str, dict[str, Any]] = {}
    heads = {}
    for node in nodes:
        heads[node.id] = _add(spec, node, ids[node.id], graph, links)
    _link(links, START, heads[nodes[0].id], None)
    flow, person = Graph(spec.flow), person_of(spec.direction)
    for edge in _edges(spec.flow, nodes):
        condition = _condition(edge, flow, person)
        _link(links, ids[edge.source], heads[edge.target], condition, edge.back)
    _finish(graph, links)
    return {"nodes": graph, "edges": links}


def left_out(flow: Flow) -> tuple[str, ...]:
    """Ids of the steps and edges that cannot be part of a working graph."""
    nodes = _reached(flow)
    inside = {n.id for n in nodes}
    lost = (e.id for e in flow.edges if not ({e.source, e.target} <= inside and e in _leaving(flow, e.source)))
    return (*(n.id for n in flow.nodes if n.id not in inside), *lost)


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


def _leaving(flow: Flow, key: str) -> Sequence[Edge]:
    over = {n.id for n in flow.nodes if n.kind in TERMINAL}
    return () if key in over else [e for e in flow.edges if e.source == key and e.target != key]


def _edges(flow: Flow, nodes: Sequence[Node]) -> list[Edge]:
    """The edges of a working graph, one for each pair of steps, the else of a step last."""
    inside = {n.id for n in nodes}
    over = {n.id for n in nodes if n.kind in TERMINAL}
    leaving = [e for node in nodes for e in _leaving(flow, node.id) if e.target in inside]
    found = [e if e.target not in over else e.model_copy(update={"back": None}) for e in one_a_pair(leaving)]
    place = {node.id: n for n, node in enumerate(nodes)}
    return sorted(found, key=lambda e: (place[e.source], _is_else(e)))


def _is_else(edge: Edge) -> bool:
    return edge.otherwise or edge.condition is None


def _condition(edge: Edge, flow: Graph, person: str) -> str | None:
    """When the edge is taken, in words; None for at once, out of a step that hears nobody."""
    source = flow.nodes[edge.source]
    listens = waits(source, flow.moves[source.id]) or len(flow.moves[source.id]) > 1
    if not _is_else(edge) or not listens:
        return None if _is_else(edge) else edge.condition
    tries = "1 try" if source.tries == 1 else f"{source.tries} tries"
    missed = f"this still does not hold: {source.until}" if source.until else "none of the other ways fits."
    otherwise = f"After {tries} {missed} Or {person} does not want to go on with it."
    return f"{edge.condition} Or: {otherwise}" if edge.condition else otherwise


def _add(spec: AgentSpec, node: Node, name: str, graph: dict[str, Any], links: dict[str, Any]) -> str:
    """Put the step into the graph; the id that leads into it. A transfer or an end cannot carry an instruction, so
    one that has something to say gets a step before it."""
    if node.kind not in ("transfer", "end"):
        graph[name] = _step(spec, node)
        return name
    graph[name] = _transfer(_transfer_for(spec, node)) if node.kind == "transfer" else {"type": "end"}
    if not node.instruction:
        return name
    before = f"{name}_Before"
    graph[before] = _step(spec, node)
    _link(links, before, name, None)
    return before


def _step(spec: AgentSpec, node: Node) -> dict[str, Any]:
    step: dict[str, Any] = {"type": "override_agent", "label": node.title}
    tools = [t for name in node.tools if (t := spec.tool(name)) and t.state == "accepted"]
    step["additional_prompt"] = node_script(spec, node, CAPABILITIES.profile)
    own = [t.name for t in tools if t.kind in ("http", "client") and built_in_name(t) is None]
    if own:
        step["additional_tool_ids"] = own
    return step


def _transfer(transfer: Transfer) -> dict[str, Any]:
    return {
        "type": "phone_number",
        "transfer_destination": destination(transfer),
        "transfer_type": transfer_type(transfer),
    }


def _transfer_for(spec: AgentSpec, node: Node) -> Transfer:
    """The transfer that the step hands over to; of a step of the team the one that it names, else the first."""
    transfers = transfers_of(spec)
    named = f"{node.id} {node.title}".casefold()
    own = next((t for t in transfers if t.id in named or t.label.casefold() in named), transfers[0])
    return served_by(node, spec) or own


def _link(links: dict[str, Any], source: str, target: str, condition: str | None, back: str | None = None) -> None:
    link = {"source": source, "target": target, "forward_condition": _when(condition)}
    links[f"{source}__{target}"] = link | ({"backward_condition": _when(back)} if back else {})


def _when(condition: str | None) -> dict[str, str]:
    return {"type": "llm", "condition": condition} if condition else {"type": "unconditional"}


def _finish(graph: dict[str, Any], links: dict[str, Any]) -> None:
    """The order in which edges are tried, and a place for each step in the editor."""
    depth = {START: 0}
    for here in (queue := [START]):
        leaving = [name for name, link in links.items() if link["source"] == here]
        if leaving:
            graph[here]["edge_order"] = leaving
        for name in leaving:
            target = links[name]["target"]
            if target not in depth:
                depth[target] = depth[here] + 1
                queue.append(target)
    columns: dict[int, int] = {}
    for name, node in graph.items():
        row = depth.get(name, 0)
        node["position"] = {"x": columns.get(row, 0) * _COLUMN, "y": row * _ROW}
        columns[row] = columns.get(row, 0) + 1
