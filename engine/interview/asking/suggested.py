"""The question about what a language model suggested: it stands in the spec, and counts once a person agrees."""

from typing import Any

from pydantic import BaseModel

from engine.document.changes import CHANGE, Change
from engine.document.diff import said
from engine.document.spec import GROUPS, ITEM_KEYS, AgentSpec
from engine.interview.contract import Question
from engine.markdown import plain
from engine.messages.replies import Suggestion

_LONGEST = 300
_LISTS_OF_GOALS = ("rules", "cases", "tools", "fields")
_SPOKEN = {"auth_ref": "secret", "url": "address", "destination": "phone number"}


def ask_suggested(spec: AgentSpec, path: str) -> Question:
    """Keep it, or take it out; any other words are read as ever."""
    keep, drop = decisions(spec, path)
    text = (
        f"Suggested by the model, and said by none of you: {suggestion(spec, path)}. Shall I keep it? "
        "You can also tell me the right one."
    )
    offers = [Suggestion(label="Keep it", says="yes", changes=keep)]
    if drop:
        offers.append(Suggestion(label="Take it out", says="take it out", changes=drop))
    return Question(path, text, offer=keep, suggestions=tuple(offers))


def suggestion(spec: AgentSpec, path: str) -> str:
    """`“+14155550100” (phone number of Front desk)`."""
    owner, field, value = _at(spec, path)
    shown = said(value).strip() or str(value)
    shown = shown if len(shown) <= _LONGEST else f"{shown[:_LONGEST]}…"
    name = _SPOKEN.get(field, field.replace("_", " "))
    return f"“{plain(shown)}” ({name} of {plain(owner)})" if owner else f"“{plain(shown)}” ({name})"


def decisions(spec: AgentSpec, path: str) -> tuple[tuple[Change, ...], tuple[Change, ...]]:
    """The changes that keep the value and those that take it out; none for the latter where something must stand."""
    part, *rest = path.split(".")
    if part not in ITEM_KEYS or not rest:
        stored = _json(_at(spec, path)[2])
        return _changes({"op": "set", "path": path, "value": stored}), _changes({"op": "set", "path": path})
    key, field, entry = rest[0], ".".join(rest[1:2]), ".".join(rest[2:])
    if part == "goals" and field in _LISTS_OF_GOALS and entry:
        link = {"goal": key, "part": field}
        kept = {"op": "add_to_goal", **link, "item": _json(_at(spec, path)[2])}
        return _changes(kept), _changes({"op": "remove_from_goal", **link, "item": entry})
    item = _item(spec, part, key)
    field = field or next(name for name in type(item).model_fields if name != ITEM_KEYS[part])
    edit = {"op": "configure", "tool": key} if part == "tools" else {"op": "edit", "part": part, "id": key}
    kept = {**edit, "values": {field: _json(getattr(item, field))}}
    if len(rest) == 1:
        return _changes(kept), _changes({"op": "remove", "part": part, "id": key})
    known = type(item).model_fields[field]
    empty = not known.is_required() and known.get_default(call_default_factory=True)
    emptied = {**edit, "values": {field: _json(empty)}}
    return _changes(kept), _changes(emptied) if empty is not False else ()


def _changes(written: dict[str, Any]) -> tuple[Change, ...]:
    return (CHANGE.validate_python(written),)


def _at(spec: AgentSpec, path: str) -> tuple[str, str, Any]:
    """`(whose, which field, the value)`; a whole item is its own value."""
    part, *rest = path.split(".")
    if part in ITEM_KEYS and rest:
        item = _item(spec, part, rest[0])
        if len(rest) == 1:
            return "", part, item
        value = getattr(item, rest[1])
        if len(rest) > 2:  # the key of a rule or a case is its text, dots included
            key = ".".join(rest[2:])
            value = next((v for v in value if key in (v, getattr(v, "when", None))), key)
        return said(item) or rest[0], rest[1], value
    owner = getattr(spec, part) if part in GROUPS and rest else spec
    return "", (rest or [part])[-1], getattr(owner, (rest or [part])[-1], None)


def _item(spec: AgentSpec, part: str, key: str) -> Any:
    return next(item for item in getattr(spec, part) if getattr(item, ITEM_KEYS[part]) == key)


def _json(value: Any) -> Any:
    if isinstance(value, tuple):
        return [_json(v) for v in value]
    return value.model_dump(mode="json", exclude_defaults=True) if isinstance(value, BaseModel) else value
