"""The judge of Vapi: its SDK 3.0.0, its OpenAPI (VapiAI/docs, August 2026), and what it learned (VapiAI/gitops)."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from engine.document.spec import Edge, Flow, Node
from engine.targets.walk import objects, strings
from tests.targets.judge.judge import Configs, Judge, Value
from tests.targets.judge.vapi_environment import faults_there

_TYPES: Mapping[str, str] = {
    "assistant.json": "CreateAssistantDto",
    "squad.json": "CreateSquadDto",
    "overrides.json": "AssistantOverrides",
    "evals": "CreateEvalDto",
    "scenarios": "CreateScenarioDto",
}
"""A file or the folder that it is in -> what the request takes."""
_LIQUID = re.compile(r"\{\{(.*?)\}\}|\{%")
_DATE = re.compile(r'"now" \| date: "[^"{}]+", "[A-Za-z_/+-]+"')
_VALUE = re.compile(r"([A-Za-z_][\w.]*)( \| url_encode)?")
_KNOWN = {"date", "time", "now", "customer.number", "phoneNumber.number", "call.id"}
_VOICE = re.compile(r".{1,300}", re.DOTALL)
_NUMBER = re.compile(r"\+[1-9][0-9]{6,14}")


def _types(path: str, config: Any) -> list[str]:
    return faults_there(with_preset_voice(config), _TYPES[path.split("/")[0]])


def with_preset_voice(config: Any) -> Any:
    """`voiceId` is a preset or any id of the provider (OpenAPI, `ElevenLabsVoice`); the types know the presets only."""
    if isinstance(config, dict):
        own = (
            "voiceId" in config
            and config.get("provider") in ("11labs", "azure", "playht")
            and _VOICE.fullmatch(str(config.get("voiceId")))
        )
        preset = {"11labs": "sarah", "azure": "andrew", "playht": "jennifer"}
        changed = {"voiceId": preset[config["provider"]]} if own else {}
        return {key: with_preset_voice(inner) for key, inner in {**config, **changed}.items()}
    return [with_preset_voice(inner) for inner in config] if isinstance(config, list) else config


def _agents(configs: Configs) -> list[Any]:
    """Every assistant."""
    alone = [configs["assistant.json"]] if "assistant.json" in configs else []
    return alone + [member.get("assistant") or {} for member in configs.get("squad.json", {}).get("members", [])]


def _tools(agent: Any) -> list[Any]:
    return list((agent.get("model") or {}).get("tools") or [])


def _every_assistant_thinks(configs: Configs) -> Iterator[str]:
    """The types want neither a name nor a model, but without them nobody answers."""
    for agent in _agents(configs):
        messages = (agent.get("model") or {}).get("messages") or []
        if not agent.get("name") or not any(m["role"] == "system" and m.get("content") for m in messages):
            yield "an assistant without name or prompt"
        if not agent.get("firstMessage") and agent.get("firstMessageMode") in (None, "assistant-speaks-first"):
            yield f"{agent.get('name')} speaks first and says nothing"
        if "firstMessage" not in agent:
            yield f"{agent.get('name')} has no first message"


def _names_are_different(configs: Configs) -> Iterator[str]:
    """“Duplicate Assistant Name” ends the call before it begins (gitops, squads)."""
    names = [agent.get("name") for agent in _agents(configs)]
    yield from (f"two assistants {name}" for name in set(names) if names.count(name) > 1)
    for agent in _agents(configs):
        tools = [t.get("name") or (t.get("function") or {}).get("name") or t["type"] for t in _tools(agent)]
        yield from (f"two tools {name}" for name in set(tools) - {"mcp"} if tools.count(name) > 1)


def _tools_are_whole(configs: Configs) -> Iterator[str]:
    """What the types leave open: a tool without a name, a description or anywhere to go."""
    for agent in _agents(configs):
        for tool in _tools(agent):
            kind, function = tool["type"], tool.get("function") or {}
            described = tool.get("description") if kind == "apiRequest" else function.get("description")
            if kind == "apiRequest" and not tool.get("name"):
                yield "an apiRequest without a name"
            if kind in ("apiRequest", "function", "handoff") and not described:
                yield f"{kind} without a description"
            if kind in ("handoff", "transferCall") and not tool.get("destinations"):
                yield f"a {kind} to nobody"
            if kind == "handoff" and tool.get("messages") != []:
                yield "a handoff that is announced"
            if kind == "mcp" and not (tool.get("server") or {}).get("url"):
                yield "an MCP server without address"
            if kind == "query" and not tool.get("knowledgeBases"):
                yield "a search in nothing"
            if kind == "apiRequest" and "timeoutSeconds" not in tool:
                yield "a tool without timeout"


def _arguments_are_filled_once(configs: Configs) -> Iterator[str]:
    """A schema's `required` names what it has, its objects say their properties, and a constant is not asked for."""
    for agent in _agents(configs):
        for tool in _tools(agent):
            schema = tool.get("body") or (tool.get("function") or {}).get("parameters") or {}
            asked = set(schema.get("properties") or {})
            fixed = {p["key"] for p in tool.get("parameters") or []}
            yield from (f"{name} is fixed and asked for" for name in asked & fixed)
            for name in re.findall(r"\{\{ (\w+) \| url_encode \}\}", tool.get("url", "")):
                if name not in asked and name not in _sent(configs):
                    yield f"the address names {name}"
    for config in configs.values():
        for value in objects(config):
            if isinstance(value.get("properties"), dict) and isinstance(value.get("required"), list):
                yield from (
                    f"{n} is required and is not there" for n in value["required"] if n not in value["properties"]
                )
            if value.get("type") == "object" and "properties" not in value:
                yield "an object without properties"
            if value.get("type") == "array" and "items" not in value:
                yield "a list of nothing"


