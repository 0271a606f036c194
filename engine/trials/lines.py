"""Lines that callers say: from the table of their language, or from what the team wrote, put into a caller's mouth."""

import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field

from engine.document.spec import DataField
from engine.language.prohibitions import forbidden
from engine.sentences import with_values
from engine.yaml_files import read_yaml

_ABOUT_A_CALLER = re.compile(
    r"^(?:the |a )?(?P<who>caller|customer|patient|guest|person|user|they) (?P<verb>\w+) (?P<rest>.+)$", re.IGNORECASE
)
_FIRST_PERSON = {"is": "am", "are": "am", "has": "have", "does": "do", "asks": "would like to ask"}
_MINE = {"their": "my", "them": "me", "themselves": "myself", "they": "I", "his": "my", "her": "my"}

_MARKS_OF_CODE = re.compile(r"[_{}]+")

_BY_NAME = ("name", "birth", "phone", "email", "address", "people", "reason")
"""Fields that are known by a word in their name."""


class Lines(BaseModel):
    """What callers say around any concern. `{thing}` stands for it."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    opening: str
    answered: str
    """Somebody who is called picks up."""
    asked: str
    """The agent asks for something that it has no question for."""
    usual: str
    no_thanks: str = Field(alias="no")
    person: str
    put_through: str
    exception: str
    refused: str
    """The agent says no to that."""
    granted: str
    """It gives in."""
    urgent: str
    robot: str
    goodbye: str
    message: str
    machine: str
    wrong_person: str


class FieldLines(BaseModel):
    """How a field is asked for, and what a caller answers."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    ask: str
    answer: str


def field_lines(kind: str, tag: str) -> FieldLines:
    """Of one of the usual fields, in a BCP 47 tag's language; English where there are none."""
    fields = _fields()
    return FieldLines.model_validate(fields.get(tag.partition("-")[0], fields["en"])[kind])


@cache
def _fields() -> Mapping[str, Mapping[str, Mapping[str, str]]]:
    found: Mapping[str, Mapping[str, Mapping[str, str]]] = read_yaml(Path(__file__).with_name("fields.yaml"))
    return found


def lines_for(tag: str) -> Lines:
    """Of a BCP 47 tag's language; English where there are none."""
    base = tag.partition("-")[0]
    return Lines.model_validate(_table().get(base, _table()["en"]))


def has_lines(tag: str) -> bool:
    return tag.partition("-")[0] in _table()


def spoken(text: str, values: Mapping[str, str] | None = None) -> str:
    """A text as somebody would say it: variables filled in, names of code as words, on one line, with an end."""
    words = " ".join(_MARKS_OF_CODE.sub(" ", with_values(text, values or {})).split())
    return words if not words or words[-1] in ".!?…。！？" else f"{words}."


def with_thing(template: str, thing: str, values: Mapping[str, str] | None = None) -> str:
    """`Please help me, this is urgent: {thing}.` with what the team wrote as the thing."""
    return spoken(template.replace("{thing}", spoken(thing, values).rstrip(".!?…。！？ ") or thing))


def first_person(text: str) -> str | None:
    """`The caller wants to change their order` -> `I want to change my order.`; None if it is about nobody."""
    found = _ABOUT_A_CALLER.match(text.strip())
    if found is None:
        return None
    verb = found["verb"].lower()
    mine = [_MINE.get(word, word) for word in found["rest"].split(" ")]
    plain = verb[:-1] if verb.endswith("s") and found["who"].lower() != "they" else verb
    said = _FIRST_PERSON.get(verb, plain)
    return spoken(f"I {said} {' '.join(mine)}")


def just_this_once(rule: str) -> str | None:
    """`Never give medical advice` -> `Could you give medical advice, just this once?`; None if it forbids nothing."""
    what = forbidden(rule)
    return f"Could you {spoken(what).rstrip('.!?… ')}, just this once?" if what else None


def question_and_answer(field: DataField, tag: str) -> FieldLines:
    """How the field may be asked for, and what a caller answers, in this language."""
    kind, lines = kind_of(field), lines_for(tag)
    usual = field_lines(kind, tag) if kind else None
    ask = usual.ask if usual else with_thing(lines.asked, field.description)
    own = field.ask if tag.partition("-")[0] == "en" else None
    return FieldLines(ask=spoken(own) if own else ask, answer=usual.answer if usual else lines.usual)


def kind_of(field: DataField) -> str | None:
    """Which of the questions that every language has it is; None: one of the team's own."""
    words = field.name.casefold().split("_")
    if field.type in ("date", "time", "phone", "email"):
        return "birth" if "birth" in words else field.type
    if field.read_back == "digits":
        return "number"
    by_name = next((kind for kind in _BY_NAME if kind in words), None)
    return by_name or ("people" if field.type in ("number", "integer") else None)


@cache
def _table() -> Mapping[str, Mapping[str, str]]:
    table: Mapping[str, Mapping[str, str]] = read_yaml(Path(__file__).with_name("lines.yaml"))
    return table
