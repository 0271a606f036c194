"""The call flow as a conversation flow.

Who only talks is a conversation node, who uses tools on the way a subagent, a tool that decides a function node. A
transfer and the end are also where every other node leads when it is time (`global_node_setting`). An else is an edge
that says when it is taken: the platform's own else edge follows the first answer that fits no other.
"""

from collections.abc import Iterator
from typing import Any

from engine.targets.legal_graph import LegalGraph, Step, When
from engine.targets.plan import Plan, PlannedTransfer
from engine.targets.retell.agent import engine
from engine.targets.retell.tools import Config, destination, end_call, option, press_digit, tool_config
from engine.workflow.handover import fallback_of

GREETING = "Greeting"
FAILED = "Transfer_Failed"
END = "End_Call"
"""Keys of the spec are in small letters, and what the legaliser adds ends in a capital, so these collide with none."""
_COLUMN, _ROW = 360, 220
"""Pixels between two nodes in the platform's editor."""
_UNREACHED = (
    "**Nobody could be reached.** The call could not be put through. Say so, offer to take down what it is about, and "
    "say goodbye."
)
_SETTLED = "The caller has said what there is to say."


def conversation_flow(plan: Plan, graph: LegalGraph) -> Config:
    """`conversation_flow.json`: what `POST /create-conversation-flow` takes."""
    nodes = [*_greeting(plan, graph), *(_node(plan, graph, step) for step in graph.steps)]
    nodes = _with_globals(plan, graph, nodes)
    tools = [{**tool_config(t), "tool_id": t.name} for t in plan.tools]
    return {
        **engine(plan),
        "global_prompt": plan.prompt,
        "start_node_id": nodes[0]["id"] if plan.greeting else graph.start,
        "nodes": _placed(nodes),
        **({"tools": tools} if tools else {}),
    }


def _greeting(plan: Plan, graph: LegalGraph) -> Iterator[Config]:
    """The greeting, after which the first step hears the answer."""
    if plan.greeting:
        node = _talking(GREETING, "Greeting", {"type": "static_text", "text": plan.greeting})
        heard = graph.by_key[graph.start].listens
        yield node | _on(GREETING, graph.start, "always_edge" if heard else "skip_response_edge")


def _node(plan: Plan, graph: LegalGraph, step: Step) -> Config:
    if step.kind == "end":
        return {"type": "end", "id": step.key, "name": step.title}
    if step.transfer:
        return _transfer(plan.transfer(step.transfer), step.key, step.title, _after_failure(plan, graph))
    if step.kind == "act":
        return _function(plan, graph, step)
    node = _talking(step.key, step.title, {"type": "prompt", "text": step.script or step.title})
    own = [t.name for t in step.tools if plan.tool(t.name)] + [t.name for t in plan.loose_tools]
    if own or press_digit(plan):
        node |= {"type": "subagent", "tool_ids": own, "tools": press_digit(plan)}
    ways = graph.ways(step.key)
    if len(ways) == 1 and ways[0][1].kind == "at_once":
        return node | _on(step.key, ways[0][0], "skip_response_edge")
    return node | {"edges": [_edge(step.key, target, when) for target, when, _ in ways]}


def _talking(key: str, title: str, instruction: Config) -> Config:
    return {"type": "conversation", "id": key, "name": title, "instruction": instruction}


def _function(plan: Plan, graph: LegalGraph, step: Step) -> Config:
    """A tool that decides: the way where it worked is an edge, anything else is a failure."""
    tool = plan.tool(step.tools[0].name)
    ways = {when.kind: target for target, when, _ in graph.ways(step.key)}
    node: Config = {
        "type": "function",
        "id": step.key,
        "name": step.title,
        "tool_id": step.tools[0].name,
        "tool_type": "local",
        "wait_for_result": True,
        "edges": [_edge(step.key, ways["worked"], When("said", f"`{step.tools[0].name}` has succeeded."))],
        **_on(step.key, ways["failed"], "else_edge"),
        "speak_during_execution": bool(tool and tool.hold),
    }
    return node | ({"instruction": {"type": "static_text", "text": tool.hold}} if tool and tool.hold else {})


def _transfer(transfer: PlannedTransfer, key: str, title: str, failed: str) -> Config:
    edge = {"id": f"{key}__failed", "destination_node_id": failed, "transition_condition": _said("Transfer failed")}
    return {
        "type": "transfer_call",
        "id": key,
        "name": title,
        "transfer_destination": destination(transfer),
        "transfer_option": option(transfer),
        "edge": edge,
        "speak_during_execution": False,
    }


def _after_failure(plan: Plan, graph: LegalGraph) -> str:
    """Where a call goes that could not be put through: the team's fallback, or a node that says so."""
    way_out = graph.by_key.get(fallback_of(plan.spec))
    return way_out.key if way_out and way_out.kind == "talk" else FAILED


_LISTENS = ("conversation", "subagent")


def _with_globals(plan: Plan, graph: LegalGraph, nodes: list[Config]) -> list[Config]:
    """The nodes with those that every other one leads to: a person to hand over to, and the end."""
    nodes = list(nodes)
    heard = any(n["type"] in _LISTENS and "skip_response_edge" not in n for n in nodes)
    for transfer in plan.transfers if heard else ():  # nobody can ask for a person in a call that is over at once
        steps = [s.key for s in graph.steps if s.transfer and s.transfer.id == transfer.id]
        if not steps:
            key = f"Transfer_{transfer.id}"
            nodes.append(_transfer(transfer, key, transfer.transfer.label, _after_failure(plan, graph)))
            steps = [key]
        _global(nodes, steps[0], transfer.condition)
    end = next((s.key for s in graph.steps if s.kind == "end"), END)
    lost = any(n["type"] == "transfer_call" and n["edge"]["destination_node_id"] == FAILED for n in nodes)
    if lost:
        node = _talking(FAILED, "Nobody could be reached", {"type": "prompt", "text": _UNREACHED})
        nodes.append(node | {"edges": [_edge(FAILED, end, When("said", _SETTLED))]})
    if end == END and (lost or (plan.end_call and heard)):
        nodes.append({"type": "end", "id": END, "name": "End the call"})
    if plan.end_call and heard:
        _global(nodes, end, end_call(plan))
    return nodes


def _global(nodes: list[Config], key: str, condition: str) -> None:
    node = next(n for n in nodes if n["id"] == key)
    node["global_node_setting"] = {"condition": condition}


def _edge(source: str, target: str, when: When) -> Config:
    return {
        "id": f"{source}__{target}",
        "destination_node_id": target,
        "transition_condition": _said(when.words),
    }


_WORDS = {"always_edge": "Always", "skip_response_edge": "Skip response", "else_edge": "Else"}
"""What the platform wants as the condition of such an edge."""


def _on(source: str, target: str, kind: str) -> Config:
    return {kind: _edge(source, target, When("said", _WORDS[kind]))}


def _said(words: str) -> Config:
    return {"type": "prompt", "prompt": words}


def _placed(nodes: list[Config]) -> list[dict[str, Any]]:
    """Each with a place in the editor, in rows of five."""
    return [{**node, "display_position": {"x": at % 5 * _COLUMN, "y": at // 5 * _ROW}} for at, node in enumerate(nodes)]
