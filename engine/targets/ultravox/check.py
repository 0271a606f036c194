"""What no schema of the vendor catches in an Ultravox agent, so we check it."""

import re
from collections.abc import Iterator
from typing import Any

from engine.findings import Finding
from engine.prompt.variables import SYSTEM_VARIABLE_NAMES
from engine.targets.checks import COMMON, E164, Check, checker, error
from engine.targets.configs import Configs
from engine.targets.planned_tools import PATH_NAME
from engine.targets.templates import REFERENCE, used
from engine.targets.ultravox.capabilities import LONGEST_TIMEOUT

PATH = "agent.json"
_NAME = re.compile(r"[a-zA-Z0-9_-]{1,64}")
_BUILT_IN = ("hangUp", "leaveVoicemail", "playDtmfSounds", "coldTransfer", "warmTransfer", "queryCorpus")
_NEEDS = {"coldTransfer": "target", "warmTransfer": "target", "queryCorpus": "corpus_id"}
_IMPLEMENTATIONS = ("http", "client", "dataConnection")
_PARAMETERS = ("dynamicParameters", "staticParameters", "automaticParameters")
_DURATION = re.compile(r"(\d{1,12}(?:\.\d{1,9})?)s")
_SIP = re.compile(r"sip:[^@\s]+@[A-Za-z0-9.-]+")


def a_tool_is_selected_in_one_way(configs: Configs) -> Iterator[Finding]:
    """Exactly one of name, id and definition says which; each name is there once."""
    names = [_name(selected) for selected in _selected(configs)]
    for selected, name in zip(_selected(configs), names, strict=True):
        if sum(key in selected for key in ("toolName", "toolId", "temporaryTool")) != 1:
            yield error("tool.which", f"The tool “{name}” is not selected in one way.", PATH)
        if not _NAME.fullmatch(name):
            yield error("tool.name", f"“{name}” is no name of a tool.", PATH)
        if names.count(name) > 1:
            yield error("tool.twice", f"The tool “{name}” is there twice.", PATH)


def built_in_tools_have_what_they_need(configs: Configs) -> Iterator[Finding]:
    for selected in _selected(configs):
        name, overrides = selected.get("toolName"), selected.get("parameterOverrides", {})
        if name is not None and name not in _BUILT_IN:
            yield error("tool.built_in", f"There is no built-in tool “{name}”.", PATH)
        if _NEEDS.get(name or "", "") not in ("", *overrides):
            yield error("tool.override", f"“{name}” needs “{_NEEDS[name or '']}”.", PATH)


def transfers_reach_somebody(configs: Configs) -> Iterator[Finding]:
    """A warm transfer calls a SIP address, a cold one may dial a number."""
    for selected in _selected(configs):
        name, target = selected.get("toolName"), selected.get("parameterOverrides", {}).get("target", "")
        number = E164.fullmatch(target) or REFERENCE.fullmatch(target)
        if (name == "warmTransfer" and not _SIP.fullmatch(target)) or (
            name == "coldTransfer" and not (number or _SIP.fullmatch(target))
        ):
            yield error("transfer.target", f"“{target}” is nobody that a call can be handed to.", PATH)


def a_tool_is_implemented_once(configs: Configs) -> Iterator[Finding]:
    """A tool of the client has arguments in its body only."""
    for tool in _tools(configs):
        name = tool["modelToolName"]
        if sum(key in tool for key in _IMPLEMENTATIONS) != 1:
            yield error("tool.implementation", f"“{name}” is not implemented in one way.", PATH)
        if "client" in tool and any(p["location"] != "PARAMETER_LOCATION_BODY" for p in _parameters(tool)):
            yield error("tool.client", f"“{name}” of the client has arguments outside its body.", PATH)
        seconds = _DURATION.fullmatch(tool.get("timeout", "1s"))
        if seconds is None or not 0 < float(seconds[1]) <= LONGEST_TIMEOUT:
            yield error("tool.timeout", f"“{name}” may take {LONGEST_TIMEOUT} seconds at most.", PATH)


