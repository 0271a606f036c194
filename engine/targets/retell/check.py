"""What no vendor schema catches in a Retell bundle, so we check it: one rule, one entry in `RULES`."""

import re
from collections.abc import Iterator
from typing import Any

from engine.findings import Finding
from engine.targets.checks import COMMON, Check, checker, error, graph_faults
from engine.targets.configs import Configs
from engine.targets.retell.capabilities import PLATFORM_VALUES
from engine.targets.walk import objects

FLOW, LLM, AGENT = "conversation_flow.json", "llm.json", "agent.json"
_NAME = re.compile(r"[a-zA-Z0-9_-]{1,64}")
_VARIABLE = re.compile(r"\{\{\s*([^{}\s]+)\s*\}\}")
_TERMINAL = ("end", "transfer_call")
SINGLE_EDGES = {"always_edge": "Always", "skip_response_edge": "Skip response", "else_edge": "Else"}
"""Edges of which a node has at most one, and the condition that the platform wants on it."""


def ways(node: dict[str, Any]) -> list[tuple[str, str]]:
    """Where a call goes from a node, and when; the failure of a transfer is no way of the flow."""
    edges = [*node.get("edges", []), *(node[kind] for kind in SINGLE_EDGES if kind in node)]
    return [(edge.get("destination_node_id", ""), edge["transition_condition"].get("prompt", "")) for edge in edges]


def the_flow_holds_together(configs: Configs) -> Iterator[Finding]:
    """Edges lead to nodes, nothing leaves an end, every node is reached; a global node is reached from everywhere."""
    if flow := configs.get(FLOW):
        nodes = {node["id"]: node["type"] in _TERMINAL for node in flow["nodes"]}
        start = flow.get("start_node_id") or ""
        edges = [(node["id"], target) for node in flow["nodes"] for target, _ in ways(node)]
        everywhere = [node["id"] for node in flow["nodes"] if "global_node_setting" in node]
        failed = [
            (node["id"], node["edge"].get("destination_node_id", ""))
            for node in flow["nodes"]
            if node["type"] == "transfer_call"
        ]
        open_ends = {name: over and name not in dict(failed) for name, over in nodes.items()}
        yield from graph_faults(open_ends, [*edges, *failed], start, FLOW, everywhere)
        if len(nodes) != len(flow["nodes"]):
            yield error("flow.double_node", "Two nodes have the same id.", FLOW)


def edges_have_ids_of_their_own(configs: Configs) -> Iterator[Finding]:
    if flow := configs.get(FLOW):
        for node in flow["nodes"]:
            ids = [edge["id"] for edge in objects(node) if "transition_condition" in edge]
            targets = [target for target, _ in ways(node)]
            if len(ids) != len(set(ids)) or len(targets) != len(set(targets)):
                yield error("flow.double_edge", f"Two edges of “{node['id']}” are the same.", FLOW)


def nobody_is_passed_over(configs: Configs) -> Iterator[Finding]:
    """An edge that is always taken, or without an answer, is the only one of its node."""
    if flow := configs.get(FLOW):
        for node in flow["nodes"]:
            only = [kind for kind in ("always_edge", "skip_response_edge") if kind in node]
            if only and len(ways(node)) > 1:
                yield error("flow.only_edge", f"“{node['id']}” has ways that are never taken.", FLOW)


def every_node_leads_on(configs: Configs) -> Iterator[Finding]:
    if flow := configs.get(FLOW):
        for node in flow["nodes"]:
            if node["type"] not in _TERMINAL and not ways(node):
                yield error("flow.dead_end", f"No way leads on from “{node['id']}”.", FLOW)


def conditions_are_what_the_platform_wants(configs: Configs) -> Iterator[Finding]:
    """Words for what the model decides, and the platform's own word on every other edge."""
    if flow := configs.get(FLOW):
        for node in flow["nodes"]:
            wanted = [(node[kind], words) for kind, words in SINGLE_EDGES.items() if kind in node]
            wanted += [(node["edge"], "Transfer failed")] if "edge" in node else []
            for edge, words in wanted:
                if edge["transition_condition"].get("prompt") != words:
                    yield error("flow.condition", f"The edge “{edge['id']}” must say “{words}”.", FLOW)
            for edge in node.get("edges", []):
                if not str(edge["transition_condition"].get("prompt", "-")).strip():
                    yield error("flow.condition", f"The edge “{edge['id']}” does not say when.", FLOW)


