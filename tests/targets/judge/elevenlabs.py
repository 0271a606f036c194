"""The judge of ElevenLabs: its SDK 2.78.0, its OpenAPI, its guide for editing workflows (September 2026)."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from elevenlabs.types import (
    AgentPlatformSettingsRequestModel,
    AgentWorkflowRequestModel,
    ConversationalConfig,
    CreateResponseUnitTestRequest,
    CreateSimulationTestRequest,
    CreateToolCallUnitTestRequest,
    ToolRequestModel,
)
from pydantic import BaseModel, ConfigDict

from engine.document.spec import Edge, Flow, Node
from engine.targets.walk import objects, strings
from tests.targets.judge.closed import faults
from tests.targets.judge.judge import Configs, Judge, Value

_TESTS: Mapping[str, type[BaseModel]] = {
    "llm": CreateResponseUnitTestRequest,
    "simulation": CreateSimulationTestRequest,
    "tool": CreateToolCallUnitTestRequest,
}
"""By the `type` of a test."""
_PAIR = re.compile(r"\{\{\s*([^{}\s]*)\s*\}\}")


# --- the files of the vendor's CLI, as it reads them (github.com/elevenlabs/cli, workflow/project.rs) ---


class _Entry(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)
    config: str
    type: str | None = None
    id: str | None = None


class _Agent(BaseModel):
    name: str
    conversation_config: dict[str, Any]
    platform_settings: dict[str, Any]
    workflow: dict[str, Any] | None = None


class _Declared(BaseModel):
    """The SDK says `Any`; its OpenAPI says this."""

    dynamic_variable_placeholders: dict[str, str | int | float | bool]


class _Agents(BaseModel):
    agents: list[_Entry]


class _Tools(BaseModel):
    tools: list[_Entry]


class _Tests(BaseModel):
    tests: list[_Entry]


class _Secret(BaseModel):
    name: str
    id: str


class _Document(BaseModel):
    name: str
    title: str
    source: str
    id: str


_INDEXES: Mapping[str, Any] = {
    "agents.json": _Agents,
    "tools.json": _Tools,
    "tests.json": _Tests,
    "secrets.json": list[_Secret],
    "knowledge.json": list[_Document],
}


def _types(path: str, config: Any) -> list[str]:
    match path.split("/")[0]:
        case "agent_configs":
            return _agent(config)
        case "tool_configs":
            return faults({"tool_config": config}, ToolRequestModel)
        case "test_configs":
            if not isinstance(config, dict) or str(config.get("type")) not in _TESTS:
                return [": no kind of test"]
            return faults({key: value for key, value in config.items() if key != "type"}, _TESTS[config["type"]])
        case index:
            return faults(config, _INDEXES[index])


def _agent(config: Any) -> list[str]:
    return faults(config, _Agent) or [
        *faults(config["conversation_config"], ConversationalConfig),
        *faults(config["conversation_config"].get("agent", {}).get("dynamic_variables"), _Declared),
        *faults(config["platform_settings"], AgentPlatformSettingsRequestModel),
        *faults(config.get("workflow") or {}, AgentWorkflowRequestModel),
    ]


# --- what the server and the runtime ask beyond the types ---


def _one_edge_a_pair(configs: Configs) -> Iterator[str]:
    for graph in _graphs(configs):
        pairs = [frozenset((e["source"], e["target"])) for e in graph["edges"].values()]
        yield from (f"two edges for {set(pair)}" for pair in {p for p in pairs if pairs.count(p) > 1})
        yield from ("an edge of a node to itself" for pair in pairs if len(pair) == 1)


def _terminals_are_terminal(configs: Configs) -> Iterator[str]:
    for graph in _graphs(configs):
        for source, _, _ in _ways(graph):
            if graph["nodes"].get(source, {}).get("type") in ("end", "phone_number"):
                yield f"a way out of the terminal {source}"


def _ends_are_there(configs: Configs) -> Iterator[str]:
    for graph in _graphs(configs):
        nodes = graph["nodes"]
        if nodes.get("start_node", {}).get("type") != "start":
            yield "no start_node"
        for source, target, _ in _ways(graph):
            yield from (f"an edge names {end}" for end in (source, target) if end not in nodes)
        for name, node in nodes.items():
            own = {key for key, e in graph["edges"].items() if name in (e["source"], e["target"])}
            yield from (f"{name} orders the edge {edge}" for edge in node.get("edge_order", ()) if edge not in own)


def _nobody_is_passed_over(configs: Configs) -> Iterator[str]:
    """`unconditional` is always true: never beside another way, and never out of a node that has to hear an answer."""
    for graph in _graphs(configs):
        for source, target, when in _ways(graph):
            beside = [w for w in _ways(graph) if w[0] == source and w[1] != target]
            hears = graph["nodes"].get(source, {}).get("type") == "override_agent" and source != "start_node"
            if when["type"] == "unconditional" and (beside or hears):
                yield f"{source} moves on to {target} before anybody is heard"


def _results_follow_tools(configs: Configs) -> Iterator[str]:
    for graph in _graphs(configs):
        for source, _, when in _ways(graph):
            if (when["type"] == "result") != (graph["nodes"].get(source, {}).get("type") == "tool"):
                yield f"a {when['type']} condition out of {source}"


def _tools_once(configs: Configs) -> Iterator[str]:
    """`prompt.tools` is refused since 2025-07-23; a tool that nodes grant is not the base agent's as well."""
    for config in _agents(configs):
        prompt = config["conversation_config"]["agent"]["prompt"]
        granted = {
            t for n in config.get("workflow", {}).get("nodes", {}).values() for t in n.get("additional_tool_ids", ())
        }
        if "tools" in prompt:
            yield "prompt.tools"
        yield from (f"{name} is the base agent's, where nodes grant tools" for name in prompt["tool_ids"] if granted)
        if not prompt.get("timezone"):
            yield "without a time zone the agent has no date"
        if "# Steps" in prompt["prompt"] and granted:
            yield "the base prompt holds the steps that the nodes hold"