def an_argument_is_filled_once(configs: Configs) -> Iterator[Finding]:
    for tool in _tools(configs):
        places = [(p["name"], p["location"]) for p in _parameters(tool)]
        for place in dict.fromkeys(places):
            if places.count(place) > 1:
                yield error("tool.value_source", f"The argument “{place[0]}” is filled twice.", PATH)


def path_names_are_parameters(configs: Configs) -> Iterator[Finding]:
    for tool in _tools(configs):
        url = tool.get("http", {}).get("baseUrlPattern", "")
        given = {p["name"] for p in _parameters(tool) if p["location"] == "PARAMETER_LOCATION_PATH"}
        if set(PATH_NAME.findall(url)) != given:
            yield error("tool.path", f"The path of {url} and its parameters differ.", PATH)
        if url and not url.startswith("https://"):
            yield error("tool.address", f"“{url}” is not an https address.", PATH)


def variables_are_declared(configs: Configs) -> Iterator[Finding]:
    """`contextSchema` has each variable of the template, and `call.json` those that nobody else knows."""
    template = configs[PATH]["callTemplate"]
    declared = template.get("contextSchema", {}).get("properties", {})
    for name in dict.fromkeys(used([template["systemPrompt"], *_tools(configs)])):
        if name not in declared:
            yield error("variable.undeclared", f"Nobody declares the variable “{name}”.", PATH)
    brought = {*configs["call.json"]["templateContext"], *SYSTEM_VARIABLE_NAMES}
    for name in dict.fromkeys(used(configs["call.json"]["firstSpeakerSettings"])):
        if name not in brought:
            yield error("variable.undeclared", f"Nobody declares the variable “{name}”.", "call.json")


def somebody_speaks_first(configs: Configs) -> Iterator[Finding]:
    """Either side, not both; its text is no template."""
    first = configs[PATH]["callTemplate"]["firstSpeakerSettings"]
    if len(first) != 1:
        yield error("first.speaker", "Exactly one side speaks first.", PATH)
    if any(used(first)):
        yield error("first.template", "The platform fills no variables into the first words.", PATH)


def one_voice(configs: Configs) -> Iterator[Finding]:
    template = configs[PATH]["callTemplate"]
    if "voice" in template and "externalVoice" in template:
        yield error("voice.two", "The agent has two voices.", PATH)
    if "externalVoice" in template and len(template["externalVoice"]) != 1:
        yield error("voice.provider", "A voice is of one provider.", PATH)
    if not 0 <= template.get("temperature", 0) <= 1:
        yield error("agent.temperature", "The temperature is not between 0 and 1.", PATH)


def _selected(configs: Configs) -> list[dict[str, Any]]:
    tools: list[dict[str, Any]] = configs[PATH]["callTemplate"]["selectedTools"]
    return tools


def _tools(configs: Configs) -> list[dict[str, Any]]:
    return [selected["temporaryTool"] for selected in _selected(configs) if "temporaryTool" in selected]


def _name(selected: dict[str, Any]) -> str:
    own = selected.get("temporaryTool", {}).get("modelToolName")
    return str(selected.get("nameOverride") or own or selected.get("toolName") or "")


def _parameters(tool: dict[str, Any]) -> list[dict[str, Any]]:
    return [parameter for kind in _PARAMETERS for parameter in tool.get(kind, ())]


RULES: tuple[Check, ...] = (
    *COMMON,
    a_tool_is_selected_in_one_way,
    built_in_tools_have_what_they_need,
    transfers_reach_somebody,
    a_tool_is_implemented_once,
    an_argument_is_filled_once,
    path_names_are_parameters,
    variables_are_declared,
    somebody_speaks_first,
    one_voice,
)
check = checker(*RULES)