def nodes_use_tools_that_are_there(configs: Configs) -> Iterator[Finding]:
    if flow := configs.get(FLOW):
        known = {tool.get("tool_id") for tool in flow.get("tools", [])}
        for node in flow["nodes"]:
            used = [*(node.get("tool_ids") or []), *([node["tool_id"]] if "tool_id" in node else [])]
            for name in used:
                if name not in known:
                    yield error("flow.missing_tool", f"“{node['id']}” uses the missing tool “{name}”.", FLOW)


def tools_have_names_of_their_own(configs: Configs) -> Iterator[Finding]:
    for path, tools in _tools(configs):
        names = [tool["name"] for tool in tools]
        for name in dict.fromkeys(names):
            if not _NAME.fullmatch(name):
                yield error("tool.name", f"“{name}” is no name for a tool.", path)
            if names.count(name) > 1:
                yield error("tool.double_name", f"Two tools are called “{name}”.", path)
        for tool in tools:
            if not tool.get("description", "").strip():
                yield error("tool.description", f"“{tool['name']}” does not say when to use it.", path)


def analysis_has_names_of_its_own(configs: Configs) -> Iterator[Finding]:
    names = [item["name"] for item in configs.get(AGENT, {}).get("post_call_analysis_data", [])]
    for name in dict.fromkeys(n for n in names if names.count(n) > 1):
        yield error("analysis.double_name", f"Two values of the analysis are called “{name}”.", AGENT)


def transfers_have_a_number(configs: Configs) -> Iterator[Finding]:
    """`phone_numbers_are_e164` knows real numbers; anything else must be one variable."""
    for path in configs:
        for value in configs.objects(path):
            number = value.get("number")
            if isinstance(number, str) and not number.startswith("+") and not _VARIABLE.fullmatch(number):
                yield error("transfer.number", f"“{number}” cannot be dialled.", path)


def variables_are_declared(configs: Configs) -> Iterator[Finding]:
    """An unknown variable is read out as it stands."""
    engine = configs.get(FLOW) or configs.get(LLM) or {}
    known = set(engine.get("default_dynamic_variables", {})) | PLATFORM_VALUES
    for path in (FLOW, LLM, AGENT):
        for name in dict.fromkeys(
            n for text in (configs.strings(path) if path in configs else ()) for n in _VARIABLE.findall(text)
        ):
            if name not in known and not name.startswith("current_time_"):
                yield error("variable.undeclared", f"Nobody declares the variable “{name}”.", path)


def the_agent_names_its_engine(configs: Configs) -> Iterator[Finding]:
    engine = configs.get(AGENT, {}).get("response_engine", {})
    wanted = "conversation-flow" if FLOW in configs else "retell-llm"
    for path, config in configs.items():
        named = config.get("response_engine", engine) if isinstance(config, dict) else engine
        if named != engine or named.get("type") != wanted:
            yield error("agent.engine", "The agent and its tests do not name one engine of this folder.", path)


def _tools(configs: Configs) -> Iterator[tuple[str, list[dict[str, Any]]]]:
    """The tools that the model has at one time."""
    if llm := configs.get(LLM):
        yield LLM, llm.get("general_tools", [])
    if flow := configs.get(FLOW):
        yield FLOW, flow.get("tools", [])
        for node in flow["nodes"]:
            yield FLOW, node.get("tools") or []


RULES: tuple[Check, ...] = (
    *COMMON,
    the_flow_holds_together,
    edges_have_ids_of_their_own,
    nobody_is_passed_over,
    every_node_leads_on,
    conditions_are_what_the_platform_wants,
    nodes_use_tools_that_are_there,
    tools_have_names_of_their_own,
    analysis_has_names_of_its_own,
    transfers_have_a_number,
    variables_are_declared,
    the_agent_names_its_engine,
)
check = checker(*RULES)
"""All that would fail on the platform or on a call; empty for a good bundle."""
