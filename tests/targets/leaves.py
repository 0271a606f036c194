"""Every leaf of the spec, and a spec in which it has another value."""

import typing
from collections.abc import Iterator, Mapping
from types import UnionType
from typing import Any, Literal, TypeVar, Union

from pydantic import BaseModel

from engine.document.spec import AgentSpec, Approval, Brought, Origin, Stage

_Model = TypeVar("_Model", bound=BaseModel)
_OTHER: Mapping[str, Any] = {
    "timezone": "America/Chicago",
    "destination": "+14155550199",
    "url": "https://other.example.org/thing",
    "opens": "07:30",
    "closes": "19:30",
    "auth_header": "X-Other",
    "format": "date",
    "model": "gpt-4.1",
    "languages": ("nl", "fr"),
    "days": ("sun",),
    "questions": ("book_appointment.notice", "survey.scale"),
    "asks": ("is_new",),
    "fields": ("is_new",),
    "goals": ("book",),
    "playbook": "take_message",
    "by_whom": "dentist",
    "transfer": "dentist",
    "trade": "plumber",
    "revisiting": Stage.COMPLETED,
    "schema_version": 3,
    "removed": ("another",),
    "platforms": ("json",),
    "skipped": ("greeting",),
    "tools": ("lookup_patient",),
    "approvals": {"tools": Approval(fingerprint="f", by=Origin(author="U9"))},
    "brought": Brought(platform="retell"),
    "origins": {"name": Origin(author="U9", author_name="Zora")},
}
"""Another value for fields whose form is narrow, by the name of the field."""


def leaves(model: type[BaseModel] = AgentSpec, path: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    """Names of the fields that lead to each value that is no part of its own."""
    for name, field in model.model_fields.items():
        inner = _part_in(field.annotation)
        if inner is None or name in ("approvals", "origins", "brought"):
            yield (*path, name)
        else:
            yield from leaves(inner, (*path, name))


def part_of(leaf: tuple[str, ...]) -> str:
    """The leaf as the loss report names it: `tools.params.in`."""
    return ".".join(name.rstrip("_") for name in leaf)


def changed(spec: AgentSpec, leaf: tuple[str, ...]) -> AgentSpec:
    """The spec with another value at this leaf, wherever it has one."""
    return _changed(spec, leaf)


def _changed(model: _Model, leaf: tuple[str, ...]) -> _Model:
    name, rest = leaf[0], leaf[1:]
    old = getattr(model, name)
    if rest and isinstance(old, tuple):
        new: Any = tuple(_changed(each, rest) for each in old)
    elif rest:
        new = old if old is None else _changed(old, rest)
    else:
        new = _other(name, type(model).model_fields[name].annotation, old)
    return model.model_copy(update={name: new})


def _other(name: str, annotation: Any, old: Any) -> Any:
    choices = _choices(annotation)
    if old is None and name != "by_whom":
        return None
    if name in _OTHER:
        return _OTHER[name]
    if choices and not isinstance(old, tuple):
        return choices[(choices.index(old) + 1) % len(choices)]
    if isinstance(old, bool):
        return not old
    if isinstance(old, int | float):
        return old + type(old)(1) if isinstance(old, int) else round(old * 0.9, 2)
    if isinstance(old, tuple):
        return (*(f"{each} zq" for each in old[:-1]), "zq")
    return f"{old}zq" if str(old).isidentifier() or name in ("id", "start", "source", "target") else f"{old} zq"


def _choices(annotation: Any) -> list[Any]:
    if typing.get_origin(annotation) is Literal:
        return list(typing.get_args(annotation))
    inner = typing.get_args(annotation) if typing.get_origin(annotation) in (Union, UnionType, typing.Annotated) else ()
    return next((found for each in inner if (found := _choices(each))), [])


def _part_in(annotation: Any) -> type[BaseModel] | None:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    return next((found for each in typing.get_args(annotation) if (found := _part_in(each))), None)
