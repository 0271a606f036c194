"""What happens at one step of the call, in order: ask, look up, offer, read back, act. From the step as it is drawn.

The step says which fields and tools it has; the script of the goal's playbook says in which order they come.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from engine.document.spec import DataField, Goal, Node, Tool
from engine.trials.agent_view import AgentView

_HOLD = re.compile(r"“([^”]{3,120})” and use `(\w+)`")


@dataclass(frozen=True, slots=True)
class Ask:
    """Ask for one field."""

    field: DataField


@dataclass(frozen=True, slots=True)
class Use:
    """Use a tool. `offers`: what it finds is offered to choose from; `hold`: said before it."""

    tool: Tool
    offers: bool = False
    hold: str = ""


@dataclass(frozen=True, slots=True)
class Wait:
    """Wait for an answer to what was said: what the call is about, whether it suits, whether there is more."""

    what: Literal["goal", "right_person", "suits", "more", "heard", "message_name", "message_about"]


Act = Ask | Use | Wait


def acts_of(view: AgentView, node: Node, wanted: Goal | None) -> list[Act]:
    """In the order in which a caller lives through them. `wanted`: what the caller is after, for a shared step."""
    asks = [f for name in node.asks for f in view.spec.data_fields if f.name == name and f.source == "caller"]
    asks = [f for f in asks if f.required]
    if wanted and node.goal is None:
        asks = [f for f in asks if f.name in wanted.fields] or asks
    if node.kind == "verify":
        numbers = [f for f in asks if f.read_back == "digits" and f.type == "string"]
        asks = [f for f in asks if f not in numbers[1:]]  # goals have a number each; one says who is calling
    tools = [t for name in node.tools if (t := view.spec.tool(name)) and t.state == "accepted" and t.kind != "system"]
    holds = {name: words for words, name in _HOLD.findall(node.instruction or "")}
    return list(_ordered(view, node, asks, tools, holds))


def _ordered(
    view: AgentView, node: Node, asks: Sequence[DataField], tools: Sequence[Tool], holds: dict[str, str]
) -> Iterator[Act]:
    goal = next((g for g in view.spec.goals if g.id == node.goal), None)
    job = view.job_of(goal) if goal else None
    script = job.script if job else ()
    told = {name for line in script for name in line.fields}
    left, unused = list(asks), list(tools)
    yield from (Ask(f) for f in asks if f.name not in told)
    for n, line in enumerate(script):
        for field in [f for f in left if f.name in line.fields]:
            left.remove(field)
            yield Ask(field)
        tool = next((t for t in unused if line.tool in (t.catalog, t.name)), None) if line.tool else None
        if tool:
            unused.remove(tool)
            offers = n + 1 < len(script) and script[n + 1].kind == "offer"
            yield Use(tool, offers, holds.get(tool.name, ""))
    in_cases = {name for case in job.cases for name in case.tools} if job else set()
    yield from (Use(t, hold=holds.get(t.name, "")) for t in unused if (t.catalog or t.name) not in in_cases)
