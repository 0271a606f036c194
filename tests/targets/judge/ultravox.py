"""The judge of Ultravox: its OpenAPI of July 2026 and its guides to tools and calls."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from engine.targets.walk import objects
from tests.targets.judge.closed import faults
from tests.targets.judge.json_schema import property_faults, schema_faults
from tests.targets.judge.judge import Configs, Judge, Value
from tests.targets.judge.ultravox_types import Agent, StartCall

_AGENT, _CALL = "agent.json", "call.json"
_PAIR = re.compile(r"\{\{\s*([^{}\s]*)\s*\}\}")
_IN_PATH = re.compile(r"(?<!\{)\{(\w+)\}(?!\})")
_BUILT_IN: Mapping[str, set[str]] = {
    "hangUp": {"strict"},
    "leaveVoicemail": {"strict", "result"},
    "playDtmfSounds": {"toneDuration", "spaceDuration"},
    "coldTransfer": {"target", "sipVerb", "extraHeaders"},
    "warmTransfer": {"target", "from", "transferSystemPromptTemplate"},
    "queryCorpus": {"corpus_id", "max_results", "minimum_score"},
}
"""Built-in tool -> what can be set of it (guide to built-in tools)."""


def _types(path: str, config: Any) -> list[str]:
    if path == _CALL:
        return faults(config, StartCall)
    if path != _AGENT:
        return []
    found = faults(config, Agent)
    if found:
        return found
    template = config["callTemplate"]
    if "contextSchema" in template:
        found += schema_faults(template["contextSchema"], ".contextSchema")
    for tool in _tools(template):
        for parameter in tool.get("dynamicParameters", ()):
            found += property_faults(parameter["schema"], f".{tool['modelToolName']}.{parameter['name']}")
    return found


def _durations_are_durations(configs: Configs) -> Iterator[str]:
    for value in objects(list(configs[_AGENT].values())):
        for key in ("duration", "maxDuration", "timeout", "delay", "minimumInterruptionDuration"):
            if key in value and not re.fullmatch(r"[1-9][0-9]{0,4}s", value[key]):
                yield f"{key} is no duration: {value[key]}"


def _one_of_each(configs: Configs) -> Iterator[str]:
    """Where the API says “exactly one of”."""
    template = configs[_AGENT]["callTemplate"]
    for selected in template["selectedTools"]:
        if ("toolName" in selected) == ("temporaryTool" in selected):
            yield "a tool is selected in no way, or in two"
    for tool in _tools(template):
        if ("http" in tool) == ("client" in tool):
            yield f"{tool['modelToolName']} is implemented in no way, or in two"
        for value in objects(tool.get("requirements", {}).get("httpSecurityOptions", {}).get("options", [])):
            if "requirements" in value and any(len(each) != 1 for each in value["requirements"].values()):
                yield f"{tool['modelToolName']} does not know how its secret is sent"
    for path, settings in ((_AGENT, template), (_CALL, configs[_CALL])):
        if len(settings["firstSpeakerSettings"]) != 1:
            yield f"{path}: not just one side speaks first"


def _tools_are_told_apart(configs: Configs) -> Iterator[str]:
    names = []
    for selected in configs[_AGENT]["callTemplate"]["selectedTools"]:
        tool = selected.get("temporaryTool", {})
        names.append(selected.get("nameOverride") or tool.get("modelToolName") or selected.get("toolName"))
    yield from (f"two tools are called {name}" for name in set(names) if names.count(name) > 1)


def _built_in_tools_are_set_up(configs: Configs) -> Iterator[str]:
    for selected in configs[_AGENT]["callTemplate"]["selectedTools"]:
        name, overrides = selected.get("toolName"), selected.get("parameterOverrides", {})
        if name is None:
            continue
        yield from (f"{name} has no {key}" for key in overrides if key not in _BUILT_IN.get(name, set()))
        if _PAIR.search(selected.get("descriptionOverride", "")):
            yield f"the description of {name} is no template"


def _a_call_brings_what_the_agent_needs(configs: Configs) -> Iterator[str]:
    """Templates are filled from a context that fits the schema; what no template is has no variables."""
    template = configs[_AGENT]["callTemplate"]
    needed = set(template.get("contextSchema", {}).get("required", ()))
    brought = {*configs[_CALL]["templateContext"], "current_date", "current_time", "time_zone"}
    yield from (f"no call brings {name}" for name in needed - brought)
    for text in _texts(template):
        yield from (f"{name} is in no schema" for name in _PAIR.findall(text) if name not in needed)
    for message in template["inactivityMessages"]:
        if _PAIR.search(message["message"]):
            yield "a line about silence has a variable"
    for value in configs[_CALL]["templateContext"].values():
        if _PAIR.search(value):
            yield "the value of a variable is a variable"
    if template.get("contextSchema") and needed != set(template["contextSchema"]["properties"]):
        yield "the schema asks for other variables than it has"
    if _PAIR.search(configs[_AGENT]["name"] + template["languageHint"]):
        yield "a name has a variable"


def _texts(template: Mapping[str, Any]) -> Iterator[str]:
    yield template["systemPrompt"]
    for tool in _tools(template):
        yield tool["description"]
        yield from (str(p["value"]) for p in tool.get("staticParameters", ()))


def _paths_are_filled(configs: Configs) -> Iterator[str]:
    for tool in _tools(configs[_AGENT]["callTemplate"]):
        parameters = [p for kind in ("dynamic", "static", "automatic") for p in tool.get(f"{kind}Parameters", ())]
        given = {p["name"] for p in parameters if p["location"] == "PARAMETER_LOCATION_PATH"}
        if "http" in tool and set(_IN_PATH.findall(tool["http"]["baseUrlPattern"])) != given:
            yield f"the path of {tool['modelToolName']} is not filled"
        for parameter in tool.get("dynamicParameters", ()):
            if _PAIR.search(str(parameter["schema"])):
                yield f"the schema of {parameter['name']} is no template"


def _tools(template: Mapping[str, Any]) -> list[Any]:
    return [each["temporaryTool"] for each in template["selectedTools"] if "temporaryTool" in each]


JUDGE = Judge(
    platform="ultravox",
    types=_types,
    values=(
        Value("modelToolName", "OpenAPI", pattern=r"[a-zA-Z0-9_-]{1,64}"),
        Value("nameOverride", "OpenAPI", pattern=r"[a-zA-Z0-9_-]{1,64}"),
        Value("toolName", "guide to built-in tools", pattern="|".join(_BUILT_IN)),
        Value("temperature", "OpenAPI: 0 to 1", low=0, high=1),
        Value("speed", "OpenAPI: 0.7 to 1.2 at ElevenLabs", low=0.6, high=1.5),
        Value("languageHint", "a BCP 47 tag", pattern=r"[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*"),
        Value("baseUrlPattern", "https only", pattern=r"https://\S+"),
        Value("scheme", "HTTP authentication", pattern="Bearer|Basic"),
    ),
    rules=(
        _durations_are_durations, _one_of_each, _tools_are_told_apart, _built_in_tools_are_set_up,
        _a_call_brings_what_the_agent_needs, _paths_are_filled,
    ),
    ours=("review.json", "tests.json"),
    keyed_by_data=frozenset({"properties", "requirements", "templateContext"}),
    enums=frozenset({"type", "toolName", "httpMethod", "location", "knownValue", "endBehavior", "scheme"}),
    references=frozenset({"required", "target", "languageHint"}),
)  # fmt: skip