def _arguments_are_described(configs: Configs) -> Iterator[str]:
    """The model fills nothing that does not say what it is."""
    for agent in _agents(configs):
        for tool in _tools(agent):
            schema = tool.get("body") or (tool.get("function") or {}).get("parameters") or {}
            for name, each in (schema.get("properties") or {}).items():
                if not each.get("description"):
                    yield f"{name} is not described"
            if schema.get("properties") and "required" not in schema:
                yield "a schema that says not what is required"


def _transfers_can_be_dialled(configs: Configs) -> Iterator[str]:
    for agent in _agents(configs):
        for tool in _tools(agent):
            for to in (tool.get("destinations") or []) if tool["type"] == "transferCall" else []:
                variable = re.fullmatch(r"\{\{(\w+)\}\}", to["number"])
                if variable and to.get("numberE164CheckEnabled") is not False:
                    yield "a variable that is checked as a number"
                if not variable and (not _NUMBER.fullmatch(to["number"]) or "numberE164CheckEnabled" in to):
                    yield f"{to['number']} is no number"
                if variable and variable[1] not in _sent(configs):
                    yield f"{to['number']} is set by nobody"
                if not to.get("description"):
                    yield "a transfer without a description"
                summary = to.get("transferPlan", {}).get("mode", "blind-transfer").endswith("say-summary")
                if "transferPlan" not in to or summary != bool(
                    to["transferPlan"].get("summaryPlan", {}).get("enabled")
                ):
                    yield "a transfer that does not say how"
                if "message" not in to:
                    yield "a transfer that is announced in English"


def _handoffs_lead_to_members(configs: Configs) -> Iterator[str]:
    names = [agent.get("name") for agent in _agents(configs)]
    for agent in _agents(configs):
        for tool in (t for t in _tools(agent) if t["type"] == "handoff"):
            if not (tool.get("function") or {}).get("name"):
                yield "a handoff without a name"
            for to in tool.get("destinations") or []:
                if to.get("assistantName") not in names or to.get("assistantName") == agent.get("name"):
                    yield f"a handoff to {to.get('assistantName')}"
                if not to.get("description"):
                    yield "a handoff without a description"
                if (to.get("contextEngineeringPlan") or {}).get("type") != "all":
                    yield "a handoff that forgets the call"
                first = to.get("assistantName") == names[0]
                if first and (to.get("assistantOverrides") or {}).get("firstMessage") != "":
                    yield "a greeting that is said again"
                if first and "firstMessageMode" not in (to.get("assistantOverrides") or {}):
                    yield "a step that waits after a handoff"


