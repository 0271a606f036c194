"""Where one part of the spec names an item of another: kept true when that item is renamed or goes."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import TypeAlias

from engine.document.changes.edits import replace
from engine.document.spec import ITEM_KEYS, AgentSpec, Goal, Node
from engine.errors import Problem
from engine.sentences import quoted

Names: TypeAlias = Iterable[str | None]


def carried(spec: AgentSpec, part: str, old: str, new: str | None) -> AgentSpec:
    """Carry an item's new name (None: it has gone) into all that names it, and into `origins`."""
    if new is not None:
        spec = _origins_carried(spec, f"{part}.{old}", f"{part}.{new}")
    carry = _CARRIED.get(part)
    return carry(spec, old, new) if carry else spec


def broken_by(edited: AgentSpec, before: AgentSpec) -> Problem | None:
    """What `edited` names that is not there, unless `before` had the same fault."""
    if all(getattr(edited, part) is getattr(before, part) for part in _NAMING):
        return None
    known = set(_broken(before))
    return next((_problem(*broken) for broken in _broken(edited) if broken not in known), None)


_NAMING = ("goals", "identity", "emergencies", "fallback")
_CALLED: Mapping[str, str] = {"tools": "tool", "data_fields": "field", "transfers": "transfer", "goals": "goal"}


def _problem(place: str, part: str, name: str) -> Problem:
    return Problem(f"There is no {_CALLED[part]} called {quoted(name)}.", place)


def _broken(spec: AgentSpec) -> Iterator[tuple[str, str, str]]:
    """Where, of which part, and the name that is missing there."""
    there = {part: {getattr(item, ITEM_KEYS[part]) for item in getattr(spec, part)} for part in _CALLED}
    for place, part, names in _named(spec):
        yield from ((place, part, name) for name in names if name is not None and name not in there[part])


def _named(spec: AgentSpec) -> Iterator[tuple[str, str, Names]]:
    for goal in spec.goals:
        yield f"goals.{goal.id}.tools", "tools", goal.tools
        yield f"goals.{goal.id}.fields", "data_fields", goal.fields
        yield f"goals.{goal.id}.by_whom", "transfers", (goal.by_whom,)
    for emergency in spec.emergencies:
        yield f"emergencies.{emergency.id}.transfer", "transfers", (emergency.transfer,)
    if spec.fallback:
        yield "fallback", "transfers", (spec.fallback.transfer,)
    if spec.identity:
        yield "identity", "goals", spec.identity.goals


def _tool(spec: AgentSpec, old: str, new: str | None) -> AgentSpec:
    goals = tuple(replace(g, tools=_put(g.tools, old, new)) if old in g.tools else g for g in spec.goals)
    return _with_nodes(replace(spec, goals=goals), lambda n: replace(n, tools=_put(n.tools, old, new)))


def _field(spec: AgentSpec, old: str, new: str | None) -> AgentSpec:
    goals = tuple(replace(g, fields=_put(g.fields, old, new)) if old in g.fields else g for g in spec.goals)
    return _with_nodes(replace(spec, goals=goals), lambda n: replace(n, asks=_put(n.asks, old, new)))


def _transfer(spec: AgentSpec, old: str, new: str | None) -> AgentSpec:
    """Where the line that takes what nothing else helps has gone, what happens then is asked again."""
    goals = tuple(replace(g, by_whom=new) if g.by_whom == old else g for g in spec.goals)
    emergencies = tuple(replace(e, transfer=new) if e.transfer == old else e for e in spec.emergencies)
    fallback = spec.fallback
    if fallback and fallback.transfer == old:
        fallback = replace(fallback, transfer=new) if new else None
    return replace(spec, goals=goals, emergencies=emergencies, fallback=fallback)


def _goal(spec: AgentSpec, old: str, new: str | None) -> AgentSpec:
    """An identity check that only the goal needed goes with it."""
    identity = spec.identity
    if identity and old in identity.goals:
        left = _put(identity.goals, old, new)
        identity = replace(identity, goals=left) if left else None
    spec = replace(spec, identity=identity)
    return _with_nodes(spec, lambda n: replace(n, goal=new) if n.goal == old else n)


_CARRIED: Mapping[str, Callable[[AgentSpec, str, str | None], AgentSpec]] = {
    "tools": _tool,
    "data_fields": _field,
    "transfers": _transfer,
    "goals": _goal,
}


def _put(names: tuple[str, ...], old: str, new: str | None) -> tuple[str, ...]:
    return tuple(new if name == old and new is not None else name for name in names if name != old or new is not None)


def _with_nodes(spec: AgentSpec, edit: Callable[[Node], Node]) -> AgentSpec:
    return replace(spec, flow=replace(spec.flow, nodes=tuple(map(edit, spec.flow.nodes))))


def _origins_carried(spec: AgentSpec, old: str, new: str) -> AgentSpec:
    origins = {
        new + path[len(old) :] if path == old or path.startswith(f"{old}.") else path: origin
        for path, origin in spec.origins.items()
    }
    return replace(spec, origins=origins)


def only_of(goal: Goal, names: Iterable[str], others: Callable[[Goal], Iterable[str]], spec: AgentSpec) -> list[str]:
    """Those of `names` that no other goal has."""
    shared = {name for other in spec.goals if other.id != goal.id for name in others(other)}
    return [name for name in names if name not in shared]
