"""Changes as they are stored, with each version of a spec and with a click that waits."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, TypeAdapter, ValidationError

from engine.document import unknown
from engine.document.changes import CHANGE, Change
from engine.document.spec import Origin


class NewerChange(BaseModel):
    """A change that only a newer release understands: that it happened, by whom, and no more."""

    model_config = ConfigDict(frozen=True)

    op: Literal["newer"] = "newer"
    note: str = "A change of a newer release"


_UNKNOWN = NewerChange()
_CLICK: TypeAdapter[tuple[Change, ...]] = TypeAdapter(tuple[Change, ...])


def read_history(stored: Iterable[Mapping[str, Any]]) -> tuple[tuple[Change | NewerChange, Origin], ...]:
    """The changes of a version, as far as we understand them: a history can always be listed."""
    return tuple((_read(step["change"]), unknown.read(Origin, step["origin"])) for step in stored)


def read_click(stored: Sequence[Any]) -> tuple[Change, ...] | None:
    """What a click asks for, exactly; None where it takes a newer release to do all of it."""
    try:
        return _CLICK.validate_python(stored)
    except ValidationError:
        return None


def _read(change: Any) -> Change | NewerChange:
    try:
        return CHANGE.validate_python(change, extra="ignore")
    except ValidationError:
        return _UNKNOWN
