"""Who is calling: asked once, before the goals that need it and no others."""

from engine.document.spec import Goal, Tool
from engine.sentences import listed
from engine.tools.catalog import CATALOG
from engine.workflow.branches import Branch
from engine.workflow.conditions import lowered
from engine.workflow.flow_builder import FlowBuilder, sentence
from engine.workflow.titles import tool_names


def guarded_goals(builder: FlowBuilder) -> tuple[Goal, ...]:
    """The goals before which a step of its own finds out who is calling.

    None where neither the team nor a tool says so: a playbook then asks within its own script.
    """
    spec, identity = builder.spec, builder.spec.identity
    if identity is not None:
        return tuple(g for g in spec.goals if not identity.goals or g.id in identity.goals)
    if builder.placed("verify"):
        return tuple(g for g in spec.goals if Branch(spec, g, builder.person).guarded) or spec.goals
    return ()


def draw_verify(builder: FlowBuilder, goals: tuple[Goal, ...]) -> None:
    """The step that asks, if any goal needs it."""
    if not goals:
        return
    branches = [Branch(builder.spec, goal, builder.person) for goal in goals]
    identity = builder.spec.identity
    tries = identity.tries if identity else 2
    lines = [line for branch in branches for line in branch.identifying]
    asks = [name for branch in branches for line in branch.identifying for name in line.fields if name in branch.fields]
    wanted = f"Ask for {listed(identity.ask)}, one at a time." if identity else None
    scripted = next((sentence(line.text) for line in lines if not line.tool), None)
    tools = _tools(builder)
    builder.step(
        "verify",
        "verify",
        f"Verify {builder.person}",
        f"Make sure of who {builder.person} is before anything personal is said. Once in a call is enough.",
        wanted or scripted,
        f"Then use {tool_names(tools)}." if tools else None,
        f"After {_count(tries)}, stop asking, and do not say which answer was wrong.",
        f"Then {lowered(sentence(identity.otherwise))}" if identity and identity.otherwise else None,
        until=f"{builder.person_first} is verified.",
        tools=tools,
        asks=asks,
        tries=tries,
    )


def _tools(builder: FlowBuilder) -> tuple[Tool, ...]:
    """Tools that verify: placed there, or brought by the playbook of a goal."""
    brought = {name for goal in builder.spec.goals for name in goal.tools}
    entries = ((t, CATALOG.get(t.catalog or t.name)) for t in builder.spec.accepted_tools())
    return tuple(
        t
        for t, entry in entries
        if t.place == "verify" or (t.name in brought and entry is not None and entry.place == "verify")
    )


def _count(tries: int) -> str:
    return "one failed try" if tries == 1 else f"{tries} failed tries"
