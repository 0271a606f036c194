"""What the agent has to find out: how it asks, what it reads back, and how a value is written for a tool."""

import re
from collections.abc import Iterator

from engine.document.spec import DataField
from engine.prompt.brief import Brief
from engine.prompt.script import named, noun_of, scripts
from engine.prompt.text import bullets
from engine.sentences import listed
from engine.tools.names import spoken

_SECRET = re.compile(r"(?i)\b(?:pin|password|passcode|cvv|cvc|security code|one-time code)\b")
"""What whoever listens beside the caller must not hear said back."""
_NOUNS = {"phone": "phone number", "email": "e-mail address", "integer": "whole number", "boolean": "yes or no"}
_WRITTEN = {
    "date": "as YYYY-MM-DD",
    "time": "as HH:MM",
    "phone": "as digits with country code and plus sign",
    "email": "with the usual signs",
}


def data(brief: Brief) -> str:
    return bullets(_lines(brief))


def _lines(brief: Brief) -> Iterator[str]:
    yield "Ask for one thing at a time, and not again for what is known."
    yield from _loose(brief)
    yield from _read_back(brief)
    if brief.detail.cues:
        yield from _written_forms(brief.spec.data_fields)


def _loose(brief: Brief) -> Iterator[str]:
    """Fields that no goal asks for."""
    served = {name for goal in brief.goals for name in goal.fields}
    loose = [f for f in brief.spec.data_fields if f.name not in served and f.source == "caller"]
    if loose:
        yield f"Find out in every call: {named(loose)}."


def _read_back(brief: Brief) -> Iterator[str]:
    """Signs one by one; all else in the sentence that asks for a yes, which the scripts word where they have one."""
    asked = [f for f in brief.spec.data_fields if f.source == "caller"]
    signs = [f for f in asked if f.read_back == "digits" and not _SECRET.search(f"{spoken(f.name)} {f.description}")]
    if signs:
        yield f"Read back {listed(list(map(noun_of, signs)))} sign by sign, and wait for a yes."
    worded = {name for script in scripts(brief) if script.asks_for_a_yes for name in script.goal.fields}
    if any(f.read_back == "once" and f.name not in worded for f in asked):
        what = "the rest" if signs else "what matters"
        yield f"Read back {what} once before you act on it, and after a correction only the new value."
    else:
        yield "After a correction, read back only the new value."


def _written_forms(fields: tuple[DataField, ...]) -> Iterator[str]:
    """How a spoken value is written when a tool gets it, for the types where the two differ."""
    forms = {f.type: _WRITTEN[f.type] for f in fields if f.type in _WRITTEN}
    if forms:
        yield f"For tools, write {listed([f'a {_NOUNS.get(kind, kind)} {form}' for kind, form in forms.items()])}."
