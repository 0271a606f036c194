"""Vendor types, closed: what a vendor's generated types let through is refused here.

The SDKs' models allow extra keys, and write an open enum as `Union[Literal[...], Any]`, so as they come they catch few
mistakes (EXPORTS.md: 13 to 51 percent). `faults(value, Type)` reads the same tree of types with

* extra keys refused, required keys asked for, and no "1" for 1,
* `Any`, and `str` beside literals, dropped from a union that has something else in it,
* lazy iterables read as lists,
* a union over a discriminator decided by it, and the discriminator required.

It looks only at the types that a value touches (to build Vapi's whole tree takes minutes), takes pydantic models and
typed dictionaries, and needs nothing but pydantic: the Vapi SDK has an environment of its own, where this runs, too.
"""

import collections.abc
import datetime
import types
import typing
from collections.abc import Iterator
from enum import Enum
from functools import cache
from typing import Annotated, Any, Literal, NamedTuple, NotRequired, Required, Union

import typing_extensions
from pydantic import BaseModel

_WRAPPERS = (Required, NotRequired, typing_extensions.Required, typing_extensions.NotRequired, Annotated)
_LISTS = (list, tuple, collections.abc.Sequence, collections.abc.Iterable)
_DICTS = (dict, collections.abc.Mapping)
_ANY = (Any, object)
_Metadata = tuple[Any, ...]


class _Given(NamedTuple):
    """One field as the vendor wrote it."""

    annotation: Any
    metadata: _Metadata
    required: bool


def faults(value: Any, of: Any, path: str = "", metadata: _Metadata = ()) -> list[str]:
    """Why the platform would not take this plain JSON-like value; empty for a good one."""
    annotation, more = _bare(of)
    return list(_faults(value, annotation, path, (*metadata, *more)))


def _faults(value: Any, of: Any, path: str, metadata: _Metadata) -> Iterator[str]:
    origin, inner = typing.get_origin(of), typing.get_args(of)
    if origin in (Union, types.UnionType):
        yield from _union(value, inner, path, metadata)
    elif origin is Literal:
        if not any(value == choice and type(value) is type(choice) for choice in inner):
            yield f"{path}: {value!r} is none of {inner[:6]}"
    elif origin in _LISTS or of in (list, tuple):
        yield from _list(value, inner, path)
    elif origin in _DICTS or of is dict:
        yield from _dict(value, inner, path)
    elif _is_model(of):
        yield from _model(value, of, path)
    elif not _is(value, of):
        yield f"{path}: {type(value).__name__} instead of {getattr(of, '__name__', of)}"


def _union(value: Any, members: tuple[Any, ...], path: str, metadata: _Metadata) -> Iterator[str]:
    known = [m for m in members if m not in _ANY]
    if all(m is type(None) for m in known):
        known.append(Any)
    if str in known and any(typing.get_origin(m) is Literal for m in known):
        known.remove(str)
    if value is None:
        if type(None) not in known and Any not in known:
            yield f"{path}: nothing instead of something"
        return
    options = [m for m in known if m is not type(None)]
    by = next(
        (d for m in metadata if (d := getattr(m, "discriminant", None) or getattr(m, "discriminator", None))), None
    )
    if isinstance(by, str) and len(options) > 1 and isinstance(value, dict):
        options = [m for m in options if _chosen(m, by, value.get(by))]
        if not options or by not in value:
            yield f"{path}.{by}: {value.get(by)!r} chooses nothing"
            return
    found = [faults(value, option, path) for option in options]
    if all(found):
        yield from min(found, key=len, default=[f"{path}: nothing fits"])


def _chosen(option: Any, by: str, name: Any) -> bool:
    option, _ = _bare(option)
    if not _is_model(option) or by not in fields_of(option):
        return False
    annotation = fields_of(option)[by].annotation
    return typing.get_origin(annotation) is Literal and name in typing.get_args(annotation)


def _list(value: Any, inner: tuple[Any, ...], path: str) -> Iterator[str]:
    if not isinstance(value, list):
        yield f"{path}: {type(value).__name__} instead of a list"
        return
    for i, each in enumerate(value):
        yield from faults(each, inner[0] if inner else Any, f"{path}[{i}]")


def _dict(value: Any, inner: tuple[Any, ...], path: str) -> Iterator[str]:
    if not isinstance(value, dict):
        yield f"{path}: {type(value).__name__} instead of an object"
        return
    for key, each in value.items():
        yield from faults(each, inner[1] if inner else Any, f"{path}.{key}")


def _model(value: Any, of: Any, path: str) -> Iterator[str]:
    if not isinstance(value, dict):
        yield f"{path}: {type(value).__name__} instead of {of.__name__}"
        return
    known = fields_of(of)
    yield from (f"{path}.{key}: no key of {of.__name__}" for key in value if key not in known)
    yield from (
        f"{path}.{key}: missing in {of.__name__}" for key, given in known.items() if given.required and key not in value
    )
    for key, each in value.items():
        if key in known:
            yield from faults(each, known[key].annotation, f"{path}.{key}", known[key].metadata)


def _is(value: Any, of: Any) -> bool:
    if of in _ANY or isinstance(of, typing.TypeVar):
        return True
    if of is float:
        return isinstance(value, int | float) and not isinstance(value, bool)
    if of is int:
        return isinstance(value, int) and not isinstance(value, bool)
    if of in (datetime.datetime, datetime.date, bytes):
        return isinstance(value, str)
    if isinstance(of, type) and issubclass(of, Enum):
        return value in [choice.value for choice in of]
    return isinstance(of, type) and isinstance(value, of)


def _is_model(of: Any) -> bool:
    return typing_extensions.is_typeddict(of) or (isinstance(of, type) and issubclass(of, BaseModel))


@cache
def fields_of(model: Any) -> dict[str, _Given]:
    """The fields of a model by the keys that they have in JSON."""
    if typing_extensions.is_typeddict(model):
        found = {}
        for name, hint in typing.get_type_hints(model, include_extras=True).items():
            annotation, metadata = _bare(hint)
            alias = next((m.alias for m in metadata if getattr(m, "alias", None)), name)
            found[alias] = _Given(annotation, metadata, _is_required(hint, name in model.__required_keys__))
        return found
    return {_key(name, field): _of_model(field) for name, field in _built(model).model_fields.items()}


def _is_required(hint: Any, said: bool) -> bool:
    """`__required_keys__` is wrong where annotations are strings, as they are in the SDKs."""
    while (origin := typing.get_origin(hint)) in _WRAPPERS:
        if origin is not Annotated:
            return origin in (Required, typing_extensions.Required)
        hint = typing.get_args(hint)[0]
    return said


def _built(model: Any) -> Any:
    if not model.__pydantic_complete__:
        model.model_rebuild()
    return model


def _key(name: str, field: Any) -> str:
    own = next((m.alias for m in field.metadata if type(m).__name__ == "FieldMetadata"), None)
    return own or field.serialization_alias or field.alias or name


def _of_model(field: Any) -> _Given:
    annotation, more = _bare(field.annotation)
    literal = typing.get_origin(annotation) is Literal
    metadata = (*field.metadata, *more, *([field] if field.discriminator else []))
    return _Given(annotation, metadata, field.is_required() or (literal and field.default is not None))


def _bare(hint: Any) -> tuple[Any, _Metadata]:
    """Without `Required` and `Annotated` around it."""
    metadata: _Metadata = ()
    while (origin := typing.get_origin(hint)) in _WRAPPERS:
        metadata = (*metadata, *getattr(hint, "__metadata__", ())) if origin is Annotated else metadata
        hint = typing.get_args(hint)[0]
    return hint, metadata
