"""What every part of a spec is, and what is kept of who said it."""

from typing import Literal, TypeVar

from pydantic import BaseModel, ConfigDict

from engine.document.unknown import Keeping

_Model = TypeVar("_Model", bound=BaseModel)


class Part(Keeping):
    """Base of every part of the spec: immutable, closed, written with its public names."""

    model_config = ConfigDict(extra="forbid", frozen=True, serialize_by_alias=True, validate_by_name=True)


class Origin(Part):
    """Where a value came from: who said it, in which message, and how it got into the spec."""

    author: str
    """The person's id as the platform knows it; `builder` for what the builder derived by itself."""
    author_name: str = ""
    message: str = ""
    """Id of the stored message; empty where there was none (an import, a derived value)."""
    how: Literal["said", "inferred", "defaulted", "suggested", "imported"] = "said"
    """`suggested`: by a model, and nobody has agreed to it yet."""


ASSUMED = ("inferred", "defaulted", "suggested")
"""How values came in that nobody has said or agreed to."""
GUESSED = ("inferred", "suggested")
"""Those of them that nobody was asked about; a default is what somebody left to the builder, or what always holds."""


class Approval(Part):
    """Somebody agreed to what stood there; `fingerprint` says what that was."""

    fingerprint: str
    by: Origin


def distinct(model: _Model, what: str, keys: list[str]) -> _Model:
    """The model as it is; ValueError where two of its items have the same key."""
    twice = sorted({k for k in keys if keys.count(k) > 1})
    if twice:
        raise ValueError(f"{what}: {', '.join(twice)} is there twice")
    return model
