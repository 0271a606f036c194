"""Who takes over from the agent, when, and how people show who they are."""

from typing import Annotated, Literal

from pydantic import Field

from engine.document.spec.part import Part
from engine.document.spec.scalars import Line, PhoneNumber, Slug


class Transfer(Part):
    """A person or a department that a call can be handed to."""

    id: Slug
    label: Line
    condition: Line
    destination: PhoneNumber | None = None
    """None: nobody has given the number yet."""
    mode: Literal["warm", "cold"] = "warm"
    """Warm: the person hears a summary first."""


class Fallback(Part):
    """What happens when nothing else helps. A person: `transfer` says which."""

    kind: Literal["person", "message", "callback", "none"]
    transfer: Slug | None = None
    say: Line | None = None
    """What the caller hears then."""


class Emergency(Part):
    """Signs that interrupt whatever is going on."""

    id: Slug
    signs: Line
    say: Line
    """The agent's words."""
    then: Line | None = None
    """What it does next."""
    transfer: Slug | None = None
    """Who gets the call then."""


class Identity(Part):
    """How people show who they are, and for what."""

    ask: Annotated[tuple[Line, ...], Field(min_length=1, max_length=6)]
    tries: Annotated[int, Field(ge=1, le=3)] = 2
    goals: tuple[Slug, ...] = ()
    """The goals that need it; empty: every goal."""
    otherwise: Line | None = None
    """What happens to somebody who cannot show it."""
