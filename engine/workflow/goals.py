"""The goals of a flow: the step that chooses, who is verified for what, and the steps of each goal."""

from collections.abc import Iterator, Mapping

from engine.document.spec import Goal, Tool
from engine.sentences import listed
from engine.workflow.conditions import clipped, once_verified, one_of, wants
from engine.workflow.flow_builder import Sheet, Step, ask_title, asked_for, tool_names, tool_title
from engine.workflow.ids import edge_id, node_id
from engine.workflow.merge import MAX_NODES
from engine.workflow.roles import needs_verification

_STEPS_A_GOAL = 4
_OTHER_STEPS = 12
_TITLE = 90
"""Longer titles make a picture unreadable; the goal's whole statement stands in the instruction."""


def routed(sheet: Sheet) -> tuple[Goal, ...]:
    """The goals that somebody calls for; the others are served by steps outside the goals."""
    return tuple(g for g in sheet.spec.goals if g.id not in sheet.roles.elsewhere)


def verified_late(sheet: Sheet) -> bool:
    """Whether only some of the goals need to know who is calling, so that nobody else is asked.

    An agent that calls people makes sure of the person first, whatever it is about.
    """
    goals, guarded = routed(sheet), _guarded(sheet)
    early = sheet.spec.direction == "outbound" or any(map(needs_verification, sheet.tools_at("before")))
    return not early and 0 < len(guarded) < len(goals)


def verification(sheet: Sheet) -> Iterator[Step]:
    """The step that verifies the caller, where there is a tool for it or something that asks for it."""
    tools = sheet.tools_at("verify")
    if tools or any(map(needs_verification, sheet.spec.accepted_tools())):
        instruction = (
            f"Make sure of who {sheet.person} is before anything personal is said; once a call is enough. After two "
            "failed tries, stop asking."
        )
        key = sheet.node("verify", "verify", f"Verify {sheet.person}", instruction, tools)
        yield key, f"{sheet.person_first} is verified."


def draw_goals(sheet: Sheet, others: str | None, *, late: bool) -> str:
    """Draws every goal and, where there are several, the step that chooses. The id of where the goals begin.

    `others` is the step that answers other questions, if there is one; `late`: verified after the choice.
    """
    goals = routed(sheet)
    if len(goals) == 1:
        return _goal(sheet, goals[0], compact=False)
    outbound = sheet.spec.direction == "outbound"
    sheet.node(
        "route",
        "route",
        "What is the call about?" if outbound else f"What does {sheet.person} want?",
        "Ask once more if it is not clear.",
    )
    guarded = _guarded(sheet) if late and list(verification(sheet)) else ()
    compact = _STEPS_A_GOAL * len(goals) > MAX_NODES - _OTHER_STEPS - len(sheet.spec.transfers)
    entries = {goal.id: _goal(sheet, goal, compact=compact) for goal in goals}
    for goal in goals:
        if goal not in guarded:
            sheet.way("route", entries[goal.id], condition(sheet, goal))
        elif goal is guarded[0]:
            _verified_first(sheet, guarded, entries)
    sheet.way("route", others or sheet.fallback, otherwise=True)
    return "route"


def condition(sheet: Sheet, goal: Goal) -> str:
    return wants(goal.statement, sheet.spec.direction)


def _guarded(sheet: Sheet) -> tuple[Goal, ...]:
    """The goals for which the caller has to be verified."""
    return tuple(g for g in routed(sheet) if any(map(needs_verification, sheet.roles.tools[g.id])))


def _verified_first(sheet: Sheet, guarded: tuple[Goal, ...], entries: Mapping[str, str]) -> None:
    """One way from the choice to the verification, and from there one to each goal that needs it."""
    wishes = [condition(sheet, goal) for goal in guarded]
    sheet.way("route", "verify", one_of(wishes))
    for goal, wish in zip(guarded, wishes, strict=True):
        sheet.way("verify", entries[goal.id], once_verified(wish, sheet.person))
    sheet.way("verify", sheet.fallback, otherwise=True)


def _goal(sheet: Sheet, goal: Goal, *, compact: bool) -> str:
    """The steps of one goal: ask, look up, confirm, act. The id of the first one."""
    tools = sheet.roles.tools[goal.id]
    reads = tuple(t for t in tools if t.effect == "read" and not t.confirm)
    writes = tuple(t for t in tools if t not in reads)
    asked = asked_for(sheet.roles.fields[goal.id], (*reads, *writes))
    if compact or not (tools or asked):
        title = clipped(goal.statement.rstrip("."), _TITLE)
        key = sheet.node(node_id(goal.id, "help"), "tool" if tools else "say", title, _task(goal, tools), tools)
        sheet.way(key, sheet.after)
        return key
    steps: list[Step] = []
    if asked:
        key = sheet.node(node_id(goal.id, "collect"), "collect", ask_title(asked), _ask(goal, asked))
        steps.append((key, None))
    if reads:
        key = sheet.node(node_id(goal.id, "look_up"), "tool", tool_title(reads), _look_up(goal, reads), reads)
        steps.append((key, "What is needed was found."))
    agreed = tuple(t for t in writes if t.confirm or t.effect == "irreversible")
    if agreed:
        steps.append((_confirm(sheet, goal, agreed), f"{sheet.person_first} says yes."))
    if writes:
        key = sheet.node(node_id(goal.id, "act"), "tool", tool_title(writes), _act(goal, writes), writes)
        steps.append((key, "The tool reports success."))
    sheet.chain([*steps, sheet.after])
    if agreed:  # somebody who says no is asked again, or goes on to something else; no person is needed for that
        no = node_id(goal.id, "confirm")
        del sheet.edges[edge_id(no, sheet.fallback)]
        sheet.way(no, steps[0][0] if asked else "wrap_up", otherwise=True)
    return steps[0][0]


def _confirm(sheet: Sheet, goal: Goal, writes: tuple[Tool, ...]) -> str:
    instruction = f"Read back what will be done and get a clear yes before you use {tool_names(writes, 'or')}."
    return sheet.node(node_id(goal.id, "confirm"), "say", "Read back and confirm", instruction)


def _ask(goal: Goal, asked: Mapping[str, str]) -> str:
    what = clipped(listed(list(dict.fromkeys(asked.values()))), 2000)
    return f"To {clipped(goal.statement, 300)}: ask for {what}, one at a time. Never ask for what is known already."


def _task(goal: Goal, tools: tuple[Tool, ...]) -> str:
    use = f" Use {tool_names(tools)} where it fits; confirm before anything is changed." if tools else ""
    return f"{goal.statement.rstrip('.')}.{use}"


def _look_up(goal: Goal, tools: tuple[Tool, ...]) -> str:
    said = clipped(goal.statement, 300).rstrip(".")
    return f"{said}: say that you are looking, use {tool_names(tools)}, then say what was found."


def _act(goal: Goal, tools: tuple[Tool, ...]) -> str:
    which = tool_names(tools) if len(tools) == 1 else f"the one that fits of {tool_names(tools)}"
    return (
        f"{clipped(goal.statement, 300).rstrip('.')}: use {which}. Say that it is done only after it reports success."
    )
