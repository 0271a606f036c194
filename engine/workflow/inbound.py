"""A call that comes in, by phone or on a page: greet, find out what it is about, do it, anything else, goodbye."""

from collections.abc import Mapping

from engine.document.spec import Goal
from engine.workflow.branches import Branch
from engine.workflow.conditions import once_verified, one_of, wants
from engine.workflow.flow_builder import FlowBuilder
from engine.workflow.handover import (
    draw_emergencies,
    draw_fallback,
    draw_free_transfers,
    draw_transfer,
    free_transfers,
    line_of_check,
    outside_hours,
)
from engine.workflow.steps import draw_goal
from engine.workflow.titles import tool_names
from engine.workflow.verifying import draw_verify, guarded_goals


def draw_inbound(builder: FlowBuilder) -> str:
    """Draws the whole call. The id of its first step."""
    entry = _opening(builder)
    guarded = guarded_goals(builder)
    draw_verify(builder, guarded)
    steps = {goal.id: draw_goal(builder, goal, verified=goal in guarded) for goal in builder.spec.goals}
    entries = {goal: keys[0] for goal, keys in steps.items()}
    _answer(builder)
    draw_fallback(builder, "wrap_up")
    _enter(builder, entry, guarded, entries)
    draw_emergencies(builder)
    _wrap_up(builder)
    _once_more(builder, entry, entries)
    return "greet"


# --- the steps before and after the goals ---


def _opening(builder: FlowBuilder) -> str | None:
    """The greeting, and the id of the step that finds out what it is about: the greeting itself, unless it asks for
    consent first; None where there is only one thing that it can be about."""
    person, compliance = builder.person, builder.spec.compliance
    before = builder.placed("before")
    words = (
        f"Look up what is known with {tool_names(before)}, and go on without it when nothing is found."
        if before
        else None,
        "Say the greeting, once in a call.",
        f"Say that {person} is talking to an AI assistant." if compliance.ai_disclosure else None,
        outside_hours(builder.spec),
    )
    asking = f"Find out what {person} wants; if it is not clear, ask once more."
    clear = f"It is clear what {person} wants."
    if compliance.recording_consent:
        consent = "Say that the call is recorded, and ask whether that is fine."
        until = f"{builder.person_first} has agreed to the recording."
        builder.step("greet", "start", "Greet and ask for consent", *words, consent, until=until, tools=before)
        return builder.step("route", "route", "What is it about?", asking, until=clear) if _choice(builder) else None
    if _choice(builder):
        return builder.step(
            "greet", "start", "Greet and ask what it is about", *words, asking, until=clear, tools=before
        )
    builder.step("greet", "start", f"Greet {person}", *words, tools=before)
    return None


def _choice(builder: FlowBuilder) -> bool:
    """Whether there is more than one thing that a call can be about."""
    spec = builder.spec
    return len(spec.goals) > 1 or bool(free_transfers(spec) or spec.emergencies or _answered(builder))


def _answered(builder: FlowBuilder) -> bool:
    """Whether other questions can be answered, and no goal does it."""
    branches = (Branch(builder.spec, goal, builder.person) for goal in builder.spec.goals)
    by_goal = any(tool.catalog == "search_knowledge_base" for branch in branches for tool in branch.tools)
    return not by_goal and bool(builder.placed("answer") or builder.spec.knowledge)


def _answer(builder: FlowBuilder) -> None:
    if not _answered(builder):
        return
    tools = builder.placed("answer")
    source = tool_names(tools) or "what you know for certain"
    said = f"Answer only from {source}, in two sentences at most. If nothing there answers it, say so and never guess."
    until = f"{builder.person_first} has an answer, or knows that there is none here."
    kind, title = "tool" if tools else "say", "Answer other questions"
    builder.step("answer", kind, title, said, "Ask whether that answers it.", until=until, tools=tools)
    builder.exits("answer", "wrap_up", builder.fallback)


def _wrap_up(builder: FlowBuilder) -> None:
    person, after = builder.person, builder.placed("after")
    use = f"When {person} needs nothing else, use {tool_names(after)} where it fits." if after else None
    until = f"It is clear whether {person} wants something else."
    said = f"Ask whether {person} needs anything else."
    builder.step("wrap_up", "say", "Anything else?", said, use, until=until, tools=after)
    goodbye = f"Thank {person}, say goodbye and end the call."
    builder.step("end", "end", "Say goodbye", goodbye, tools=builder.placed("end"))


# --- the edges between them ---


def _enter(builder: FlowBuilder, entry: str | None, guarded: tuple[Goal, ...], entries: Mapping[str, str]) -> None:
    """From the opening, through the verification where a goal needs it, to the goals."""
    wishes = _wishes(builder)
    if entry is None:
        first = "verify" if guarded else next(iter(entries.values()))
        _leave_greeting(builder, first)
    elif entry != "greet":
        _leave_greeting(builder, entry)
    for goal in guarded:
        wish = once_verified(wishes[goal.id], builder.person) if len(guarded) > 1 else builder.nodes["verify"].until
        builder.edge("verify", entries[goal.id], wish)
    if guarded:
        line = line_of_check(builder.spec)
        builder.edge("verify", draw_transfer(builder, line) if line else builder.fallback, otherwise=True)
    if entry:
        _branch(builder, entry, guarded, entries, wishes)


def _leave_greeting(builder: FlowBuilder, target: str) -> None:
    if builder.nodes["greet"].until:
        builder.exits("greet", target, builder.fallback)
    else:
        builder.edge("greet", target)


def _branch(
    builder: FlowBuilder, entry: str, guarded: tuple[Goal, ...], entries: Mapping[str, str], wishes: Mapping[str, str]
) -> None:
    if guarded:
        builder.edge(entry, "verify", one_of([wishes[goal.id] for goal in guarded]))
    for goal in builder.spec.goals:
        if goal not in guarded:
            builder.edge(entry, entries[goal.id], wishes[goal.id])
    if "answer" in builder.nodes:
        builder.edge(entry, "answer", f"{builder.person_first} has another question.")
    draw_free_transfers(builder, [entry])
    builder.edge(entry, builder.fallback, otherwise=True)


def _once_more(builder: FlowBuilder, entry: str | None, entries: Mapping[str, str]) -> None:
    """From “anything else?” back to the choice, or to the one thing that there is."""
    if entry:
        builder.edge("wrap_up", entry, f"{builder.person_first} wants something else.")
    else:
        builder.edge("wrap_up", next(iter(entries.values())), next(iter(_wishes(builder).values())))
    builder.edge("wrap_up", "end", otherwise=True)


def _wishes(builder: FlowBuilder) -> Mapping[str, str]:
    """By goal, what somebody wants who calls for it."""
    return {goal.id: wants(goal.statement, builder.spec.direction) for goal in builder.spec.goals}
