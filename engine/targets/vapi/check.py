"""What no vendor schema catches in a Vapi bundle, so we check it: one rule, one entry in `RULES`."""

import re
from collections.abc import Iterator
from typing import Any

from engine.findings import Finding
from engine.targets.checks import COMMON, Check, checker, error, graph_faults
from engine.targets.configs import Configs
from engine.targets.vapi.capabilities import DESCRIPTION_CHARACTERS, NAME_CHARACTERS, PLATFORM_VALUES
from engine.targets.walk import objects, strings

_NAME = re.compile(r"[a-zA-Z0-9_-]{1,40}")
_FUNCTION = re.compile(r"[a-zA-Z0-9_-]{1,64}")
_VARIABLE = re.compile(r"\{\{\s*([A-Za-z_][\w.]*)\s*(?:\|[^}]*)?\}\}")
Agent = tuple[str, dict[str, Any]]
"""Path and assistant."""


def members(configs: Configs) -> list[Agent]:
    """Every assistant of the bundle; those of a squad in its order."""
    found: list[Agent] = []
    if "assistant.json" in configs:
        found.append(("assistant.json", configs["assistant.json"]))
    if "squad.json" in configs:
        found += [("squad.json", member["assistant"]) for member in configs["squad.json"]["members"]]
    return found


def tools_of(agent: dict[str, Any]) -> list[dict[str, Any]]:
    return list(agent["model"].get("tools", []))


def name_of(tool: dict[str, Any]) -> str:
    """What the model calls it; a built-in tool has the name of its kind."""
    return str(tool.get("name") or tool.get("function", {}).get("name") or tool["type"])


def assistants_have_names_of_their_own(configs: Configs) -> Iterator[Finding]:
    """The call fails with “Duplicate Assistant Name”, and the server takes 40 characters."""
    seen: set[str] = set()
    for path, agent in members(configs):
        name = agent.get("name", "")
        if not name or len(name) > NAME_CHARACTERS:
            yield error("assistant.name", f"“{name}” is no name of 1 to {NAME_CHARACTERS} characters.", path)
        if name in seen:
            yield error("assistant.double_name", f"Two assistants are called “{name}”.", path)
        seen.add(name)


def handoffs_lead_to_members(configs: Configs) -> Iterator[Finding]:
    """Every handoff names a member, every member is reached, and nobody hands over to themselves."""
    if "squad.json" not in configs:
        return
    agents = members(configs)
    edges = [(a.get("name", ""), to) for _, a in agents for tool in tools_of(a) for to in _destinations(tool)]
    for source, target in edges:
        if source == target:
            yield error("squad.self", f"“{source}” hands over to itself.", "squad.json")
    first = agents[0][1].get("name", "") if agents else ""
    yield from graph_faults({a.get("name", ""): False for _, a in agents}, edges, first, "squad.json")


def every_assistant_can_come_to_an_end(configs: Configs) -> Iterator[Finding]:
    """A member of a squad hands over, transfers or ends the call."""
    for path, agent in members(configs):
        kinds = {tool["type"] for tool in tools_of(agent)}
        if path == "squad.json" and not kinds & {"handoff", "transferCall", "endCall"}:
            yield error("squad.dead_end", f"No way leads on from “{agent.get('name')}”.", path)


def tools_have_names_of_their_own(configs: Configs) -> Iterator[Finding]:
    for path, agent in members(configs):
        seen: set[str] = set()
        for tool in tools_of(agent):
            name, fits = name_of(tool), _NAME if tool["type"] == "apiRequest" else _FUNCTION
            if not fits.fullmatch(name):
                yield error("tool.name", f"“{name}” is no name for a tool.", path)
            if name in seen and tool["type"] != "mcp":
                yield error("tool.double_name", f"Two tools of “{agent.get('name')}” are called “{name}”.", path)
            seen.add(name)


def descriptions_are_short_enough(configs: Configs) -> Iterator[Finding]:
    """The model no longer uses a tool well whose description has 1,000 characters or more (VapiAI/gitops)."""
    for path, agent in members(configs):
        for tool in tools_of(agent):
            for text in _descriptions(tool):
                if len(text) > DESCRIPTION_CHARACTERS:
                    yield error("tool.description", f"“{name_of(tool)}” says too much about itself.", path)
                if not text.strip():
                    yield error("tool.description", f"“{name_of(tool)}” does not say when to use it.", path)


def transfers_have_a_number(configs: Configs) -> Iterator[Finding]:
    """A number with its country code, or a variable for which the check of numbers is off."""
    for path, agent in members(configs):
        for tool in (t for t in tools_of(agent) if t["type"] == "transferCall"):
            if not tool.get("destinations"):
                yield error("transfer.nobody", "The transfer leads to nobody.", path)
            for to in tool.get("destinations", []):
                number = str(to.get("number", ""))
                if len(number) > 40 or number.startswith("{{") != (to.get("numberE164CheckEnabled") is False):
                    yield error("transfer.number", f"“{number}” cannot be dialled.", path)


def constants_are_not_asked_for(configs: Configs) -> Iterator[Finding]:
    """A static parameter wins over what the model says for the same name, so one of both is wrong."""
    for path, agent in members(configs):
        for tool in tools_of(agent):
            asked = _arguments(tool)
            for fixed in tool.get("parameters", []):
                if fixed["key"] in asked:
                    yield error("tool.value_source", f"“{fixed['key']}” is fixed and asked for as well.", path)


def variables_are_declared(configs: Configs) -> Iterator[Finding]:
    """LiquidJS writes nothing for a variable that nobody sends; an address may name an argument of its tool."""
    sent = set(configs.get("overrides.json", {}).get("variableValues", {})) | PLATFORM_VALUES
    for path, agent in members(configs):
        for name in dict.fromkeys(_used(agent)):
            if name not in sent:
                yield error("variable.undeclared", f"Nobody declares the variable “{name}”.", path)


def _used(agent: dict[str, Any]) -> Iterator[str]:
    for text in strings({**agent, "model": {**agent["model"], "tools": []}}):
        yield from _VARIABLE.findall(text)
    for tool in tools_of(agent):
        asked = _arguments(tool)
        for text in strings(tool):
            yield from (name for name in _VARIABLE.findall(text) if name not in asked)


def _arguments(tool: dict[str, Any]) -> set[str]:
    schema = tool.get("body") or tool.get("function", {}).get("parameters") or {}
    return set(schema.get("properties", {}))


def _destinations(tool: dict[str, Any]) -> list[str]:
    return [to["assistantName"] for to in tool.get("destinations", [])] if tool["type"] == "handoff" else []


def _descriptions(tool: dict[str, Any]) -> list[str]:
    found = [tool["description"]] if "description" in tool else []
    found += [value["description"] for value in objects(tool.get("destinations", [])) if "description" in value]
    return found + ([tool["function"].get("description", "")] if "function" in tool else [])


RULES: tuple[Check, ...] = (
    *COMMON,
    assistants_have_names_of_their_own,
    handoffs_lead_to_members,
    every_assistant_can_come_to_an_end,
    tools_have_names_of_their_own,
    descriptions_are_short_enough,
    transfers_have_a_number,
    constants_are_not_asked_for,
    variables_are_declared,
)
check = checker(*RULES)
"""All that would fail on the platform or on a call; empty for a good bundle."""
