"""Where vendors' prompting guides disagree, one profile a target (PROMPT_RULES, “Where vendors differ”)."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True)
class Profile:
    tool_names: Literal["exact", "capability"] = "exact"
    """How prose names a tool: by its exact name, or by what it does (Vapi)."""
    fillers: Literal["spec", "none"] = "spec"
    """`none`: the model is already conversational and overdoes them (OpenAI Realtime)."""
    date_and_time: Literal["apart", "together"] = "apart"
    """`together`: one variable holds both, so a prompt that names two would say the same twice (ElevenLabs)."""
    speaks_before_tool: bool = True
    """The agent says something short before a tool runs. A runtime that cannot do both in one turn sets False."""


PROFILES: Mapping[str, Profile] = {
    "generic": Profile(),
    "elevenlabs": Profile(date_and_time="together"),
    "vapi": Profile(tool_names="capability"),
    "retell": Profile(),
    "openai_realtime": Profile(fillers="none"),
}
"""Adding a target that has a guide of its own is one line here."""
