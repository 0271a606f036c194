"""How the agent behaves and sounds, when it works, and how its calls are judged."""

from typing import Annotated

from pydantic import Field, StringConstraints, model_validator

from engine.document.spec.part import Part
from engine.document.spec.scalars import ClockTime, Day, Line, Paragraph, Slug, TimeZone


class Guardrail(Part):
    id: Slug
    statement: Line


class Criterion(Part):
    """How a finished call is judged."""

    id: Slug
    name: Line
    prompt: Annotated[Paragraph, StringConstraints(max_length=2000)]
    """ElevenLabs takes at most 2,000 characters."""


class Compliance(Part):
    ai_disclosure: bool | None = None
    recording_consent: bool | None = None
    regimes: tuple[Line, ...] = ()
    """Rules the team named: HIPAA, GDPR, PCI DSS, TCPA …"""


class Pronunciation(Part):
    word: Line
    say: Line


class Speech(Part):
    max_sentences: Annotated[int, Field(ge=1, le=3)] = 2
    fillers: bool = False
    interruptions: bool = True
    """The caller may talk over the agent."""
    pronunciations: tuple[Pronunciation, ...] = ()


class Voice(Part):
    provider: Line | None = None
    id: Line | None = None
    description: Line | None = None
    speed: Annotated[float, Field(ge=0.7, le=1.2)] = 1.0


class Period(Part):
    """Hours that hold on some days. It ends on the next day where `closes` is not after `opens`."""

    days: Annotated[tuple[Day, ...], Field(min_length=1, max_length=7)]
    opens: ClockTime
    closes: ClockTime


class Hours(Part):
    """When the line or the business is open. A text alone is `said`."""

    said: Line | None = None
    """As the team said it."""
    periods: Annotated[tuple[Period, ...], Field(max_length=21)] = ()
    closed: Annotated[tuple[Line, ...], Field(max_length=12)] = ()
    """Days off: “Christmas”, “public holidays”."""
    outside: Line | None = None
    """What happens with calls outside them."""

    @model_validator(mode="before")
    @classmethod
    def _read_text(cls, data: object) -> object:
        return {"said": data} if isinstance(data, str) else data


class Runtime(Part):
    model: Line | None = None
    temperature: Annotated[float, Field(ge=0, le=2)] | None = None
    timezone: TimeZone | None = None
    hours: Hours | None = None
    max_duration_seconds: Annotated[int, Field(ge=10, le=43_200)] = 600
    silence_timeout_seconds: Annotated[int, Field(ge=1, le=300)] = 20
