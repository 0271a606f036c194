"""How steps are titled: in a person's words, never in names of parameters."""

from collections.abc import Iterable, Sequence

from engine.document.spec import Tool
from engine.sentences import listed
from engine.tools.catalog import CATALOG
from engine.tools.names import spoken
from engine.workflow.conditions import capital, clipped, lowered

_MOST_ASKED = 3
"""A title that lists more than this is no title."""


def ask_title(names: Sequence[str]) -> str:
    """`Ask: day and name`; `Ask: day, time of day and more` where that would be a long list."""
    said = [clipped(spoken(name), 30) for name in dict.fromkeys(names)]
    return f"Ask: {listed(said if len(said) <= _MOST_ASKED else [*said[: _MOST_ASKED - 1], 'more'])}"


def tool_title(tools: Iterable[Tool], joint: str = "or") -> str:
    """`Book an appointment`, by the title in the catalog; a tool of the team by its name."""
    said = [clipped(_title(t), 40) for t in tools]
    said = [said[0], *map(lowered, said[1:])]
    return listed(said if len(said) <= 3 else [*said[:2], f"{len(said) - 2} more"], joint)


def _title(tool: Tool) -> str:
    entry = CATALOG.get(tool.catalog or tool.name)
    return entry.title if entry else capital(spoken(tool.name))


def tool_names(tools: Iterable[Tool], joint: str = "and") -> str:
    return clipped(listed([f"`{t.name}`" for t in tools], joint), 2000)
