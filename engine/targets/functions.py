"""Functions: the only tools of a platform that hands each use of one to the customer's own code.

Ending a call, handing it over, noticing a mailbox and pressing keys are functions there as well. What the code has to
know of a call beside `calls.json` stands in `call.json`.
"""

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from engine.prompt.variables import SYSTEM_VARIABLE_NAMES
from engine.targets.plan import Plan, PlannedTransfer
from engine.targets.planned_tools import PlannedTool
from engine.targets.target import File
from engine.targets.templates import used

_SUMMARY = "What the person hears first: who is calling, what they want, and what was tried."


class Function(NamedTuple):
    name: str
    description: str
    parameters: dict[str, Any]
    """JSON Schema of an object."""
    final: bool
    """It cannot be undone, or ends the agent's part in the call."""


def functions(plan: Plan) -> tuple[Function, ...]:
    """Every function of the agent, those of the team first. A name that the team uses stays the team's."""
    own = [Function(tool.name, tool.description, tool.parameters, tool.uninterrupted) for tool in plan.tools]
    return (*own, *(_built_in(plan, name, tool) for name, tool in _built_ins(plan).items()))


def call(plan: Plan, model: str = "") -> dict[str, File]:
    """`call.json`: variables with what stands for them in a test, limits, and what its other functions do."""
    runtime = plan.spec.runtime
    about: dict[str, Any] = {
        **({"model": model} if model else {}),
        "speaks_first": "caller" if plan.spec.direction == "outbound" else "agent",
        "variables": plan.variables.declared(_names(plan)),
        "time_zone": runtime.timezone or "UTC",
        "max_duration_seconds": runtime.max_duration_seconds,
        "silence_timeout_seconds": runtime.silence_timeout_seconds,
        "functions": {
            **{tool.name: {"ends": False} for tool in plan.tools if tool.tool.kind == "client"},
            **{name: _does(plan, name) for name in _built_ins(plan)},
        },
        "servers": {server.name: _login(server) for server in plan.servers},
    }
    return {"call.json": about}


def _built_ins(plan: Plan) -> Mapping[str, PlannedTool | None]:
    taken = {tool.name for tool in plan.tools}
    return {name: tool for name, tool in plan.built_in.items() if name not in taken}


def _built_in(plan: Plan, name: str, tool: PlannedTool | None) -> Function:
    words = tool.description if tool else _WORDS[name]
    if name == "transfer_call" and plan.transfers:
        words = f"{words} Whom to choose: {' '.join(_choice(plan, t) for t in plan.transfers)}"
    return Function(name, words, _parameters(plan, name), name in _ENDING)


def _choice(plan: Plan, transfer: PlannedTransfer) -> str:
    return f"`{transfer.id}` ({plan.text(transfer.condition).rstrip('. ')})."


def _parameters(plan: Plan, name: str) -> dict[str, Any]:
    properties: dict[str, Any] = dict(_PROPERTIES.get(name, {}))
    if name == "transfer_call" and plan.transfers:
        ids = [t.id for t in plan.transfers]
        properties["to"] = {"type": "string", "description": "Who gets the call", "enum": ids}
    if name == "transfer_call" and any(t.warm for t in plan.transfers):
        properties["summary"] = {"type": "string", "description": _SUMMARY}
    return {"type": "object", "properties": properties, "required": list(properties)}


def _does(plan: Plan, name: str) -> dict[str, Any]:
    to = {t.id: _destination(plan, t) for t in plan.transfers} if name == "transfer_call" else {}
    return {"ends": name in _ENDING, **({"to": to} if to else {})}


def _destination(plan: Plan, transfer: PlannedTransfer) -> dict[str, Any]:
    number = {"number": transfer.number} if transfer.number else {"variable": transfer.variable}
    return {"label": plan.text(transfer.transfer.label), "mode": transfer.transfer.mode, **number}


def _login(server: PlannedTool) -> dict[str, str]:
    login = {"header": server.secret_header, "secret": server.secret, "prefix": server.secret_prefix}
    return {"url": server.url, **({key: value for key, value in login.items() if value} if server.secret else {})}


def _names(plan: Plan) -> Iterator[str]:
    """Every variable that a call needs and that neither the team declares nor the code knows."""
    arguments = [str(a.value) for tool in plan.tools for a in tool.filled_by("variable")]
    numbers = [t.variable for t in plan.transfers if t.number is None]
    conditions = [t.condition for t in plan.transfers]
    yield from {*used([plan.raw_texts, conditions]), *arguments, *numbers} - SYSTEM_VARIABLE_NAMES


_ENDING = ("end_call", "transfer_call", "voicemail_reached")
_WORDS = {
    "transfer_call": "Hand the call over to a person.",
    "voicemail_reached": "Use it when a mailbox answers instead of a person, and say nothing more.",
}
"""For what no tool of the spec describes."""
_PROPERTIES = {"press_keys": {"digits": {"type": "string", "description": "Digits, * and # in their order"}}}
