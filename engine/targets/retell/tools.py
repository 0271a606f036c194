"""Custom functions, and the functions that hand a call over or end it where there is no flow to do so."""

import json
from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import quote

from engine.targets.plan import Plan, PlannedTransfer
from engine.targets.planned_tools import PATH_NAME, Argument, PlannedTool

Config = dict[str, Any]
_NAME_CHARACTERS = 64
_SUMMARY = "Say in two sentences who is calling, what they want and what was tried. Then put the call through."


def tool_config(tool: PlannedTool) -> Config:
    """A custom function: the model fills its parameters, which are sent as they are."""
    config: Config = {
        "type": "custom",
        "name": tool.name,
        "description": tool.description,
        "url": _address(tool),
        "method": tool.tool.method,
        "args_at_root": True,
        "parameters": _parameters(tool),
        "timeout_ms": tool.tool.timeout * 1000,
        "speak_after_execution": True,
        "speak_during_execution": bool(tool.hold),
    }
    if tool.hold:
        config |= {"execution_message_type": "static_text", "execution_message_description": tool.hold}
    if headers := _headers(tool):
        config["headers"] = headers
    if query := {a.name: _value(a) for a in tool.at("query") if a.filled != "model"}:
        config["query_params"] = query
    return config


def server_config(tool: PlannedTool) -> Config:
    """An entry of `mcps`."""
    headers = _headers(tool)
    server = {"name": tool.name, "url": tool.url, "timeout_ms": tool.tool.timeout * 1000}
    return server | ({"headers": headers} if headers else {})


def functions(plan: Plan) -> list[Config]:
    """Everything that the one prompt may use."""
    own = [tool_config(t) for t in plan.tools]
    taken = {config["name"] for config in own}
    return own + [_renamed(config, taken) for config in _built_in(plan)]


def end_call(plan: Plan) -> str:
    """When to end the call, as the team said it."""
    return plan.end_call.description if plan.end_call else "End the call."


def press_digit(plan: Plan) -> list[Config]:
    tool = plan.built_in.get("press_digit")
    return [{"type": "press_digit", "name": "press_digit", "description": tool.description}] if tool else []


def destination(transfer: PlannedTransfer) -> Config:
    """The number, or the variable that has to carry it."""
    return {"type": "predefined", "number": transfer.number or f"{{{{{transfer.variable}}}}}"}


def option(transfer: PlannedTransfer) -> Config:
    if not transfer.warm:
        return {"type": "cold_transfer"}
    return {"type": "warm_transfer", "private_handoff_option": {"type": "prompt", "prompt": _SUMMARY}}


def _built_in(plan: Plan) -> Iterator[Config]:
    if "end_call" in plan.built_in:
        yield {"type": "end_call", "name": "end_call", "description": end_call(plan)}
    for transfer in plan.transfers:
        yield {
            "type": "transfer_call",
            "name": f"transfer_to_{transfer.id}",
            "description": transfer.condition,
            "transfer_destination": destination(transfer),
            "transfer_option": option(transfer),
        }
    yield from press_digit(plan)


def _renamed(config: Config, taken: set[str]) -> Config:
    """With a name that fits and is nobody else's."""
    name, number = config["name"][:_NAME_CHARACTERS], 2
    while name in taken:
        name, number = f"{config['name'][: _NAME_CHARACTERS - 3]}_{number}", number + 1
    taken.add(name)
    return {**config, "name": name}


def _parameters(tool: PlannedTool) -> Config:
    """What the model fills in, and what the body always holds; an argument with one allowed value is that value."""
    fixed = [a for a in tool.at("body") if a.filled != "model"]
    if tool.tool.kind == "client":
        fixed = [a for a in tool.arguments if a.filled != "model"]
    schema = tool.parameters
    constants = {a.name: {"type": a.schema["type"], "const": a.value} for a in fixed if a.filled == "constant"}
    values = {a.name: {"type": "string", "const": _value(a)} for a in fixed if a.filled == "variable"}
    return {
        "type": "object",
        "properties": {**schema["properties"], **constants, **values},
        "required": [*schema["required"], *(a.name for a in fixed)],
    }


def _address(tool: PlannedTool) -> str:
    """The address with every fixed path value in its place; what the model fills in cannot stand in it."""
    known: Mapping[str, str] = {a.name: _in_address(a) for a in tool.at("path") if a.filled != "model"}
    return PATH_NAME.sub(lambda match: known.get(match[1], match[0]), tool.url)


def _in_address(argument: Argument) -> str:
    return quote(_value(argument), safe="") if argument.filled == "constant" else _value(argument)


def _headers(tool: PlannedTool) -> dict[str, str]:
    headers = {a.name: _value(a) for a in tool.at("header")}
    return headers | ({tool.secret_header: f"{tool.secret_prefix}${tool.secret}"} if tool.secret else {})


def _value(argument: Argument) -> str:
    """As text: `phone`, `{{clinic_id}}`."""
    if argument.filled == "variable":
        return f"{{{{{argument.value}}}}}"
    return argument.value if isinstance(argument.value, str) else json.dumps(argument.value)
