"""`flow.json`: the call flow as `pipecat.flows.FlowConfig` reads it.

A step is a node; a way out of it is a function that only moves on. An end and a transfer are nodes that say nothing and
act. The prompt is the role of the first node and stays; every node adds its task.
"""

import re
from dataclasses import dataclass, field
from typing import Any

from engine.targets.flow_code import END_CALL, TRANSFER
from engine.targets.legal_graph import Step, When
from engine.targets.plan import Plan
from engine.targets.python_code import Names, in_words

START = "Start"
_ALONE = "Call"
_END = "End"
_BEGIN = "Begin the call, and hold it as your role says."
_AT_ONCE = "Call it as soon as all that belongs to this step is said, without waiting for an answer."
_DOTTED = re.compile(r"\{\{(?=\s*[A-Za-z_][A-Za-z0-9_]*\.)")
"""Pipecat would look for such a name in its state; a backslash keeps it a text."""


@dataclass
class FlowWriter:
    plan: Plan
    end_call: str = field(init=False)
    """What the model calls to end the call."""
    transfer: str = field(init=False)
    """What the model calls to hand the call over."""
    _moves: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._names = Names(t.name for t in self.plan.tools)
        self.end_call, self.transfer = self._names.new(END_CALL), self._names.new(TRANSFER)

    def flow(self) -> dict[str, Any]:
        """`flow.json`"""
        graph = self.plan.graph
        nodes = {step.key: self._node(step) for step in graph.steps} if graph else {_ALONE: _talk(_BEGIN, [])}
        start = graph.start if graph else _ALONE
        everywhere = self._everywhere(nodes) if nodes[start]["task_messages"] else []
        first = self._first(nodes, start)
        config = {"initial_node": first, "nodes": nodes}
        return config | ({"global_functions": everywhere} if everywhere else {})

    # --- nodes ---

    def _node(self, step: Step) -> dict[str, Any]:
        if step.kind == "end":
            return _end()
        if step.transfer:
            return _hands_over(step.transfer.id)
        assert self.plan.graph
        own = [{"name": t.name} for t in step.tools if self.plan.tool(t.name)]
        ways = [self._way(target, when) for target, when, _ in self.plan.graph.ways(step.key)]
        return _talk(_safe(step.script or step.title), [*own, *ways])

    def _way(self, target: str, when: When) -> dict[str, Any]:
        name = self._moves.get(target) or self._names.new(f"go_to_{target}"[:60])
        self._moves[target] = name
        words = _AT_ONCE if when.kind == "at_once" else in_words(self.plan.text(when.words))
        return {"name": name, "transition_only": True, "description": words, "transition_to": target}

    def _first(self, nodes: dict[str, Any], key: str) -> str:
        """The node that the call starts in. It is one of its own where its greeting would be said again on a return."""
        spec, greeting = self.plan.spec, self.plan.greeting
        node = nodes[key] | {"role_message": _safe(self.plan.prompt)}
        if greeting:
            node["pre_actions"] = [{"type": "tts_say", "text": _safe(greeting)}, *node.get("pre_actions", [])]
        if greeting or spec.direction == "outbound":
            node["respond_immediately"] = False
        targets = {f["transition_to"] for n in nodes.values() for f in n.get("functions", []) if "transition_to" in f}
        first = START if key in targets else key
        nodes[first] = node
        return first

    # --- what can be called everywhere ---

    def _everywhere(self, nodes: dict[str, Any]) -> list[dict[str, Any]]:
        functions: list[dict[str, Any]] = [{"name": t.name} for t in self.plan.loose_tools]
        if END_CALL in self.plan.built_in:
            functions.append(self._ends(nodes))
        if TRANSFER in self.plan.built_in:
            cases = {t.id: self._transfer_node(nodes, t.id) for t in self.plan.transfers}
            functions.append({"name": self.transfer, "transition_to": {"field": "to", "cases": cases}})
        return functions

    def _ends(self, nodes: dict[str, Any]) -> dict[str, Any]:
        end = next((key for key, node in nodes.items() if node == _end()), _END)
        nodes.setdefault(end, _end())
        tool = self.plan.end_call
        words = in_words(tool.description) if tool else "End the call."
        return {"name": self.end_call, "transition_only": True, "description": words, "transition_to": end}

    def _transfer_node(self, nodes: dict[str, Any], transfer: str) -> str:
        there = next((key for key, node in nodes.items() if node == _hands_over(transfer)), f"Transfer_{transfer}")
        nodes.setdefault(there, _hands_over(transfer))
        return there


def _talk(task: str, functions: list[dict[str, Any]]) -> dict[str, Any]:
    node = {"task_messages": [{"role": "developer", "content": task}]}
    return node | ({"functions": functions} if functions else {})


def _end() -> dict[str, Any]:
    return {"task_messages": [], "pre_actions": [{"type": "end_conversation"}], "respond_immediately": False}


def _hands_over(transfer: str) -> dict[str, Any]:
    action = {"type": "function", "handler": "transfer_call", "to": transfer}
    return {"task_messages": [], "pre_actions": [action], "respond_immediately": False}


def _safe(text: str) -> str:
    return _DOTTED.sub(r"\\{{", text)
