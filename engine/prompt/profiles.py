"""Where vendors' prompting guides disagree, one profile a target (PROMPT_RULES, “Where vendors differ”)."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from engine.document.spec import Tool


@dataclass(frozen=True, slots=True)
class Profile:
    tool_names: Literal["exact", "capability"] = "exact"
    """How prose names a tool: by its exact name, or by what it does (Vapi)."""
    fillers: Literal["spec", "none"] = "spec"
    """`none`: the model is already conversational and overdoes them (OpenAI Realtime)."""
    system_tools: Mapping[str, str] = field(default_factory=dict)
    """A system tool of the spec, by name or catalog id -> what the platform calls it."""
    date_and_time: Literal["apart", "together"] = "apart"
    """`together`: one variable holds both, so a prompt that names two would say the same twice (ElevenLabs)."""
    speaks_before_tool: bool = True
    """The agent says something short before a tool runs. A runtime that cannot do both in one turn sets False."""

    def name_of(self, tool: Tool) -> str:
        """What the platform calls a tool of the spec."""
        if tool.kind != "system":
            return tool.name
        return self.system_tools.get(tool.name) or self.system_tools.get(tool.catalog or "") or tool.name


_ELEVENLABS_TOOLS: Mapping[str, str] = {
    "end_call": "end_call",
    "transfer_to_human": "transfer_to_number",
    "transfer_to_number": "transfer_to_number",
    "language_detection": "language_detection",
    "collect_voicemail": "voicemail_detection",
    "voicemail_detection": "voicemail_detection",
    "skip_turn": "skip_turn",
    "play_keypad_touch_tone": "play_keypad_touch_tone",
}
PROFILES: Mapping[str, Profile] = {
    "generic": Profile(),
    "elevenlabs": Profile(date_and_time="together", system_tools=_ELEVENLABS_TOOLS),
    "vapi": Profile(tool_names="capability"),
    "retell": Profile(),
    "openai_realtime": Profile(fillers="none"),
}
"""Adding a target that has a guide of its own is one line here."""