def _variables_are_sent(configs: Configs) -> Iterator[str]:
    """LiquidJS writes nothing for a name that nobody sends, and stops at a tag that it does not know."""
    known = _sent(configs) | _KNOWN
    for path, config in configs.items():
        for text in strings(config):
            for match in _LIQUID.finditer(text):
                inside = (match[1] or "").strip()
                value = _VALUE.fullmatch(inside)
                said = match[0] != "{%" and (_DATE.fullmatch(inside) or (value and (value[1] in known or value[2])))
                if not said:
                    yield f"{path}: {match[0]} is nobody's"


def _sent(configs: Configs) -> set[str]:
    return set(configs.get("overrides.json", {}).get("variableValues") or {})


def _values_are_texts(configs: Configs) -> Iterator[str]:
    values = configs.get("overrides.json", {}).get("variableValues") or {}
    yield from (f"{name} is no text" for name, value in values.items() if not isinstance(value, str))


def _calls_end(configs: Configs) -> Iterator[str]:
    """The limits of a call stand on the assistant, or on the squad for all of its members."""
    for path, where in (("assistant.json", ()), ("squad.json", ("membersOverrides",))):
        if path in configs:
            settings = configs[path].get(where[0], {}) if where else configs[path]
            for key in ("maxDurationSeconds", "voice", "hooks", "firstMessageInterruptionsEnabled"):
                if key not in settings:
                    yield f"no {key}"
            for hook in settings.get("hooks") or []:
                if hook["on"] != "customer.speech.timeout" or not hook["do"] or "options" not in hook:
                    yield "a hook for nothing"
                if any((do.get("tool") or {}).get("type") != "endCall" for do in hook["do"]):
                    yield "a hook that ends nothing"
            for output in (settings.get("artifactPlan") or {}).get("structuredOutputs") or []:
                if output.get("type") != "ai" or output["schema"]["type"] != "object":
                    yield "an output that is not extracted"


def _tests_judge(configs: Configs) -> Iterator[str]:
    for path, config in configs.items():
        if path.startswith("evals/"):
            last = config["messages"][-1:] or [{}]
            if "judgePlan" not in last[0] or any("judgePlan" in message for message in config["messages"][:-1]):
                yield f"{path} judges nothing"
            if not config.get("name") or not config.get("description"):
                yield f"{path} has no name"
            for message in config["messages"][:-1]:
                if message["role"] not in ("user", "assistant") or not message.get("content"):
                    yield f"{path} has a line of nobody"
            plan = last[0].get("judgePlan", {})
            if plan.get("type") == "ai" and not _asked(plan["model"].get("messages")):
                yield f"{path} has a judge without a question"
            if plan.get("type") == "ai" and "autoIncludeMessageHistory" not in plan:
                yield f"{path} has a judge who heard nothing"
            if plan.get("type") == "regex" and not plan.get("toolCalls"):
                yield f"{path} accepts anything"
        if path.startswith("scenarios/"):
            if not config["evaluations"]:
                yield f"{path} judges nothing"
            for each in config["evaluations"]:
                if "structuredOutput" not in each or each["comparator"] != "=" or not isinstance(each["value"], bool):
                    yield f"{path} compares with nothing"
                elif not each["structuredOutput"]["schema"].get("description"):
                    yield f"{path} does not say what is judged"
                elif each["structuredOutput"].get("type") != "ai" or each.get("required") is not True:
                    yield f"{path} has a condition that does not count"
            names = {
                t.get("name") or (t.get("function") or {}).get("name") for a in _agents(configs) for t in _tools(a)
            }
            built_in = {"endCall", "transferCall", "voicemail", "dtmf", "mcp"}
            for mock in config.get("toolMocks") or []:
                if "result" not in mock or "enabled" not in mock or not (mock["toolName"] in names or built_in):
                    yield f"{path} mocks nothing"


