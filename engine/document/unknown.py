"""Unknown fields: what a newer release wrote, kept beside the part it belongs to and given back when that is written.

They live in a private attribute: no input of a person, a model or an API client can set them, no schema, prompt, export
or fingerprint shows them, and a copy of a part carries them along. They vanish with their part.
"""

from collections.abc import Collection, Iterator, Mapping
from functools import cache
from typing import Any, Self, TypeVar, get_args

from pydantic import BaseModel, JsonValue, PrivateAttr, ValidationError

Steps = tuple[str | int, ...]
"""The way to a value inside a JSON document: `("tools", 0, "params")`."""
_Document = TypeVar("_Document", bound="Keeping")

_NOT_UNDERSTOOD = {
    "extra_forbidden", "literal_error", "enum", "string_type", "int_type", "float_type", "bool_type",
}  # fmt: skip
"""Errors of pydantic that mean: a newer release has a field, a choice or a form of a single value that we have not.
Anything else (a list that is an object now, a required value that is missing) leaves nothing sound to work with."""


class Keeping(BaseModel):
    """Base of all that is stored as JSON and may come back from a newer release.

    In a list an item is known by its first field: that is how its unknown fields find it again.
    """

    _unknown: Mapping[Steps, JsonValue] = PrivateAttr(default_factory=dict)
    """By their steps from here. A field that we know, with a value that we do not, shows its default meanwhile."""

    def model_copy(self, *, update: Mapping[str, Any] | None = None, deep: bool = False) -> Self:
        """The default that stands for a value we could not read, once replaced, is an answer of its own."""
        copied = super().model_copy(update=update, deep=deep)
        if update and self._unknown:
            copied._unknown = self._still_unknown(copied)
        return copied

    def carried_to(self, after: Self, said: Collection[str] = ()) -> Self:
        """`after`, built anew from this, with the unknown fields of this and of the items it still has.

        `said`: fields that somebody has just given a value, so that what stood there before is over.
        """
        updates = {}
        for name in _inner(type(after)):
            value = getattr(after, name)
            carried = _carried(getattr(self, name), value)
            if carried is not value:
                updates[name] = carried
        still = {s: v for s, v in self._still_unknown(after).items() if len(s) > 1 or s[0] not in said}
        if not updates and still == after._unknown:
            return after
        carrier = after.model_copy(update=updates)
        carrier._unknown = still
        return carrier

    def _still_unknown(self, after: Self) -> Mapping[Steps, JsonValue]:
        def replaced(steps: Steps) -> bool:
            name = _field(type(self), steps[0])
            return len(steps) == 1 and name is not None and getattr(self, name) != getattr(after, name)

        return {steps: value for steps, value in self._unknown.items() if not replaced(steps)}


_INNER = (Keeping, tuple, dict)
"""Values of a field that may hold parts."""


def read(model: type[_Document], stored: Mapping[str, Any]) -> _Document:
    """The document, with what we do not understand kept aside. Raises ValidationError where too little is left."""
    try:
        return model.model_validate(stored)
    except ValidationError as error:
        trouble: ValidationError | None = error
    unknown: dict[Steps, JsonValue] = {}
    while trouble:
        places = _not_understood(stored, trouble)
        unknown |= {steps: _at(stored, steps) for steps in places}
        stored = _without(stored, places)
        try:
            found, trouble = model.model_validate(stored), None
        except ValidationError as error:
            trouble = error
    for steps, value in unknown.items():
        owner, rest = _owner(found, steps)
        owner._unknown = {**owner._unknown, rest: value}
    return found


def write(document: Keeping) -> dict[str, Any]:
    """The document as JSON, with its unknown fields where they were."""
    written = document.model_dump(mode="json")
    for way, part in _parts(document, ()):
        for steps, value in part._unknown.items():
            _put(_at(written, way), steps, value)
    return written


