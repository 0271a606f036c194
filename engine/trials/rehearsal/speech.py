"""What the agent says: the lines of its language, and values as they are said aloud."""

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict, Field

from engine.document.spec import DataField, Tool
from engine.yaml_files import read_yaml

_DIGITS = ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")
_DONE: Mapping[str, str] = {
    "book": "It’s booked.",
    "cancel": "It’s cancelled.",
    "reschedule": "It’s moved.",
    "block": "It’s blocked.",
    "place": "Your order is placed.",
    "send": "It’s on its way to you.",
    "confirm": "It’s confirmed.",
}
"""By the verb that a tool's name begins with, in English."""


class Speech(BaseModel):
    """Lines that only a whole call needs."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    reason: str
    """With `{thing}`, what an agent that calls people calls about."""
    when: str
    abuse: str
    abuse_end: str
    language: str
    done: str
    change: str
    noted: str
    unchanged: str
    """After a no: nothing is done."""
    need: str
    message_name: str
    message_about: str
    message_kept: str
    nobody: str
    blocked: str
    offer: str
    """With `{options}`."""
    found: str
    """With `{result}`."""
    either: str = Field(alias="or")
    secret: str


def speech_for(tag: str) -> Speech:
    """Of a BCP 47 tag's language; English where there is none."""
    return Speech.model_validate(_table().get(tag.partition("-")[0], _table()["en"]))


def done(tool: Tool, tag: str) -> str:
    """Said after the tool has reported success, and never before."""
    own = _DONE.get((tool.catalog or tool.name).partition("_")[0]) if tag.startswith("en") else None
    return own or speech_for(tag).done


def read_back(field: DataField, value: str, tag: str) -> str:
    """`A73` -> `A, seven, three` where it is read digit by digit; else as the caller said it."""
    if field.read_back != "digits" or not any(c.isdigit() for c in value) or field.type == "date":
        return value
    plain = [c for c in value if c.isalnum()]
    return ", ".join(_DIGITS[int(c)] if c.isascii() and c.isdigit() and tag.startswith("en") else c for c in plain)


@cache
def _table() -> Mapping[str, Any]:
    table: Mapping[str, Any] = read_yaml(Path(__file__).with_name("speech.yaml"))
    return table
