"""What `pipecat.flows.FlowConfig` refuses, and what its runtime would stop at."""

from collections.abc import Iterator
from typing import Any

from engine.findings import Finding
from engine.targets.checks import COMMON, checker, error, graph_faults
from engine.targets.configs import Configs
from engine.targets.templates import used

FLOW = "flow.json"


def functions_are_told_apart(configs: Configs) -> Iterator[Finding]:
    """No name twice in one node, nor in a node and for all."""
    flow = configs[FLOW]
    everywhere = [f["name"] for f in flow.get("global_functions", [])]
    for key, node in flow["nodes"].items():
        names = [*everywhere, *(f["name"] for f in node.get("functions", []))]
        for name in dict.fromkeys(n for n in names if names.count(n) > 1):
            yield error("flow.function", f"“{name}” is there twice in the step “{key}”.", FLOW)


def the_flow_holds_together(configs: Configs) -> Iterator[Finding]:
    """Every way leads to a node, every node can be reached, and what ends the call leads nowhere."""
    flow = configs[FLOW]
    over = {key: not node["task_messages"] for key, node in flow["nodes"].items()}
    edges = [(key, t) for key, node in flow["nodes"].items() for f in node.get("functions", []) for t in targets(f)]
    everywhere = [t for f in flow.get("global_functions", []) for t in targets(f)]
    yield from graph_faults(over, edges, flow["initial_node"], FLOW, everywhere)


def variables_are_in_the_state(configs: Configs) -> Iterator[Finding]:
    """A name that is not in the state raises when its node is entered."""
    known = {*configs["variables.json"], "current_date", "current_time"}
    for name in sorted({*used(configs[FLOW])} - known):
        yield error("flow.variable", f"“{name}” is used, and `variables.json` lacks it.", FLOW)


def targets(function: dict[str, Any]) -> list[str]:
    """Where a function can lead."""
    to = function.get("transition_to")
    if isinstance(to, dict):
        return [*to["cases"].values(), *([to["default"]] if to.get("default") else [])]
    return [to] if to else []


check = checker(*COMMON, functions_are_told_apart, the_flow_holds_together, variables_are_in_the_state)
