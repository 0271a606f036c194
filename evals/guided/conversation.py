"""The file format of a conversation: what people say, what they answer when asked, and what must come of it.

See `evals/README.md` for an example.
"""

from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any, Literal, Self

import yaml
from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, model_validator

from evals.guided.matching import demands_in
from evals.guided.places import PLACES

FOLDER = Path(__file__).with_name("conversations")
Language = Literal["en", "de", "es", "fr"]


class _Model(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


def _demands(value: object) -> object:
    return demands_in(value) if isinstance(value, str) else value


Demands = Annotated[tuple[str, ...], BeforeValidator(_demands), Field(min_length=1)]


class Fact(_Model):
    """Something that a spec says, and the places one of which says it. Written `{goals rules: "book, table"}`."""

    places: tuple[str, ...]
    words: Demands

    @model_validator(mode="before")
    @classmethod
    def _from_short(cls, written: Any) -> Any:
        if isinstance(written, Mapping) and len(written) == 1:
            [(places, words)] = written.items()
            return {"places": places.split(), "words": words}
        return written

    @model_validator(mode="after")
    def _places_exist(self) -> Self:
        if unknown := set(self.places) - PLACES:
            raise ValueError(f"there is no such place: {', '.join(sorted(unknown))}")
        return self

    def __str__(self) -> str:
        return f"{' or '.join(self.places)}: {', '.join(self.words)}"


class Corrected(_Model):
    """What a correction asked for: how the spec must be at the end."""

    must: tuple[Fact, ...] = ()
    must_not: tuple[Fact, ...] = ()

    @model_validator(mode="after")
    def _is_checked(self) -> Self:
        if not (self.must or self.must_not):
            raise ValueError("a correction names what must be there or gone afterwards")
        return self


class Step(_Model):
    """One message, or (with `until`) the answers that are given until the builder asks for something."""

    say: str = ""
    by: str = ""
    """Who says it; the first of `people` where nobody is named."""
    until: str = ""
    """Path of a question: what is asked is answered from `answers` until the builder asks for this."""
    remark: bool = False
    """Said to the builder or to each other, and nothing in it may change the spec."""
    asks: tuple[str, ...] = ()
    """A question to the builder; a good reply says one of these, beside its own next question."""
    corrects: Corrected | None = None
    then: str = ""
    """What they answer when the builder asks back about this very message."""

    @model_validator(mode="after")
    def _is_one_thing(self) -> Self:
        if bool(self.say) == bool(self.until):
            raise ValueError("a step is either `say` or `until`")
        return self


class Conversation(_Model):
    language: Language = "en"
    trade: str
    people: tuple[str, ...] = ("Ana",)
    talk: Annotated[tuple[Step, ...], Field(min_length=2)]
    answers: Mapping[str, str] = {}
    """By path of the question, the longest that it begins with; `*` is one name in a path: `tools.*.url`."""
    must: Annotated[tuple[Fact, ...], Field(min_length=1)]
    may: tuple[Fact, ...] = ()
    """Goals or rules that would be fine as well."""
    must_not: tuple[Fact, ...] = ()

    @model_validator(mode="after")
    def _people_are_known(self) -> Self:
        if unknown := {step.by for step in self.talk} - {"", *self.people}:
            raise ValueError(f"not among the people: {', '.join(sorted(unknown))}")
        return self


def load(path: Path) -> Conversation:
    """Raises ValueError with the file's name."""
    try:
        return Conversation.model_validate(read_texts(path))
    except ValueError as error:
        raise ValueError(f"{path.name}: {error}") from error


def read_texts(path: Path) -> Any:
    """A YAML file with every scalar as text, so that `no`, `on` and `8:30` are words."""
    return yaml.load(path.read_text("utf-8"), Loader=yaml.BaseLoader)


def names() -> tuple[str, ...]:
    """Of all conversations, without `.yaml`."""
    return tuple(sorted(path.stem for path in FOLDER.glob("*.yaml")))


def conversation(name: str) -> Conversation:
    return load(FOLDER / f"{name}.yaml")