def _names_lead_somewhere(configs: Configs) -> Iterator[str]:
    names = {
        "tool": {path.split("/")[1][:-5] for path in configs if path.startswith("tool_configs/")},
        "test": {path.split("/")[1][:-5] for path in configs if path.startswith("test_configs/")},
        "secret": {entry["name"] for entry in configs["secrets.json"]},
        "knowledge": {entry["name"] for entry in configs["knowledge.json"]},
    }
    for path, config in configs.items():
        for value in objects(config):
            for key, kind in (("tool_ids", "tool"), ("additional_tool_ids", "tool")):
                yield from (f"{path}: no {kind} {name}" for name in value.get(key, ()) if name not in names[kind])
            for key, kind in (("tool_id", "tool"), ("test_id", "test"), ("secret_id", "secret")):
                if key in value and value[key] not in names[kind]:
                    yield f"{path}: no {kind} {value[key]}"
            for name in value.get("knowledge_base", ()) if isinstance(value.get("knowledge_base"), list) else ():
                if name["id"] not in names["knowledge"]:
                    yield f"{path}: no document {name['id']}"
            tested = value.get("referenced_tool", {}).get("id", "tool:").removeprefix("tool:")
            if tested and tested not in names["tool"]:
                yield f"{path}: no tool {tested}"
            for mocked in value.get("tool_mock_overrides", {}):
                if mocked.removeprefix("tool:") not in names["tool"]:
                    yield f"{path}: no tool {mocked}"


def _indexes_name_the_files(configs: Configs) -> Iterator[str]:
    for kind in ("agent", "tool", "test"):
        named = {entry["config"]: entry.get("type") for entry in configs[f"{kind}s.json"][f"{kind}s"]}
        there = {path for path in configs if path.startswith(f"{kind}_configs/")}
        if set(named) != there:
            yield f"{kind}s.json names other files than there are"
        for path in there & set(named):
            if kind != "agent" and configs[path]["type"] != named[path]:
                yield f"{kind}s.json says another type than {path}"
    yield from (f"{path}: a name and an id" for path in ("secrets.json",) for e in configs[path] if e["id"])


def _headers_hold_no_secret_variable(configs: Configs) -> Iterator[str]:
    """`secret__*` in headers only."""
    for path, config in configs.items():
        if not path.startswith("tool_configs/"):
            yield from (f"{path}: a secret outside of a header" for text in strings(config) if "secret__" in text)


def _variables_are_well_formed(configs: Configs) -> Iterator[str]:
    for path, config in configs.items():
        if path.startswith(("agent_configs/", "tool_configs/")):
            yield from (f"{path}: {{{{{n}}}}}" for t in strings(config) for n in _PAIR.findall(t) if not n)


def _guardrails_hold_back(configs: Configs) -> Iterator[str]:
    for config in _agents(configs):
        for each in config["platform_settings"]["guardrails"]["custom"]["config"]["configs"]:
            if each["execution_mode"] != "blocking":
                yield "a guardrail that must stop an answer streams it"


def _names_are_the_files(configs: Configs) -> Iterator[str]:
    """A tool and a test are linked by the name of their file."""
    for path, config in configs.items():
        if path.startswith(("tool_configs/", "test_configs/")) and config["name"] != path.split("/")[1][:-5]:
            yield f"{path} is called {config['name']}"


