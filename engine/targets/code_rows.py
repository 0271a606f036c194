"""Built-in functions and rows of the loss table that platforms share on which code of the team's own has a part: it is
the agent (`CODE_ROWS`, with a flow `FLOW_ROWS`), or it holds the connection (`CONNECT_ROWS`)."""

from collections.abc import Mapping

from engine.targets.bundle import Loss
from engine.targets.features import IN_PROMPT, IN_README, KEPT, How, emulated, lost, native

SYSTEM_FUNCTIONS: Mapping[str, str] = {
    "end_call": "end_call",
    "transfer_to_human": "transfer_call",
    "transfer_to_number": "transfer_call",
    "collect_voicemail": "voicemail_reached",
    "voicemail_detection": "voicemail_reached",
    "play_keypad_touch_tone": "press_keys",
}
"""Our system tools -> the functions that an agent behind such a connection has instead."""
FILLED = "Filled in with default or example; `connect.py` fills in those of a call from `prompt.md` and `greeting.txt`."


def row(part: str, how: How) -> Loss:
    return Loss(part=part, handling=how.handling, note=how.note)


_FORMAT = row("tools.params.format", emulated("Part of the argument's description."))
ENUM_OF_TEXT = row("tools.params.enum", native("For text; else part of the argument's description."))
NAMES = (
    row("flow.nodes.id", emulated("The README shows which steps follow each other.")),
    row("guardrails.id", emulated("Part of the names of its tests.")),
)
CONNECT_ROWS = (
    *NAMES,
    row("name", emulated("The title of the README, and part of the prompt.")),
    row("direction", emulated(f"{IN_PROMPT} In `call.json`: who speaks first.")),
    row("data_fields.type", emulated("A date or a phone number is collected as text.")),
    row("variables.example", emulated("Stands in where there is no default.")),
    row("tools.params.in", emulated("`calls.json` says where an argument goes; of a GET or DELETE into the query.")),
    row("tools.params.source", native("The model fills its own arguments; `calls.json` has all others.")),
    _FORMAT,
    ENUM_OF_TEXT,
    row("tools.auth", emulated("`calls.json` says which header carries which secret.")),
    row("tools.auth_header", emulated("`calls.json` says which header carries which secret.")),
    row("knowledge.kind", emulated("A FAQ is a text document.")),
    row("runtime.timezone", emulated(f"{IN_PROMPT} `connect.py` works out date and time in it.")),
    row("runtime.model", native(f"Where the platform has it. {IN_README}")),
)
CODE_ROWS = (
    row("data_fields.type", emulated("Part of `review.json`.")),
    row("direction", emulated(f"{IN_PROMPT} Who is called speaks first.")),
    row("variables.default", native("What stands in `variables.json`.")),
    row("variables.example", emulated("In `variables.json` where there is no default.")),
    row("tools.params.in", emulated("`calls.json` says where each argument goes.")),
    _FORMAT,
    row("tools.auth", emulated("A header that `calls.json` builds; README says what to store.")),
    row("tools.url", emulated("`calls.json` holds it.")),
    row("tools.method", emulated("`calls.json` holds it.")),
    row("guardrails.id", emulated("`tests.json` names what a test covers by it.")),
    row("compliance.regimes", emulated(f"{IN_PROMPT} {IN_README}")),
    row("voice.description", emulated("README; choose a voice by it.")),
)
FLOW_ROWS = (
    row("flow.nodes.by", lost(KEPT)),
    row("flow.edges.id", lost("Ways are named after the steps that they join.")),
    row("flow.edges.by", lost(KEPT)),
)
