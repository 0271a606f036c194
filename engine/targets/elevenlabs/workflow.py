"""The call flow as the platform's workflow graph (`AgentWorkflowRequestModel`).

Who talks and listens is a sub-agent, who only tells something is a say node, a tool that decides is a tool node with
result edges. `auto` would make a sub-agent wait after a say node, so each one says how it begins.
"""

from typing import Any

from engine.targets.elevenlabs.built_in import destination, transfer_type
from engine.targets.legal import LegalGraph, Step, When
from engine.targets.plan import Plan

START = "start_node"
"""The platform wants a start node of this id."""
_COLUMN, _ROW = 360, 220
"""Pixels between two steps in the platform's editor."""


def workflow(plan: Plan) -> dict[str, Any] | None:
    """None where there is no flow to speak of."""
    graph = plan.graph
    if graph is None:
        return None
    nodes: dict[str, Any] = {START: {"type": "start"}}
    nodes |= {_id(step.key): _node(plan, graph, step) for step in graph.steps}
    edges = {f"{START}__{_id(graph.start)}": _edge(START, _id(graph.start), When("at_once"))}
    for link in sorted(graph.links, key=lambda link: link.otherwise):
        source, target = _id(link.source), _id(link.target)
        edges[f"{source}__{target}"] = _edge(source, target, link.when, link.back)
    _finish(nodes, edges)
    return {"nodes": nodes, "edges": edges}


def _id(key: str) -> str:
    """Keys of the spec are in small letters, so a capital can never collide with one."""
    return key if key != START else f"{START}_Own"


def _node(plan: Plan, graph: LegalGraph, step: Step) -> dict[str, Any]:
    if step.kind == "end":
        return {"type": "end"}
    if step.transfer:
        to = plan.transfer(step.transfer)
        return {"type": "phone_number", "transfer_destination": destination(to), "transfer_type": transfer_type(to)}
    own = [t.name for t in step.tools if plan.tool(t.name)]
    if step.kind == "act":
        return {"type": "tool", "tools": [{"tool_id": name} for name in own]}
    if not step.listens and not step.tools:
        return {"type": "say", "label": step.title, **_said(step)}
    node = {
        "type": "override_agent",
        "label": step.title,
        "additional_prompt": step.script,
        "entry_behavior": _begins(plan, graph, step),
    }
    return node | ({"additional_tool_ids": own} if own else {})


def _said(step: Step) -> dict[str, Any]:
    return {"message": {"type": "prompt", "prompt": step.script or step.title}, "wait_for_speech_completion": True}


def _begins(plan: Plan, graph: LegalGraph, step: Step) -> str:
    """The greeting has been said when the first step begins, and who is called speaks first."""
    waits = step.key == graph.start and (plan.spec.greeting or plan.spec.direction == "outbound")
    return "wait_for_user" if waits else "generate_immediately"


def _edge(source: str, target: str, when: When, back: When | None = None) -> dict[str, Any]:
    edge = {"source": source, "target": target, "forward_condition": _condition(when)}
    return edge | ({"backward_condition": _condition(back)} if back else {})


def _condition(when: When) -> dict[str, Any]:
    if when.kind in ("worked", "failed"):
        return {"type": "result", "successful": when.kind == "worked"}
    return {"type": "llm", "condition": when.words} if when.kind == "said" else {"type": "unconditional"}


def _finish(nodes: dict[str, Any], edges: dict[str, Any]) -> None:
    """The order in which edges are tried, and a place for each step in the editor."""
    depth = {START: 0}
    for here in (queue := [START]):
        leaving = [name for name, edge in edges.items() if edge["source"] == here]
        back = [name for name, edge in edges.items() if edge["target"] == here and "backward_condition" in edge]
        if leaving:
            nodes[here]["edge_order"] = [*leaving[:-1], *back, *leaving[-1:]]
        for name in leaving:
            target = edges[name]["target"]
            if target not in depth:
                depth[target] = depth[here] + 1
                queue.append(target)
    columns: dict[int, int] = {}
    for name, node in nodes.items():
        row = depth.get(name, 0)
        node["position"] = {"x": columns.get(row, 0) * _COLUMN, "y": row * _ROW}
        columns[row] = columns.get(row, 0) + 1
