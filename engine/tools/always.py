"""The tools that every agent has, whatever its team says."""

from collections.abc import Iterator

from engine.document.changes import Change, add
from engine.document.spec import Stage
from engine.document.stages import Standing
from engine.tools.catalog import tool_from

_TOO_EARLY = (Stage.INITIAL, Stage.COLLECTING_BASICS)


def added_for(standing: Standing) -> Iterator[Change]:
    """Every agent must be able to hang up, so `end_call` is there from the first word of tools on."""
    if standing.spec.tool("end_call") is None and standing.stage not in _TOO_EARLY:
        yield add("tools", tool_from("end_call").model_copy(update={"state": "accepted"}))
