"""The platform's own tools: ending the call, handing it over, noticing a language or a mailbox."""

from typing import Any

from engine.document.spec import AgentSpec, Tool, Transfer
from engine.prompt.profiles import PROFILES
from engine.targets.elevenlabs.tools import description
from engine.targets.open_points import number_variable, transfers_of

BUILT_IN = PROFILES["elevenlabs"].system_tools
"""A system tool of the spec, by name or catalog id -> the built-in tool that does it."""

_ALWAYS = {
    "transfer_to_number": "Hand the call over to a person when one of the conditions holds.",
    "language_detection": "Switch to the language that the caller speaks once they have said a whole sentence in it.",
    "voicemail_detection": "Use it when a mailbox answers instead of a person.",
}
_TRANSFER_TYPES = {"warm": "conference", "cold": "blind"}


def built_in_name(tool: Tool) -> str | None:
    """The built-in tool that stands for this one; None for any that is not of the system."""
    if tool.kind != "system":
        return None
    return BUILT_IN.get(tool.name) or BUILT_IN.get(tool.catalog or "")


def built_in_tools(spec: AgentSpec) -> dict[str, Any]:
    """`prompt.built_in_tools`: what the team accepted, and what the rest of the spec implies."""
    wanted = {_implied: _ALWAYS[_implied] for _implied in _implied_by(spec)}
    wanted |= {name: description(t) for t in spec.accepted_tools() if (name := built_in_name(t))}
    return {name: _system_tool(spec, name, words) for name, words in wanted.items()}


def destination(transfer: Transfer) -> dict[str, str]:
    """The number, or the variable that has to carry it."""
    if transfer.destination is None:
        return {"type": "phone_dynamic_variable", "phone_number": number_variable(transfer)}
    return {"type": "phone", "phone_number": transfer.destination}


def transfer_type(transfer: Transfer) -> str:
    """`conference` stays on the line for a warm handover, `blind` does not."""
    return _TRANSFER_TYPES[transfer.mode]


def _implied_by(spec: AgentSpec) -> list[str]:
    implied = {
        "transfer_to_number": bool(spec.transfers),
        "language_detection": len(spec.languages) > 1,
        "voicemail_detection": spec.direction == "outbound",
    }
    return [name for name, wanted in implied.items() if wanted]


def _system_tool(spec: AgentSpec, name: str, words: str) -> dict[str, Any]:
    params: dict[str, Any] = {"system_tool_type": name}
    if name == "transfer_to_number":
        params["transfers"] = [_transfer(t) for t in transfers_of(spec)]
    return {"type": "system", "name": name, "description": words, "params": params}


def _transfer(transfer: Transfer) -> dict[str, Any]:
    return {
        "transfer_destination": destination(transfer),
        "transfer_type": transfer_type(transfer),
        "condition": f"{transfer.label}: {transfer.condition}",
    }
