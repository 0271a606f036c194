"""What platforms share on which your own code holds the connection: built-in functions and rows of the loss table."""

from collections.abc import Mapping

from engine.targets.bundle import Loss
from engine.targets.features import IN_PROMPT, IN_README, How, emulated, native

SYSTEM_FUNCTIONS: Mapping[str, str] = {
    "end_call": "end_call",
    "transfer_to_human": "transfer_call",
    "transfer_to_number": "transfer_call",
    "collect_voicemail": "voicemail_reached",
    "voicemail_detection": "voicemail_reached",
    "play_keypad_touch_tone": "press_keys",
}
"""Our system tools -> the functions that such an agent has instead."""
FILLED = "Filled in with default or example; `connect.py` fills in those of a call from `prompt.md` and `greeting.txt`."


def row(part: str, how: How) -> Loss:
    return Loss(part=part, handling=how.handling, note=how.note)


NAMES = (
    row("flow.nodes.id", emulated("The README shows which steps follow each other.")),
    row("guardrails.id", emulated("Part of the names of its tests.")),
)
ROWS = (
    *NAMES,
    row("name", emulated("The title of the README, and part of the prompt.")),
    row("direction", emulated(f"{IN_PROMPT} In `call.json`: who speaks first.")),
    row("data_fields.type", emulated("A date or a phone number is collected as text.")),
    row("variables.example", emulated("Stands in where there is no default.")),
    row("tools.params.in", emulated("`calls.json` says where an argument goes; of a GET or DELETE into the query.")),
    row("tools.params.source", native("The model fills its own arguments; `calls.json` has all others.")),
    row("tools.params.format", emulated("Part of the argument's description.")),
    row("tools.params.enum", native("For text; else part of the argument's description.")),
    row("tools.auth", emulated("`calls.json` says which header carries which secret.")),
    row("tools.auth_header", emulated("`calls.json` says which header carries which secret.")),
    row("knowledge.kind", emulated("A FAQ is a text document.")),
    row("runtime.timezone", emulated(f"{IN_PROMPT} `connect.py` works out date and time in it.")),
    row("runtime.model", native(f"Where the platform has it. {IN_README}")),
)
