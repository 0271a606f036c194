"""The platform's own tools: ending the call, handing it over, noticing a language or a mailbox."""

from typing import Any

from engine.targets.plan import Plan, PlannedTransfer

_ALWAYS = {
    "transfer_to_number": "Hand the call over to a person when one of the conditions holds.",
    "language_detection": "Switch to the language that the caller speaks once they have said a whole sentence in it.",
    "voicemail_detection": "Use it when a mailbox answers instead of a person.",
}


def built_in_tools(plan: Plan) -> dict[str, Any]:
    """`prompt.built_in_tools`: what the team accepted, and what the rest of the spec implies."""
    return {
        name: _system_tool(plan, name, tool.description if tool else _ALWAYS[name])
        for name, tool in plan.built_in.items()
    }


def destination(transfer: PlannedTransfer) -> dict[str, str]:
    """The number, or the variable that has to carry it."""
    if transfer.number is None:
        return {"type": "phone_dynamic_variable", "phone_number": transfer.variable}
    return {"type": "phone", "phone_number": transfer.number}


def transfer_type(transfer: PlannedTransfer) -> str:
    """`conference` stays on the line for a warm handover, `blind` does not."""
    return "conference" if transfer.warm else "blind"


def _system_tool(plan: Plan, name: str, words: str) -> dict[str, Any]:
    params: dict[str, Any] = {"system_tool_type": name}
    if name == "transfer_to_number":
        params["transfers"] = [_transfer(t) for t in plan.transfers]
    return {"type": "system", "name": name, "description": words, "params": params}


def _transfer(transfer: PlannedTransfer) -> dict[str, Any]:
    return {
        "transfer_destination": destination(transfer),
        "transfer_type": transfer_type(transfer),
        "condition": transfer.condition,
    }
