"""The call flow as the platform's workflow graph. None of it reaches the platform that the platform would refuse:
edges to missing steps and steps that nothing leads to are left out, and `left_out` names them."""

from collections.abc import Iterable, Sequence
from itertools import chain, count
from typing import Any

from engine.document.spec import AgentSpec, Edge, Flow, Node, Transfer
from engine.prompt.generate import node_script
from engine.targets.elevenlabs.built_in import built_in_name, destination, transfer_type
from engine.targets.elevenlabs.capabilities import CAPABILITIES
from engine.targets.open_points import transfers_of

START = "start_node"
"""The platform wants a start node of this id."""
_COLUMN, _ROW = 360, 220
"""Pixels between two steps in the platform's editor."""


def workflow(spec: AgentSpec) -> dict[str, Any] | None:
    """`AgentWorkflowRequestModel` as a dict; None where there is no flow to speak of."""
    nodes = _reached(spec.flow)
    if not nodes:
        return None
    edges = _edges(spec.flow, nodes)
    # Ids of the spec are in small letters, so a capital can never collide with one.
    ids = {node.id: node.id if node.id != START else f"{START}_Own" for node in nodes}
    graph: dict[str, Any] = {START: {"type": "start"}}
    links: dict[str, dict[str, Any]] = {}
    heads = {}
    for node in nodes:
        heads[node.id] = _add(spec, node, ids[node.id], graph, links)
    _link(links, START, heads[nodes[0].id], None)
    for source in nodes:
        for target, leading in _by_target(edges, source.id).items():
            _link(links, ids[source.id], heads[target], _condition(leading))
    _finish(graph, links)
    return {"nodes": graph, "edges": links}


def left_out(flow: Flow) -> tuple[str, ...]:
    """Ids of the steps and edges that cannot be part of a working graph."""
    nodes = _reached(flow)
    kept = {e.id for e in _edges(flow, nodes)}
    inside = {n.id for n in nodes}
    return (*(n.id for n in flow.nodes if n.id not in inside), *(e.id for e in flow.edges if e.id not in kept))


def _reached(flow: Flow) -> list[Node]:
    """The steps that a call can come to, in breadth-first order; the first one is where it starts."""
    nodes = {node.id: node for node in flow.nodes}
    if flow.start is None or flow.start not in nodes:
        return []
    order = [nodes[flow.start]]
    for here in order:
        ahead = (nodes[e.target] for e in _leaving(flow, here) if e.target in nodes)
        order.extend(n for n in dict.fromkeys(ahead) if n not in order)
    return order


def _leaving(flow: Flow, node: Node) -> Sequence[Edge]:
    return () if node.kind == "end" else [e for e in flow.edges if e.source == node.id]


def _edges(flow: Flow, nodes: Sequence[Node]) -> list[Edge]:
    inside = {n.id for n in nodes}
    return [e for node in nodes for e in _leaving(flow, node) if e.target in inside and e.target != e.source]


def _by_target(edges: Iterable[Edge], source: str) -> dict[str, list[Edge]]:
    """Edges out of one step by where they lead: the platform takes one edge for each pair. The else edge comes last."""
    leading: dict[str, list[Edge]] = {}
    for edge in sorted((e for e in edges if e.source == source), key=_is_else):
        leading.setdefault(edge.target, []).append(edge)
    return dict(sorted(leading.items(), key=lambda item: any(_is_else(e) for e in item[1])))


def _is_else(edge: Edge) -> bool:
    return edge.otherwise or edge.condition is None


def _condition(edges: Sequence[Edge]) -> str | None:
    if any(_is_else(e) for e in edges):
        return None
    return " Or: ".join(e.condition for e in edges if e.condition)


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
    """The transfer that the step is named after, else the first."""
    transfers = transfers_of(spec)
    named = f"{node.id} {node.title}".casefold()
    return next((t for t in transfers if t.id in named or t.label.casefold() in named), transfers[0])


def _link(links: dict[str, Any], source: str, target: str, condition: str | None) -> None:
    forward = {"type": "llm", "condition": condition} if condition else {"type": "unconditional"}
    base = f"{source}__{target}"
    name = next(n for n in chain([base], (f"{base}_{i}" for i in count(2))) if n not in links)
    links[name] = {"source": source, "target": target, "forward_condition": forward}


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
