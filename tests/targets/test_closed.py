"""The closed reading of vendor types notices what the types as they come let through."""

from collections.abc import Iterable
from typing import Annotated, Any, Literal, Optional, Required, TypedDict, Union

import pytest
from elevenlabs.types import ConversationalConfig
from pydantic import BaseModel, Field, TypeAdapter, ValidationError

from engine.targets import export
from tests.targets.files import agent_of
from tests.targets.judge import JUDGES
from tests.targets.judge.closed import faults
from tests.targets.judge.mutations import mutants
from tests.targets.samples import dental


class Phone(BaseModel):
    type: Literal["phone"] = "phone"
    number: str


class Sip(BaseModel):
    type: Literal["sip"] = "sip"
    uri: str


class Call(BaseModel):
    mode: Optional[Union[Literal["warm", "cold"], Any]] = None  # noqa: UP007, UP045 - as the SDKs write it
    to: Annotated[Phone | Sip, Field(discriminator="type")]
    seconds: int | None = None


class Loose(TypedDict, total=False):
    name: Required[str]
    voice: str | Literal["alloy"]
    calls: Iterable[Call]


PHONE = {"type": "phone", "number": "1"}


@pytest.mark.parametrize(
    ("value", "of"),
    [
        ({"to": PHONE, "extra": 1}, Call),
        ({}, Call),
        ({"to": {"number": "1"}}, Call),
        ({"to": {"type": "fax", "number": "1"}}, Call),
        ({"to": {"type": "sip", "number": "1"}}, Call),
        ({"to": PHONE, "mode": "lukewarm"}, Call),
        ({"to": PHONE, "seconds": "12"}, Call),
        ({"to": PHONE, "seconds": True}, Call),
        ({"to": None}, Call),
        ({}, Loose),
        ({"name": "x", "voice": "mine"}, Loose),
        ({"name": "x", "calls": {}}, Loose),
        ({"name": "x", "calls": [{"to": 3}]}, Loose),
    ],
)
def test_a_mistake_is_a_fault(value: Any, of: Any) -> None:
    assert faults(value, of)


@pytest.mark.parametrize(
    ("value", "of"),
    [
        ({"to": PHONE, "mode": "warm", "seconds": 3}, Call),
        ({"to": {"type": "sip", "uri": "x"}, "mode": None}, Call),
        ({"name": "x", "voice": "alloy", "calls": [{"to": PHONE}]}, Loose),
    ],
)
def test_a_good_value_has_no_fault(value: Any, of: Any) -> None:
    assert faults(value, of) == []


def test_the_open_types_let_most_mistakes_through() -> None:
    judge, open_type = JUDGES["elevenlabs"], TypeAdapter(ConversationalConfig)
    every = [m for m in mutants(judge, export(dental(), "elevenlabs", 1)) if m.mistake.startswith("agent_configs/")]
    inside = [m for m in every if "conversation_config." in m.mistake][:200]

    def refused(value: Any) -> bool:
        try:
            open_type.validate_python(value)
        except ValidationError:
            return True
        return False

    caught = [refused(agent_of(mutant.bundle).get("conversation_config")) for mutant in inside]
    assert sum(caught) / len(caught) < 0.6
