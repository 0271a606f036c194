"""A trade: what an experienced designer knows about one kind of business before the team has said a word."""

from collections.abc import Mapping
from typing import Annotated

from pydantic import Field, StringConstraints

from engine.document.spec import Line, Pronunciation, Slug
from engine.playbooks.parts import Language, PlaybookPart, Questions, Texts, Words

Country = Annotated[str, StringConstraints(pattern=r"^[A-Z]{2}$")]
LookedUp = Annotated[str, StringConstraints(pattern=r"^\d{4}-\d{2}-\d{2}(, .+)?$", max_length=80)]
"""`2026-11-30, uscode.house.gov`: the day, and the place where it is known."""


class Emergency(PlaybookPart):
    """Signs that the agent must not miss; they interrupt whatever is going on."""

    signs: Line
    say: Line
    """The agent's words."""
    then: Line
    """What it does next."""


class Regime(PlaybookPart):
    """A law or a standard that such calls fall under."""

    country: Country | None = None
    """ISO 3166, or EU. None: it holds everywhere."""
    name: Line
    means: Line
    """One sentence: what it means for a call."""
    source: Line
    looked_up: LookedUp | None = None
    """When and where the text was read, which backs `means`. None: written from knowledge and never looked up."""


class IdentityCheck(PlaybookPart):
    """How callers usually show who they are."""

    ask: tuple[Line, ...]
    before: Line
    """What needs it."""
    tries: Annotated[int, Field(ge=1, le=3)] = 2


class Trade(PlaybookPart):
    """What is known about one trade."""

    id: Slug
    title: Line
    industry: Line
    cues: Mapping[Language, Words]
    """How teams call their business."""
    jobs: Annotated[tuple[Slug, ...], Field(min_length=3)]
    """The most usual first."""
    callers: Texts
    role: Texts
    outbound_role: Line | None = None
    """What the agent is where it does the calling."""
    emergencies: tuple[Emergency, ...] = ()
    never: tuple[Line, ...] = ()
    """Advice and promises that are never given."""
    regimes: tuple[Regime, ...] = ()
    identity: IdentityCheck | None = None
    pronunciations: tuple[Pronunciation, ...] = ()
    hours: Line
    """Habits of opening hours."""
    systems: tuple[Line, ...] = ()
    """Products that such businesses often work with."""
    tone: tuple[Line, ...]
    questions: Annotated[Questions, Field(min_length=2, max_length=3)]
    knowledge: tuple[Line, ...]
    """What callers ask, beside their main concern."""
