"""What belongs to a goal: its links to tools and fields, its rules and cases, and what goes when the goal goes."""

from collections.abc import Iterable, Sequence
from typing import Any, TypeVar

from pydantic import JsonValue

from engine.document.changes.edits import agreed, forgotten, known, merged, replace
from engine.document.changes.items import item_of, no_such, remove
from engine.document.changes.kinds import Adopt, GoalPart
from engine.document.changes.references import only_of
from engine.document.spec import AgentSpec, Case, DataField, Goal, Origin, Tool, Variable
from engine.errors import Problem
from engine.sentences import quoted

Named = TypeVar("Named", Tool, DataField, Variable)


def add_to_goal(spec: AgentSpec, goal_id: str, part: GoalPart, item: JsonValue, origin: Origin) -> AgentSpec | Problem:
    """A case with a `when` that the goal has already takes its place; anything else that is there changes nothing."""
    goal = item_of(spec, "goals", goal_id)
    if goal is None:
        return no_such(spec, "goals", goal_id)
    there = [i for i in _written(goal, part) if not (part == "cases" and _key(i) == _key(item))]
    path = f"goals.{goal_id}.{part}.{_key(item)}"
    if item in there:
        return agreed(spec, [path], origin)
    changed = merged(goal, {part: [*there, item]})
    return known(_with_goal(spec, changed), {path: origin}) if changed != goal else spec


def remove_from_goal(spec: AgentSpec, goal_id: str, part: GoalPart, key: str, origin: Origin) -> AgentSpec | Problem:
    goal = item_of(spec, "goals", goal_id)
    if goal is None:
        return no_such(spec, "goals", goal_id)
    there = getattr(goal, part)
    left = tuple(i for i in there if _key(i).casefold() != key.casefold())
    if len(left) == len(there):
        return Problem(f"{quoted(goal.statement)} has no {_ONE[part]} like {quoted(key)}.", f"goals.{goal_id}.{part}")
    path = f"goals.{goal_id}.{part}"
    edited = _with_goal(spec, replace(goal, **{part: left}))
    for gone in (i for i in there if i not in left):
        edited = forgotten(edited, f"{path}.{_key(gone)}")
    return known(edited, {path: origin})


def adopt(spec: AgentSpec, change: Adopt, origin: Origin) -> AgentSpec | Problem:
    """What the goal has already comes first, and stays."""
    goal = item_of(spec, "goals", change.goal)
    if goal is None:
        return no_such(spec, "goals", change.goal)
    said = {case.when.casefold() for case in goal.cases}
    changed = replace(
        goal,
        playbook=goal.playbook or change.playbook,
        success=goal.success or change.success,
        by_whom=goal.by_whom or change.by_whom,
        rules=_together(goal.rules, change.rules),
        cases=(*goal.cases, *(case for case in change.cases if case.when.casefold() not in said)),
        tools=_together(goal.tools, change.tools),
        fields=_together(goal.fields, [field.name for field in change.fields]),
    )
    tools, fields = _new(spec.tools, change.new_tools), _new(spec.data_fields, change.fields)
    variables = _new(spec.variables, change.variables)
    edited = replace(
        _with_goal(spec, changed),
        tools=(*spec.tools, *tools),
        data_fields=(*spec.data_fields, *fields),
        variables=(*spec.variables, *variables),
        questions=_together(spec.questions, change.questions),
    )
    new: dict[str, Sequence[Tool | DataField | Variable]] = {
        "tools": tools,
        "data_fields": fields,
        "variables": variables,
    }
    origins = {f"{part}.{item.name}": origin for part, items in new.items() for item in items}
    brought = {f"goals.{goal.id}.{f}": origin for f in _BROUGHT if getattr(changed, f) != getattr(goal, f)}
    return known(edited, origins | brought) if edited != spec else spec


_BROUGHT = ("playbook", "success", "by_whom", "rules", "cases", "tools", "fields")


def _together(there: Iterable[str], more: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys((*there, *more)))


def _new(there: Iterable[Named], more: Iterable[Named]) -> list[Named]:
    names = {item.name for item in there}
    return [item for item in more if item.name not in names]


def remove_goal(spec: AgentSpec, goal_id: str) -> AgentSpec | Problem:
    """The goal goes with what only it used: its tools, its fields, and what its playbook still wanted to ask."""
    goal = item_of(spec, "goals", goal_id)
    edited = remove(spec, "goals", goal_id)
    if goal is None or isinstance(edited, Problem):
        return edited
    for part, key in _gone_with(spec, goal):
        without = remove(edited, part, key)
        edited = edited if isinstance(without, Problem) else without
    if any(other.playbook == goal.playbook for other in edited.goals):
        return edited
    return replace(edited, questions=tuple(q for q in edited.questions if q.partition(".")[0] != goal.playbook))


def _gone_with(spec: AgentSpec, goal: Goal) -> list[tuple[str, str]]:
    tools = [name for name in only_of(goal, goal.tools, lambda g: g.tools, spec) if _serves_no_place(spec, name)]
    fields = only_of(goal, goal.fields, lambda g: g.fields, spec)
    return [*(("tools", name) for name in tools), *(("data_fields", name) for name in fields)]


def _serves_no_place(spec: AgentSpec, name: str) -> bool:
    tool = spec.tool(name)
    return tool is not None and tool.place is None and tool.state != "declined"


def _with_goal(spec: AgentSpec, changed: Goal) -> AgentSpec:
    return replace(spec, goals=tuple(changed if goal.id == changed.id else goal for goal in spec.goals))


def _written(goal: Goal, part: GoalPart) -> list[Any]:
    return list(goal.model_dump(mode="json")[part])


def _key(item: object) -> str:
    """What a case, or anything else of a goal, is known by."""
    if isinstance(item, Case):
        return item.when
    return str(item.get("when", "")) if isinstance(item, dict) else str(item)


_ONE = {"tools": "tool", "fields": "field", "rules": "rule", "cases": "case"}
