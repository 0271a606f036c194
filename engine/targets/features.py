"""What platforms differ in: each feature with the parts of a spec that it carries, and what becomes of them without it.

The loss table of a platform, the table in the README and the choice of an exporter are read from here.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal, NamedTuple

from engine.targets.bundle import Handling

Feature = Literal[
    "first_message",
    "languages",
    "variables",
    "tools",
    "fixed_values",
    "secrets",
    "timeouts",
    "speech_before_tools",
    "mcp",
    "flow",
    "transfer",
    "warm_transfer",
    "end_call",
    "voicemail",
    "knowledge",
    "guardrails",
    "criteria",
    "data_collection",
    "tests",
    "voice",
    "interruptions",
    "pronunciations",
    "model",
    "time_zone",
    "call_limits",
]


class How(NamedTuple):
    """How a platform takes something, and in few words by what, or what is lost."""

    handling: Handling
    note: str = ""


def native(note: str = "") -> How:
    return How("native", note)


def emulated(note: str) -> How:
    return How("emulated", note)


def lost(note: str) -> How:
    return How("not_supported", note)


IN_PROMPT = "Part of the system prompt."
IN_README = "Stands in the bundle's README for people; the agent does not know it."
KEPT = "Part of the design, not of the agent; the JSON export keeps it."


@dataclass(frozen=True, slots=True)
class Carried:
    title: str
    """`Warm transfers`, as the README's table names it."""
    without: How
    """What happens on a platform that says nothing about the feature."""
    parts: tuple[str, ...] = ()
    """Spec paths without item keys whose row it is."""


FEATURES: Mapping[Feature, Carried] = {
    "first_message": Carried("First message", emulated(IN_PROMPT), ("greeting",)),
    "languages": Carried("Several languages", emulated("The prompt names the default."), ("languages",)),
    "variables": Carried("Variables", emulated("Filled in when the bundle is made."), ("variables",)),
    "tools": Carried("Tools", native(), ("tools",)),
    "fixed_values": Carried(
        "Fixed values in tools", emulated("`calls.json` says which value is sent."), ("tools.params.value",)
    ),
    "secrets": Carried(
        "Secrets by name", emulated("`calls.json` names the secret; your code sends it."), ("tools.auth_ref",)
    ),
    "timeouts": Carried("Timeouts of tools", emulated("`calls.json` says how long to wait."), ("tools.timeout",)),
    "speech_before_tools": Carried("Speech before slow tools", emulated(IN_PROMPT)),
    "mcp": Carried("MCP servers", emulated("The README says how to connect them.")),
    "flow": Carried("Call flow", emulated("As steps in the system prompt."), ("flow",)),
    "transfer": Carried("Transfers", emulated("A function that your code carries out."), ("transfers",)),
    "warm_transfer": Carried(
        "Warm transfers", emulated("Said in the README, for the code that transfers."), ("transfers.mode",)
    ),
    "end_call": Carried("Ending the call", emulated("A function that your code carries out.")),
    "voicemail": Carried("Voicemail", emulated(IN_PROMPT)),
    "knowledge": Carried(
        "Knowledge base", emulated("Files in the bundle; short facts stand in the system prompt."), ("knowledge",)
    ),
    "guardrails": Carried("Guardrails", emulated(IN_PROMPT), ("guardrails",)),
    "criteria": Carried("Call criteria", emulated("`review.json`, for the one who judges calls."), ("criteria",)),
    "data_collection": Carried(
        "Data collection", emulated("Part of the system prompt; `review.json` lists what to collect."), ("data_fields",)
    ),
    "tests": Carried("Tests", emulated("`tests.json`, for any runner.")),
    "voice": Carried("Voice", emulated("The README says which; choose it there."), ("voice",)),
    "interruptions": Carried("Interruptions", lost("The platform decides."), ("speech.interruptions",)),
    "pronunciations": Carried("Pronunciations", emulated(IN_PROMPT), ("speech.pronunciations",)),
    "model": Carried("Choice of the model", lost("The platform chooses."), ("runtime.model", "runtime.temperature")),
    "time_zone": Carried("Time zone", emulated(IN_PROMPT), ("runtime.timezone",)),
    "call_limits": Carried(
        "Limits of a call",
        lost("The platform's own limits hold."),
        ("runtime.max_duration_seconds", "runtime.silence_timeout_seconds"),
    ),
}  # fmt: skip
"""In the order of the README's table."""
