"""What jobs and trades share: immutable parts, texts by language, and the questions that a consultant asks."""

from collections.abc import Mapping
from typing import Annotated, Any, Literal, Self

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints, model_validator

from engine.document.spec import Line, Slug

Language = Literal["en", "de", "es", "fr", "it", "nl", "pt"]
Texts = Mapping[Language, Line]
"""One text in several languages; English is always there."""


class PlaybookPart(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


def _words(text: object) -> object:
    return tuple(word.strip() for word in text.split(",")) if isinstance(text, str) else text


Words = Annotated[tuple[Line, ...], BeforeValidator(_words)]
"""Written as one line, `dentist*, dental clinic`; a `*` stands for any ending."""
Why = Annotated[str, StringConstraints(min_length=10, max_length=120)]


class Offer(PlaybookPart):
    """An answer that is offered as a button, and what it sets in the spec."""

    say: Annotated[str, StringConstraints(min_length=2, max_length=60)]
    rule: Line | None = None
    """A sentence to the agent."""
    tool: Slug | None = None
    """A catalog entry that the answer asks for."""
    field: Slug | None = None
    """Something that callers are asked for then; its name."""
    hours: Line | None = None
    transfer: Line | None = None
    """Who gets such calls; the line's label."""
    when: Line | None = None
    """Which calls those are, as the condition of the transfer: “There are more than eight guests”."""

    @model_validator(mode="after")
    def _sets_something(self) -> Self:
        if not (self.rule or self.tool or self.field or self.hours or self.transfer):
            raise ValueError(f"the offer “{self.say}” sets nothing")
        if bool(self.transfer) != bool(self.when):
            raise ValueError(f"the offer “{self.say}” names a line without its calls, or calls without a line")
        return self


class Question(PlaybookPart):
    """What a consultant asks the team. Written `id: {ask, why, offers: {say: rule}, default: say}`."""

    id: Slug
    ask: Line
    why: Why
    """Half a sentence: what goes wrong otherwise."""
    offers: Annotated[tuple[Offer, ...], Field(min_length=2, max_length=4)]
    default: Line
    """The offer that holds when nobody answers."""
    settled_by: Literal["identity", "fallback", "runtime.hours"] | None = None
    """What the team may have said already; then it is not asked."""

    @model_validator(mode="before")
    @classmethod
    def _read_offers(cls, data: Any) -> Any:
        if isinstance(data, dict) and isinstance(data.get("offers"), dict):
            return {**data, "offers": [_offer(say, sets) for say, sets in data["offers"].items()]}
        return data

    @model_validator(mode="after")
    def _default_is_offered(self) -> Self:
        if self.default not in (offer.say for offer in self.offers):
            raise ValueError(f"the default “{self.default}” is none of the offers")
        return self

    @property
    def default_offer(self) -> Offer:
        return next(offer for offer in self.offers if offer.say == self.default)


def _offer(say: str, sets: object) -> dict[str, object]:
    return {"say": say, **(sets if isinstance(sets, dict) else {"rule": sets})}


def by_id(data: object) -> object:
    """A mapping `id -> parts` as the list that a model holds."""
    if isinstance(data, dict):
        return [{"id": key, **value} if isinstance(value, dict) else value for key, value in data.items()]
    return data


Questions = Annotated[tuple[Question, ...], BeforeValidator(by_id)]