def _agents(configs: Configs) -> Iterator[Any]:
    return (config for path, config in configs.items() if path.startswith("agent_configs/"))


def _graphs(configs: Configs) -> Iterator[Any]:
    return (config["workflow"] for config in _agents(configs) if "workflow" in config)


def _ways(graph: Any) -> list[tuple[str, str, Any]]:
    """Source, target and condition of every edge, in each of its directions."""
    ways = [(e["source"], e["target"], e["forward_condition"]) for e in graph["edges"].values()]
    back = [
        (e["target"], e["source"], e["backward_condition"])
        for e in graph["edges"].values()
        if e.get("backward_condition")
    ]
    return [*ways, *back]


def _flow(configs: Configs) -> Flow | None:
    """As the runtime walks it: edges in the order of `edge_order`, the last of them the else."""
    graph = next(_graphs(configs), None)
    if graph is None:
        return None
    kinds = {"end": "end", "phone_number": "transfer", "tool": "tool"}
    keys = {name: f"n{i}" for i, name in enumerate(graph["nodes"])}
    nodes = tuple(
        Node.model_validate({"id": keys[n], "kind": kinds.get(v["type"], "say"), "title": n})
        for n, v in graph["nodes"].items()
    )
    edges: list[Edge] = []
    for name, node in graph["nodes"].items():
        leaving = []
        for edge in (graph["edges"][key] for key in node.get("edge_order", ())):
            ahead = edge["source"] == name
            when = edge["forward_condition" if ahead else "backward_condition"]
            leaving.append((edge["target"] if ahead else edge["source"], when))
        for target, when in leaving:
            said = when["type"] != "unconditional"
            last = said and ((target, when) == leaving[-1] or when.get("successful") is False)
            condition = when.get("condition") or f"It worked: {when.get('successful')}."
            edges.append(
                Edge(
                    id=f"e{len(edges)}", source=keys[name], target=keys[target],
                    condition=condition[:300] if said else None, otherwise=last,
                )
            )  # fmt: skip
    return Flow(start=keys["start_node"], nodes=nodes, edges=tuple(edges))


JUDGE = Judge(
    platform="elevenlabs",
    types=_types,
    values=(
        Value("response_timeout_secs", "OpenAPI: 5 to 300", low=5, high=300),
        Value("speed", "OpenAPI: TTS speed", low=0.7, high=1.2),
        Value("temperature", "OpenAPI: 0 to 1", low=0, high=1),
        Value("max_duration_seconds", "docs: conversation limits", low=60, high=7200),
        Value("silence_end_call_timeout", "docs: conversation flow", low=1, high=7200),
        Value("conversation_goal_prompt", "OpenAPI: at most 2,000 characters", characters=2000),
        Value("criteria", "docs: at most 30 criteria", items=30),
        Value("data_collection", "docs: at most 25 items", items=25),
        Value("name", "OpenAPI: tool names", where="tool_configs/", pattern=r"[a-zA-Z0-9_-]{1,64}"),
        Value("simulation_max_turns", "OpenAPI: 1 to 50", low=1, high=50),
        Value("time_in_call_secs", "OpenAPI: seconds of a call", low=0, high=7200),
        Value("timezone", "an IANA name", pattern=r"[A-Za-z_+-]+(?:/[A-Za-z0-9_+-]+)*"),
        Value("url", "https only", where="tool_configs/", pattern=r"https://\S+"),
        Value("config", "a file of the bundle", pattern=r"[a-z_]+_configs/[^/ ]+\.json"),
    ),
    rules=(
        _one_edge_a_pair, _terminals_are_terminal, _ends_are_there, _nobody_is_passed_over, _results_follow_tools,
        _tools_once, _names_lead_somewhere, _indexes_name_the_files, _headers_hold_no_secret_variable,
        _variables_are_well_formed, _guardrails_hold_back, _names_are_the_files,
    ),
    flow=_flow,
    keyed_by_data=frozenset({
        "data_collection", "dynamic_variable_placeholders", "edges", "language_presets", "nodes", "path_params_schema",
        "properties", "request_headers", "tool_mock_overrides",
    }),
    enums=frozenset({
        "type", "method", "content_type", "transfer_type", "llm", "model_id", "system_tool_type", "version",
        "execution_mode", "entry_behavior", "pre_tool_speech", "role", "mocking_strategy", "fallback_strategy",
        "client_events",
    }),
    references=frozenset({
        "source", "target", "tool_id", "tool_ids", "additional_tool_ids", "test_id", "secret_id", "edge_order",
        "config", "required",
    }),
    free_numbers=frozenset({"x", "y"}),
)  # fmt: skip