def _carried(before: Any, after: Any) -> Any:
    """`after` with the unknown fields of `before`, matched item by item; `after` itself where there are none."""
    if before is after:
        return after
    if isinstance(after, Keeping) and type(before) is type(after):
        return before.carried_to(after)
    if isinstance(after, Mapping) and isinstance(before, Mapping):
        carried = {key: _carried(before.get(key), value) for key, value in after.items()}
        return carried if any(carried[key] is not after[key] for key in after) else after
    if isinstance(after, tuple) and any(isinstance(item, Keeping) for item in after):
        there = {_name(item): item for item in before}
        items = tuple(_carried(there.get(_name(item)), item) for item in after)
        return items if any(a is not b for a, b in zip(items, after, strict=True)) else after
    return after


def _name(item: Keeping) -> Any:
    return getattr(item, next(iter(type(item).model_fields)))


def _not_understood(stored: Mapping[str, Any], error: ValidationError) -> Collection[Steps]:
    """Where it is, in the order of the document. Raises the error again if it is about anything else."""
    problems = error.errors(include_url=False, include_context=False, include_input=False)
    if any(problem["type"] not in _NOT_UNDERSTOOD for problem in problems):
        raise error
    return dict.fromkeys(_found(stored, problem["loc"]) for problem in problems)


def _found(stored: Any, place: Steps) -> Steps:
    """The part of an error's place that leads somewhere: pydantic adds the members of unions, and `[key]`."""
    for depth, step in enumerate(place):
        if not (step in stored if isinstance(stored, dict) else isinstance(stored, list) and isinstance(step, int)):
            return place[:depth]
        stored = stored[step]
    return place


def _at(stored: Any, steps: Steps) -> Any:
    for step in steps:
        stored = stored[step]
    return stored


def _without(stored: Any, places: Collection[Steps]) -> Any:
    """A copy without these places."""
    if not places:
        return stored
    gone = {steps[0] for steps in places if len(steps) == 1}
    inner: dict[str | int, list[Steps]] = {}
    for steps in places:
        inner.setdefault(steps[0], []).append(steps[1:])
    if isinstance(stored, list):
        return [_without(v, inner.get(n, ())) for n, v in enumerate(stored) if n not in gone]
    return {k: _without(v, inner.get(k, ())) for k, v in stored.items() if k not in gone}


def _owner(document: Keeping, steps: Steps) -> tuple[Keeping, Steps]:
    """The innermost part around a place, and the rest of the way from there."""
    owner, rest, here = document, steps, document
    for depth, step in enumerate(steps[:-1], start=1):
        here = getattr(here, _field(type(here), step) or "") if isinstance(here, Keeping) else here[step]
        if isinstance(here, Keeping):
            owner, rest = here, steps[depth:]
    return owner, rest


def _field(model: type[BaseModel], step: str | int) -> str | None:
    """The field that is written under this name."""
    return next((name for name, info in model.model_fields.items() if step in (info.alias or name, name)), None)


@cache
def _inner(model: type[BaseModel]) -> Mapping[str, str]:
    """The fields that can hold a part, and the name each is written under."""
    return {name: info.alias or name for name, info in model.model_fields.items() if _holds_parts(info.annotation)}


def _holds_parts(kind: Any) -> bool:
    """Whether a value of this type can be, or have in it, a part that keeps unknown fields."""
    return (isinstance(kind, type) and issubclass(kind, Keeping)) or any(map(_holds_parts, get_args(kind)))


def _parts(value: Any, way: Steps) -> Iterator[tuple[Steps, Keeping]]:
    """Every part of a document that has unknown fields, with the way to it. Every turn asks, so leaves are skipped."""
    if isinstance(value, Keeping):
        private = value.__pydantic_private__  # a look at `_unknown` itself costs ten times as much
        if private and private["_unknown"]:
            yield way, value
        for name, written in _inner(type(value)).items():
            inner = value.__dict__[name]
            if inner and isinstance(inner, _INNER):
                yield from _parts(inner, (*way, written))
        return
    for step, inner in value.items() if isinstance(value, dict) else enumerate(value):
        if isinstance(inner, Keeping):
            yield from _parts(inner, (*way, step))


def _put(written: Any, steps: Steps, value: JsonValue) -> None:
    *way, last = steps
    there = _at(written, tuple(way))
    if isinstance(there, list) and isinstance(last, int):
        there.insert(last, value)
    else:
        there[last] = value
