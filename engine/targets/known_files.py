"""Files for platforms on which the agent is code of the team's own: what a call knows when it starts."""

from collections.abc import Iterable
from typing import Any

from engine.targets.plan import Plan
from engine.targets.python_code import in_words
from engine.targets.target import File
from engine.targets.templates import NOT_SET, used

_ZONE = "time_zone"
_FROM_THE_CLOCK = ("current_date", "current_time")


def variables(plan: Plan, more: Iterable[str] = ()) -> dict[str, str]:
    """`variables.json`: name -> what stands for it until a call says more. `more`: names that the bundle uses."""
    arguments = [str(a.value) for tool in plan.tools for a in tool.filled_by("variable")]
    numbers = [t.variable for t in plan.transfers if t.number is None]
    zone = [_ZONE] if plan.spec.runtime.timezone else []
    needed = {*more, *arguments, *numbers, *zone, *used([t.tool.url for t in plan.tools])}
    own = {v.name for v in plan.spec.variables}
    found = plan.variables.declared(needed)
    if found.get(_ZONE) == NOT_SET:
        found[_ZONE] = "UTC"
    return {name: value for name, value in found.items() if name in own or name not in _FROM_THE_CLOCK}


def transfers(plan: Plan) -> dict[str, Any]:
    """`transfers.json`: id -> the number, or the variable that carries it."""
    return {
        t.id: {
            "label": in_words(plan.text(t.transfer.label)),
            "mode": t.transfer.mode,
            **({"number": t.number} if t.number else {"variable": t.variable}),
        }
        for t in plan.transfers
    }


def http_calls(plan: Plan) -> dict[str, File]:
    """`calls.json` of the tools that are called over the network."""
    found: dict[str, Any] = {tool.name: tool.call for tool in plan.tools if tool.tool.kind == "http"}
    return {"calls.json": found} if found else {}