def _asked(messages: Any) -> bool:
    """The SDK says `object`; its OpenAPI shows one message of the system."""
    return [set(m) for m in messages or []] == [{"role", "content"}] and (
        messages[0]["role"] == "system" and isinstance(messages[0]["content"], str)
    )


def _flow(configs: Configs) -> Flow | None:
    """Members and their handoffs; a transfer and an end are places of their own."""
    if "squad.json" not in configs:
        return None
    agents = _agents(configs)
    keys = {agent["name"]: f"n{i}" for i, agent in enumerate(agents)}
    nodes = [Node(id=keys[a["name"]], kind="say", title=a["name"]) for a in agents]
    over = {"transferCall": "transfer", "endCall": "end"}
    used = {t["type"] for a in agents for t in _tools(a)} & set(over)
    nodes += [Node.model_validate({"id": over[kind], "kind": over[kind], "title": kind}) for kind in sorted(used)]
    edges: list[Edge] = []
    for agent in agents:
        ways = [(keys[to["assistantName"]], to["description"]) for t in _tools(agent) for to in _handoffs(t)]
        ways += [(over[t["type"]], f"It is time: {t['type']}.") for t in _tools(agent) if t["type"] in over]
        for at, (target, words) in enumerate(ways):
            last = at == len(ways) - 1
            edge = {"id": f"e{len(edges)}", "source": keys[agent["name"]], "target": target, "condition": words[:300]}
            edges.append(Edge.model_validate({**edge, "otherwise": last}))
    return Flow(start=keys[agents[0]["name"]], nodes=tuple(nodes), edges=tuple(edges))


def _handoffs(tool: Any) -> list[Any]:
    return list(tool["destinations"]) if tool["type"] == "handoff" else []


JUDGE = Judge(
    platform="vapi",
    types=_types,
    values=(
        Value("maxDurationSeconds", "OpenAPI: 10 to 43200", low=10, high=43200),
        Value("timeoutSeconds", "OpenAPI: 1 to 300", low=1, high=300),
        Value("triggerMaxCount", "OpenAPI: 1 to 10", low=1, high=10),
        Value("temperature", "OpenAPI: 0 to 2", low=0, high=2),
        Value("speed", "OpenAPI: ElevenLabsVoice, 0.7 to 1.2", low=0.7, high=1.2),
        Value("numWords", "OpenAPI: 0 to 10", low=0, high=10),
        Value("number", "OpenAPI: 3 to 40 characters", pattern=r".{3,40}"),
        Value("content", "OpenAPI: at most 1,000 characters", where="evals/", characters=6000),
        Value("instructions", "OpenAPI: at most 10,000 characters", where="scenarios/", characters=10_000),
        Value("name", "OpenAPI: at most 80 characters", where="evals/", characters=80),
        Value("name", "OpenAPI: at most 80 characters", where="scenarios/", characters=80),
        Value("name", "OpenAPI: at most 64 characters, most at most 40", where="squad", characters=64),
        Value("name", "OpenAPI: at most 64 characters, most at most 40", where="assistant", characters=64),
        Value("description", "gitops: a tool under 1,000", where="squad", characters=2000),
        Value("url", "https only", pattern=r"https://\S.*"),
        Value("key", "a name", pattern=r"[A-Za-z_][A-Za-z0-9_-]*"),
        Value("credentialId", "a name until it is an id", pattern=r"[A-Za-z0-9_-]+"),
        Value("assistantName", "the name of a member", pattern=r"[A-Za-z0-9_-]{1,40}"),
    ),
    rules=(
        _every_assistant_thinks, _names_are_different, _tools_are_whole, _arguments_are_filled_once,
        _arguments_are_described, _transfers_can_be_dialled, _handoffs_lead_to_members, _variables_are_sent,
        _values_are_texts, _calls_end, _tests_judge,
    ),
    flow=_flow,
    keyed_by_data=frozenset({"properties", "variableValues"}),
    enums=frozenset({
        "type", "method", "provider", "model", "mode", "firstMessageMode", "role", "on", "triggerResetMode",
        "comparator",
    }),
    references=frozenset({"assistantName", "required"}),
)  # fmt: skip
