"""Vendor types, closed: what the vendor's generated models let through is refused here.

The SDK's models allow extra keys, and write an open enum as `Union[Literal[...], Any]`, so as they come they catch few
mistakes (EXPORTS.md: 13 to 51 percent). `closed(Model)` builds the same tree of models anew with

* extra keys forbidden and values strict (no "1" for 1),
* `Any` dropped from a union that has something else in it,
* lazy iterables made lists,
* a union over a discriminator made a discriminated union, its discriminator required.
"""

import collections.abc
import types
import typing
from collections.abc import Iterator
from functools import cache
from typing import Annotated, Any, Literal, Union

from elevenlabs.core.serialization import FieldMetadata
from elevenlabs.core.unchecked_base_model import UnionMetadata
from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, create_model
from pydantic.fields import FieldInfo

_CONFIG = ConfigDict(extra="forbid", strict=True, populate_by_name=False)
_Models = dict[type[BaseModel], type[BaseModel]]


@cache
def closed(model: type[BaseModel]) -> TypeAdapter[Any]:
    """A validator for plain JSON-like values of this model, closed in every corner."""
    built: _Models = {}
    for each in _tree(model):
        built[each] = type(each.__name__, (BaseModel,), {"model_config": _CONFIG, "__module__": __name__})
    names = {f"_{i}_{each.__name__}": each for i, each in enumerate(built)}
    keys = {each: name for name, each in names.items()}
    for each in built:
        fields = {name: _field(name, field, keys) for name, field in each.model_fields.items()}
        built[each] = create_model(each.__name__, __config__=_CONFIG, **fields)  # type: ignore[call-overload]
    namespace = {name: built[each] for name, each in names.items()}
    for each in built.values():
        each.model_rebuild(_types_namespace=namespace)
    return TypeAdapter(built[model])


def _tree(model: type[BaseModel]) -> Iterator[type[BaseModel]]:
    seen: dict[type[BaseModel], None] = {model: None}
    queue = [model]
    for here in queue:
        for field in here.model_fields.values():
            for inner in _models_in(field.annotation):
                if inner not in seen:
                    seen[inner] = None
                    queue.append(inner)
    yield from queue


def _models_in(annotation: Any) -> Iterator[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        annotation.model_rebuild()
        yield annotation
    for inner in typing.get_args(annotation):
        if not isinstance(inner, str | int | bool):
            yield from _models_in(inner)


def _field(name: str, field: FieldInfo, keys: dict[type[BaseModel], str]) -> tuple[Any, Any]:
    """The closed annotation and default of one field."""
    annotation = _closed(field.annotation, field.metadata, keys)
    alias = next((m.alias for m in field.metadata if isinstance(m, FieldMetadata)), field.alias)
    literal = typing.get_origin(field.annotation) is Literal
    required = field.is_required() or (literal and field.default is not None)
    default = ... if required else field.default
    return annotation, Field(default, alias=alias) if alias else Field(default)


def _closed(annotation: Any, metadata: Any, keys: dict[type[BaseModel], str]) -> Any:
    origin, inner = typing.get_origin(annotation), typing.get_args(annotation)
    if isinstance(annotation, type) and annotation in keys:
        return typing.ForwardRef(keys[annotation])
    if origin is Annotated:
        return _closed(inner[0], inner[1:], keys)
    if origin in (Union, types.UnionType):
        return _union(inner, metadata, keys)
    if origin in (list, collections.abc.Sequence, collections.abc.Iterable):
        return list[_closed(inner[0], (), keys)]  # type: ignore[misc]
    if origin is dict:
        return dict[inner[0], _closed(inner[1], (), keys)]  # type: ignore[misc, valid-type]
    return annotation


def _union(members: tuple[Any, ...], metadata: Any, keys: dict[type[BaseModel], str]) -> Any:
    known = [m for m in members if m not in (Any, type(None))] or [Any]
    options = tuple(_closed(m, (), keys) for m in known)
    union: Any = Union[options]  # noqa: UP007 - built at run time
    discriminant = next((m.discriminant for m in metadata if isinstance(m, UnionMetadata)), None)
    if discriminant and len(options) > 1:
        union = Annotated[union, Field(discriminator=discriminant)]
    return typing.Optional[union] if type(None) in members else union  # noqa: UP045 - built at run time
