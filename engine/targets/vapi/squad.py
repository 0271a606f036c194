"""The call flow as a squad: a step that talks is an assistant, a way to the next one a handoff tool.

A transfer and an end are no assistants: they are `transferCall` and `endCall` of the step that leads there. The model
learns of all ways at the end of its prompt, and of each handoff in the tool as well.
"""

from typing import Any

from engine.targets.fit import clipped
from engine.targets.legal_graph import LegalGraph, Step, When
from engine.targets.plan import Plan
from engine.targets.vapi.assistant import BEGINS, model, name_of, opening, prompt, shared, tools
from engine.targets.vapi.capabilities import DESCRIPTION_CHARACTERS, NAME_CHARACTERS
from engine.targets.vapi.tools import Config

_SILENT = {"firstMessage": "", "firstMessageMode": BEGINS}
"""A greeting is said anew whenever a call comes back to its assistant, so only the first one has one, and only once."""
_SHARED = (
    "You are one of several assistants who take turns in this call and sound like one person. Work only on the step "
    "below. Never speak of a handover, and go on without a greeting where the call stands."
)
_ACT = "As soon as one of these holds, do what it says in the same turn, without announcing it."
_ONCE_SAID = "Once that is said, without waiting for an answer"


def squad(plan: Plan, graph: LegalGraph) -> Config:
    """`squad.json`: what `POST /squad` takes. The first member begins the call."""
    names = member_names(graph)
    first = graph.by_key[graph.start]
    talking = [first, *(s for s in graph.steps if s.kind == "talk" and s.key != graph.start)]
    return {
        "name": name_of(plan),
        "members": [{"assistant": _member(plan, graph, names, step)} for step in talking],
        "membersOverrides": shared(plan),
    }


def member_names(graph: LegalGraph) -> dict[str, str]:
    """Key of a step that talks -> the name of its assistant, unlike any other."""
    names: dict[str, str] = {}
    for key in (s.key for s in graph.steps if s.kind == "talk"):
        name, number = key[:NAME_CHARACTERS], 2
        while name in names.values():
            name = f"{key[: NAME_CHARACTERS - len(str(number)) - 1]}_{number}"
            number += 1
        names[key] = name
    return names


def begins_elsewhere(graph: LegalGraph) -> bool:
    """Whether the flow begins with an end or a transfer: nobody would talk, so there is no squad."""
    return graph.by_key[graph.start].kind != "talk"


def _member(plan: Plan, graph: LegalGraph, names: dict[str, str], step: Step) -> Config:
    ways = graph.ways(step.key)
    kinds = {target: graph.by_key[target].kind for target, _, _ in ways}
    transfers = [(t.id, when.words) for key, when, _ in ways if (t := graph.by_key[key].transfer)]
    using = tools(plan, [t.name for t in step.tools], "end" in kinds.values(), [w for w in transfers if w[1]])
    handoffs = [_handoff(graph, names, key, when) for key, when, _ in ways if kinds[key] == "talk"]
    return {
        "name": names[step.key],
        **(opening(plan) if step.key == graph.start else _SILENT),
        "model": model(plan, _prompt(plan, graph, step), [*using, *handoffs]),
    }


def _handoff(graph: LegalGraph, names: dict[str, str], key: str, when: When) -> Config:
    words = clipped(f"Go on to “{graph.by_key[key].title}”. {_words(when)}", DESCRIPTION_CHARACTERS)
    to: Config = {
        "type": "assistant",
        "assistantName": names[key],
        "description": words,
        "contextEngineeringPlan": {"type": "all"},
    }
    if key == graph.start:
        to["assistantOverrides"] = dict(_SILENT)
    return {
        "type": "handoff",
        "function": {"name": f"handoff_to_{names[key]}", "description": words},
        "messages": [],
        "destinations": [to],
    }


def _prompt(plan: Plan, graph: LegalGraph, step: Step) -> str:
    ways = [f"- {_words(when)}: {_leads(plan, graph.by_key[key])}." for key, when, _ in graph.ways(step.key)]
    parts = [prompt(plan), "# Your step", _SHARED, step.script or f"**{step.title.rstrip('.')}.**"]
    return "\n\n".join([*parts, "# Where the call goes next", _ACT, "\n".join(ways)]) + "\n"


def _leads(plan: Plan, target: Step) -> str:
    if target.kind == "end":
        return "end the call"
    if target.transfer:
        return f"hand the call over to {plan.text(target.transfer.label)}"
    return f"go on to “{plan.text(target.title)}”"


def _words(when: When) -> str:
    return when.words.rstrip(".") if when.kind == "said" else _ONCE_SAID


def members_of(config: Any) -> list[Config]:
    """The assistants in a squad file, or the one of an assistant file."""
    return [member["assistant"] for member in config["members"]] if "members" in config else [config]
