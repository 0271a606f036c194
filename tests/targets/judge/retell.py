"""The judge of Retell: its SDK 6.2.13, whose docstrings are its OpenAPI, and its docs of October 2026."""

import json
import re
from collections.abc import Iterator
from typing import Any

from pydantic import BaseModel, ConfigDict
from retell.types.agent_create_params import AgentCreateParams
from retell.types.conversation_flow_create_params import ConversationFlowCreateParams
from retell.types.llm_create_params import LlmCreateParams
from retell.types.test_create_test_case_definition_params import TestCreateTestCaseDefinitionParams

from engine.document.spec import Edge, Flow, Node
from engine.targets.walk import objects, strings
from tests.targets.judge.closed import faults
from tests.targets.judge.judge import Configs, Judge, Value

_FLOW, _LLM, _AGENT = "conversation_flow.json", "llm.json", "agent.json"
_BRACES = re.compile(r"\{\{(.*?)\}\}")
_NUMBER = re.compile(r"\+[1-9][0-9]{6,14}|\{\{\w+\}\}")
_KNOWN = {"current_time", "user_number", "agent_number", "call_id"}
_FIXED_WORDS = {"always_edge": "Always", "skip_response_edge": "Skip response", "else_edge": "Else"}


class _Property(BaseModel):
    """JSON Schema as models of all vendors take it; the SDK says `object`."""

    model_config = ConfigDict(extra="forbid", strict=True)
    type: str
    description: str | None = None
    enum: list[str] | None = None
    items: "_Property | None" = None
    properties: dict[str, "_Property"] | None = None
    const: str | int | float | bool | list[Any] | dict[str, Any] | None = None


def _types(path: str, config: Any) -> list[str]:
    kinds = {_FLOW: ConversationFlowCreateParams, _LLM: LlmCreateParams, _AGENT: AgentCreateParams}
    found = faults(config, kinds.get(path, TestCreateTestCaseDefinitionParams))
    if found:
        return found
    tools = config.get("tools") or config.get("general_tools") or []
    for tool in (t for t in tools if t["type"] == "custom"):
        properties = (tool.get("parameters") or {}).get("properties", {})
        found += [f".{tool['name']}{fault}" for fault in faults(properties, dict[str, _Property])]
    return found


def _engine(configs: Configs) -> Any:
    return configs.get(_FLOW) or configs.get(_LLM) or {}


def _nodes(configs: Configs) -> list[Any]:
    return list(configs.get(_FLOW, {}).get("nodes", []))


def _ways(node: Any) -> list[tuple[str, str, str]]:
    """Kind of the edge, where it leads, and its condition."""
    ways = [
        ("edge", e.get("destination_node_id"), e["transition_condition"].get("prompt")) for e in node.get("edges", [])
    ]
    special = [(kind, edge) for kind in _FIXED_WORDS if (edge := node.get(kind))]
    return ways + [(k, e.get("destination_node_id"), e["transition_condition"].get("prompt")) for k, e in special]


def _edges_lead_to_nodes(configs: Configs) -> Iterator[str]:
    known = [node["id"] for node in _nodes(configs)]
    yield from (f"two nodes {key}" for key in set(known) if known.count(key) > 1)
    if _FLOW in configs and configs[_FLOW].get("start_node_id") not in known:
        yield "no start"
    for node in _nodes(configs):
        failed = [("edge", node["edge"].get("destination_node_id"), "")] if "edge" in node else []
        for _, target, _ in [*_ways(node), *failed]:
            if target not in known or target == node["id"]:
                yield f"{node['id']} leads to {target}"
        ids = [e["id"] for e in objects(node) if "transition_condition" in e]
        yield from (f"two edges {key}" for key in set(ids) if ids.count(key) > 1)
        yield from (f"the edge {e}" for e in ids if not e.startswith(f"{node['id']}__"))


def _conditions_are_there(configs: Configs) -> Iterator[str]:
    """The docstrings name the only condition of each special edge; any other is decided by the model from words."""
    for node in _nodes(configs):
        for kind, _, words in _ways(node):
            if words != _FIXED_WORDS.get(kind, words) or not (words or "").strip():
                yield f"{node['id']} has no condition"
        if "edge" in node and node["edge"]["transition_condition"].get("prompt") != "Transfer failed":
            yield f"{node['id']} does not say what happens when it fails"
        alone = [kind for kind, _, _ in _ways(node) if kind in ("always_edge", "skip_response_edge")]
        if alone and len(_ways(node)) > 1:
            yield f"{node['id']} goes on before anybody is heard"
        if node["type"] == "end" and _ways(node):
            yield "a way out of the end"
        if node["type"] in ("conversation", "subagent", "function") and not _ways(node):
            yield f"{node['id']} leads nowhere"
        if "global_node_setting" in node and not str(node["global_node_setting"]["condition"]).strip():
            yield f"{node['id']} is reached at no time"


