"""The items of lists: goals, tools, transfers and the like, each under its key."""

from typing import Any

from pydantic import JsonValue

from engine.document.changes.edits import agreed, forgotten, known, merged, replace
from engine.document.changes.kinds import Values
from engine.document.changes.references import carried
from engine.document.spec import ITEM_KEYS, AgentSpec, Origin
from engine.errors import Problem
from engine.sentences import quoted, some


def add_item(spec: AgentSpec, part: str, item: Any, origin: Origin) -> AgentSpec | Problem:
    key = getattr(item, ITEM_KEYS[part])
    there = item_of(spec, part, key)
    if there is not None and there == there.carried_to(item):
        return spec
    if there is not None:
        return Problem(
            f"There is already {_one(part)} called {quoted(key)}. Change that one, or choose another name.", part
        )
    return known(replace(spec, **{part: (*getattr(spec, part), item)}), {f"{part}.{key}": origin})


def edit_item(spec: AgentSpec, part: str, key: str, values: Values, origin: Origin) -> AgentSpec | Problem:
    there = item_of(spec, part, key)
    if there is None:
        return no_such(spec, part, key)
    if part == "tools" and "params" in values:
        values = {**values, "params": _merged_params(there, values["params"])}
    changed = merged(there, values)
    if changed == there:
        return agreed(spec, [f"{part}.{key}.{field}" for field in values], origin)
    items = tuple(changed if i is there else i for i in getattr(spec, part))
    new_key = getattr(changed, ITEM_KEYS[part])
    edited = replace(spec, **{part: items})
    if new_key != key:
        edited = carried(edited, part, key, new_key)
    return known(edited, {f"{part}.{new_key}.{field}": origin for field in values})


def _merged_params(tool: Any, edits: JsonValue) -> JsonValue:
    """The tool's parameters with `edits` laid over them by name."""
    if not isinstance(edits, list):
        return edits
    params: dict[Any, Any] = {p.name: p.model_dump(mode="json") for p in tool.params}
    for edit in edits:
        if not isinstance(edit, dict):
            return edits
        params[edit.get("name")] = {**params.get(edit.get("name"), {}), **edit}
    return list(params.values())


def remove(spec: AgentSpec, part: str, key: str) -> AgentSpec | Problem:
    items = getattr(spec, part)
    if part not in ITEM_KEYS:
        left: tuple[Any, ...] = tuple(w for w in items if w.casefold() != key.casefold())
    else:
        left = tuple(i for i in items if getattr(i, ITEM_KEYS[part]) != key)
    if len(left) == len(items):
        return no_such(spec, part, key)
    gone = part if part not in ITEM_KEYS and not left else f"{part}.{key}"  # words have one origin together
    edited = forgotten(replace(spec, **{part: left}), gone)
    return carried(edited, part, key, None)


def move(spec: AgentSpec, part: str, key: str, before: str | None) -> AgentSpec | Problem:
    """The item `key` before the item `before`, or at the end of its list."""
    item, place = item_of(spec, part, key), item_of(spec, part, before) if before else None
    if item is None or (before and place is None):
        return no_such(spec, part, key if item is None else str(before))
    if item is place:
        return spec
    others = [i for i in getattr(spec, part) if i is not item]
    at = others.index(place) if place else len(others)
    return replace(spec, **{part: (*others[:at], item, *others[at:])})


def item_of(spec: AgentSpec, part: str, key: str) -> Any | None:
    return next((i for i in getattr(spec, part) if getattr(i, ITEM_KEYS[part]) == key), None)


def _one(part: str) -> str:
    return {
        "goals": "a goal",
        "data_fields": "a field",
        "variables": "a variable",
        "tools": "a tool",
        "knowledge": "a knowledge item",
        "transfers": "a transfer",
        "emergencies": "an emergency",
        "guardrails": "a rule",
        "criteria": "a criterion",
        "notes": "a note",
        "tone": "a tone",
        "languages": "a language",
        "platforms": "a platform",
        "questions": "a question",
    }[part]


def no_such(spec: AgentSpec, part: str, key: str) -> Problem:
    items = getattr(spec, part)
    names = [getattr(i, ITEM_KEYS[part]) for i in items] if part in ITEM_KEYS else list(items)
    there = f" There is {some(names)}." if names else ""
    return Problem(f"There is no {_one(part).split(' ', 1)[1]} called {quoted(key)}.{there}", part)
