"""Where vendors' prompting guides disagree (PROMPT_RULES, “Where vendors differ”): each target has a profile."""

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


GENERIC = Profile()
"""Where no platform is chosen. The profile of a platform is part of its capabilities, in `engine.targets`."""