def _nodes_are_whole(configs: Configs) -> Iterator[str]:
    for node in _nodes(configs):
        if not node.get("name") or "display_position" not in node or set(node["display_position"]) != {"x", "y"}:
            yield f"{node['id']} has no name or place"
        if "instruction" in node and not node["instruction"]["text"].strip():
            yield f"{node['id']} says nothing"
        if node["type"] == "function":
            if "else_edge" not in node or not node.get("edges"):
                yield f"{node['id']} does not know whether it worked"
            if node.get("speak_during_execution", None) != ("instruction" in node):
                yield f"{node['id']} speaks without words"
            if not node["wait_for_result"] or node["tool_type"] != "local":
                yield f"{node['id']} does not wait"
        if node["type"] == "subagent" and not (node.get("tool_ids") or node.get("tools")):
            yield f"{node['id']} has no tools"
        if node["type"] == "transfer_call" and "speak_during_execution" not in node:
            yield f"{node['id']} may speak"
    for config in configs.values():
        for value in objects(config):
            if value.get("type") == "warm_transfer" and not value.get("private_handoff_option", {}).get("prompt"):
                yield "a warm transfer that says nothing"
            if value.get("type") == "warm_transfer" and value["private_handoff_option"].get("type") != "prompt":
                yield "a warm transfer without a kind"


def _tools_are_there(configs: Configs) -> Iterator[str]:
    engine = _engine(configs)
    tools = [*(engine.get("tools") or []), *(engine.get("general_tools") or [])]
    names = [t["name"] for t in tools]
    yield from (f"two tools {name}" for name in set(names) if names.count(name) > 1)
    ids = [t.get("tool_id") for t in engine.get("tools") or []]
    for node in _nodes(configs):
        for key in [*(node.get("tool_ids") or []), *([node["tool_id"]] if "tool_id" in node else [])]:
            if key not in ids:
                yield f"{node['id']} uses {key}"
    if _FLOW in configs:
        yield from ("a tool without id" for t in tools if t.get("tool_id") != t["name"])
    for tool in tools:
        if not (tool.get("description") or "").strip():
            yield f"{tool['name']} is not described"
        if tool["type"] == "custom":
            yield from _custom(tool)


def _custom(tool: Any) -> Iterator[str]:
    wanted = {"method", "timeout_ms", "args_at_root", "parameters", "speak_during_execution", "speak_after_execution"}
    yield from (f"{tool['name']} has no {key}" for key in wanted - set(tool))
    said = {"execution_message_type", "execution_message_description"} & set(tool)
    if tool.get("speak_during_execution") is True and (len(said) < 2 or not tool["execution_message_description"]):
        yield f"{tool['name']} speaks without words"
    if tool.get("speak_during_execution") is False and said:
        yield f"{tool['name']} has words that it does not say"
    schema = tool.get("parameters") or {}
    if "required" not in schema:
        yield f"{tool['name']} does not say what it needs"
    yield from (f"{n} is no property" for n in schema.get("required") or [] if n not in schema["properties"])
    for name, each in schema.get("properties", {}).items():
        if ("description" in each) == ("const" in each):
            yield f"{name} is filled by two or by nobody"
        if each["type"] not in ("string", "number", "integer", "boolean", "array", "object"):
            yield f"{name} is of no type"
        if "const" not in each and each["type"] == "array" and not (each.get("items") or {}).get("type"):
            yield f"{name} is a list of nothing"
        if "const" not in each and each["type"] == "object" and "properties" not in each:
            yield f"{name} is an object without properties"


def _variables_have_values(configs: Configs) -> Iterator[str]:
    known = set(_engine(configs).get("default_dynamic_variables") or {}) | _KNOWN
    for path, config in configs.items():
        for text in strings(config):
            yield from (f"{path}: {n}" for n in _BRACES.findall(text) if n.strip() not in known)


def _numbers_can_be_dialled(configs: Configs) -> Iterator[str]:
    for config in configs.values():
        for value in objects(config):
            if value.get("type") == "predefined" and not _NUMBER.fullmatch(value["number"]):
                yield f"{value['number']} cannot be dialled"


def _ids_are_named_alike(configs: Configs) -> Iterator[str]:
    """Engine, flow and agent are objects of their own: agent and tests name the one that is there."""
    engine = {"type": "conversation-flow", "conversation_flow_id": "CONVERSATION_FLOW_ID"}
    if _LLM in configs:
        engine = {"type": "retell-llm", "llm_id": "LLM_ID"}
    if (_LLM in configs) == (_FLOW in configs) or _AGENT not in configs:
        yield "no engine, or two"
    for path, config in configs.items():
        if path not in (_LLM, _FLOW) and config.get("response_engine") != engine:
            yield f"{path} names another engine"


def _the_engine_is_whole(configs: Configs) -> Iterator[str]:
    """What the types leave open, and nobody answers without."""
    engine = _engine(configs)
    if not (engine.get("general_prompt") or engine.get("global_prompt")):
        yield "no prompt"
    model = engine.get("model_config") or {}
    if model.get("type") != "cascading" or "primary" not in model or "start_speaker" not in engine:
        yield "no model, or nobody speaks first"
    yield from ("an MCP server that may hang" for m in engine.get("mcps") or [] if "timeout_ms" not in m)
    yield from ("an empty list" for key in ("mcps", "knowledge_base_ids") if engine.get(key) == [])
    agent = configs.get(_AGENT, {})
    wanted = {
        "agent_name",
        "interruption_sensitivity",
        "max_call_duration_ms",
        "end_call_after_silence_ms",
        "voice_speed",
    }
    yield from (f"no {key}" for key in wanted if key not in agent)
    names = [item["name"] for item in agent.get("post_call_analysis_data") or []]
    yield from (f"two values {name}" for name in set(names) if names.count(name) > 1)
    for item in agent.get("post_call_analysis_data") or []:
        if not item["description"].strip() or "required" not in item:
            yield f"{item['name']} is not described"


