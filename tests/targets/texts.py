"""The free texts of a spec, wherever they stand in it."""

from collections.abc import Callable
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from engine.document.spec import Param

_Model = TypeVar("_Model", bound=BaseModel)


def with_free_texts(model: _Model, change: Callable[[str, str], str], path: str = "") -> _Model:
    """A copy in which `change(part, old)` stands for every free text; `part` is its path without item keys."""
    changed: dict[str, Any] = {}
    for name, field in type(model).model_fields.items():
        part, old = f"{path}{field.alias or name}", getattr(model, name)
        if isinstance(old, BaseModel):
            changed[name] = with_free_texts(old, change, f"{part}.")
        elif isinstance(old, tuple) and old and isinstance(old[0], BaseModel):
            changed[name] = tuple(with_free_texts(each, change, f"{part}.") for each in old)
        elif isinstance(old, str) and _is_free(model, name):
            changed[name] = change(part, old)
    return model.model_copy(update=changed)


def _is_free(owner: BaseModel, name: str) -> bool:
    """Whether the field takes any text at all, and is no name that something else refers to."""
    try:
        type(owner).model_validate({**owner.model_dump(by_alias=False), name: "any text"})
    except ValidationError:
        return False
    return not (isinstance(owner, Param) and name == "value")