def _tests_are_whole(configs: Configs) -> Iterator[str]:
    for path, config in configs.items():
        if path.startswith("test_cases/"):
            if not config["metrics"] or not all(m.strip() for m in config["metrics"]):
                yield f"{path} judges nothing"
            if not config["user_prompt"].strip() or f"{config['name']}.json" != path.split("/")[1]:
                yield f"{path} is nobody's call"
            if config.get("dynamic_variables", {}) != _engine(configs).get("default_dynamic_variables", {}):
                yield f"{path} sends other variables"
            for mock in config.get("tool_mocks") or []:
                try:
                    fits = set(json.loads(mock["output"])) <= {"result", "error"}
                except ValueError:
                    fits = False
                if not fits or mock["input_match_rule"] != {"type": "any"}:
                    yield f"{path} has a mock that is no JSON"


def _flow(configs: Configs) -> Flow | None:
    """As the runtime walks it: edges decided by words in their order, a global node from everywhere."""
    if _FLOW not in configs:
        return None
    kinds = {"end": "end", "transfer_call": "transfer", "function": "tool"}
    all_nodes = _nodes(configs)
    keys = {node["id"]: f"n{i}" for i, node in enumerate(all_nodes)}
    nodes = tuple(
        Node.model_validate({"id": keys[n["id"]], "kind": kinds.get(n["type"], "say"), "title": n["name"][:300]})
        for n in all_nodes
    )
    everywhere = [
        (n["id"], str(n["global_node_setting"]["condition"])) for n in all_nodes if "global_node_setting" in n
    ]
    failed = {n["edge"]["destination_node_id"] for n in all_nodes if "edge" in n}
    edges: list[Edge] = []
    for node in all_nodes:
        own = [(target, words, kind) for kind, target, words in _ways(node)]
        there = {target for target, _, _ in own}
        if (
            node["type"] in ("conversation", "subagent")
            and "skip_response_edge" not in node
            and "always_edge" not in node
        ):
            own = [(t, w, "edge") for t, w in everywhere if t not in there and t != node["id"]] + own
        if node["id"] == configs[_FLOW]["start_node_id"]:
            own = [(t, "The transfer has failed.", "edge") for t in sorted(failed - there - {node["id"]})] + own
        for at, (target, words, kind) in enumerate(own):
            said = len(own) > 1 or kind in ("edge", "else_edge")
            edge = {"id": f"e{len(edges)}", "source": keys[node["id"]], "target": keys[target]}
            when = {"condition": words[:300] if said else None, "otherwise": said and at == len(own) - 1}
            edges.append(Edge.model_validate({**edge, **when}))
    return Flow(start=keys[configs[_FLOW]["start_node_id"]], nodes=nodes, edges=tuple(edges))


JUDGE = Judge(
    platform="retell",
    types=_types,
    values=(
        Value("timeout_ms", "SDK: 1,000 to 600,000", low=1000, high=600_000),
        Value("max_call_duration_ms", "SDK: 60,000 to 7,200,000", low=60_000, high=7_200_000),
        Value("end_call_after_silence_ms", "SDK: at least 10,000", low=10_000, high=7_200_000),
        Value("voice_speed", "SDK: 0.5 to 2", low=0.5, high=2),
        Value("interruption_sensitivity", "SDK: 0 to 1", low=0, high=1),
        Value("temperature", "docs: 0 to 1", low=0, high=1),
        Value("url", "https only", pattern=r"https://\S+"),
        Value("timezone", "an IANA name", pattern=r"[A-Za-z_+-]+(?:/[A-Za-z0-9_+-]+)*"),
        Value("voice_id", "SDK: an id of the dashboard", pattern=r"[A-Za-z0-9_-]+"),
        Value("knowledge_base_ids", "one of this bundle", items=1),
    ),
    rules=(
        _edges_lead_to_nodes, _conditions_are_there, _nodes_are_whole, _tools_are_there, _variables_have_values,
        _numbers_can_be_dialled, _ids_are_named_alike, _the_engine_is_whole, _tests_are_whole,
    ),
    flow=_flow,
    keyed_by_data=frozenset({
        "properties", "default_dynamic_variables", "dynamic_variables", "headers", "query_params",
    }),
    enums=frozenset({
        "type", "method", "model", "start_speaker", "execution_message_type", "tool_type", "language",
    }),
    references=frozenset({
        "start_node_id", "destination_node_id", "tool_id", "tool_ids", "llm_id", "conversation_flow_id", "required",
    }),
    free_numbers=frozenset({"x", "y"}),
)  # fmt: skip
