"""The values in a text that may be told anew: a number to call, a time, a day, a price, a number of something."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from engine.interview.guided.facts.day_names import day_names
from engine.language.lexicon import lexicon
from engine.language.text import fold

_CLOCK = r"\d{1,2}(?:[:.h]\d\d)?\s?(?:am|pm|uhr|h)?"
_FORMS = (
    rf"(?P<span>\b{_CLOCK}\s?(?:-|–|to|till|until|bis|a|à)\s?{_CLOCK}(?![\d:.]))",
    r"(?P<phone>\+?\d[\d\s()./-]{5,}\d)",
    r"(?P<time>\b\d{1,2}(?:[:.]\d\d)?\s?(?:am|pm|uhr)\b|\b\d{1,2}:\d\d\b|\b\d{1,2}\s?h(?:\d\d)?\b)",
    r"(?P<money>[€£$]\s?\d+(?:[.,]\d+)*k?)",
    r"(?P<number>(?<!\w)\d+(?:[.,]\d+)*k?)(?:\s?(?P<unit>%|[€£$]|[^\W\d_]+))?",
)
_VALUE = re.compile("|".join(_FORMS), re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Value:
    """`kind` is `phone`, `span`, `time`, `days`, `money`, the unit that is counted, or empty for a bare number."""

    kind: str
    text: str
    start: int
    end: int
    role: str = ""
    """`from` or `until`, where a word before it says so."""

    def may_replace(self, other: "Value") -> bool:
        """“110” may stand for “95 pounds”, “48 hours” for “24 hours”, and none of them for a phone number or a day."""
        if self.role and other.role and self.role != other.role:
            return False
        if self.kind == other.kind:
            return True
        apart = {"phone", "time", "span", "days"}
        return "" in (self.kind, other.kind) and not {self.kind, other.kind} & apart


def values_in(text: str) -> list[Value]:
    """In the order of the text; a value's text is its number, with the sign that stands at it."""
    found = [*_days(text), *(_value(match, text) for match in _VALUE.finditer(text))]
    return sorted(found, key=lambda value: value.start)


def times_in(value: Value) -> Iterator[Value]:
    """The two ends of a span, as times."""
    for match, role in zip(re.finditer(_CLOCK, value.text, re.IGNORECASE), ("from", "until"), strict=False):
        text = match[0].rstrip()
        yield Value("time", text, value.start + match.start(), value.start + match.start() + len(text), role)


def _days(text: str) -> Iterator[Value]:
    """A row of days is one value: “tuesdays and wednesdays”, “Mon to Fri”."""
    if len(fold(text)) == len(text):
        rows = _row_of_days().finditer(fold(text))
        yield from (Value("days", text[m.start() : m.end()], m.start(), m.end()) for m in rows)


@cache
def _row_of_days() -> re.Pattern[str]:
    known = (re.escape(name) for name in day_names("en") if len(name) > 2)
    names = "|".join(sorted(known, key=len, reverse=True))
    joints = ",? and |, | to | - |-|–| & | und | bis | et | y | a | au "
    return re.compile(rf"\b(?:{names})\b(?:(?:{joints})(?:{names})\b)*")


def _value(match: re.Match[str], text: str) -> Value:
    role = _role(text[: match.start()])
    for kind in ("span", "phone", "time", "money"):
        if match[kind]:
            said = match[kind].rstrip()
            return Value(kind, said, match.start(), match.start() + len(said), role)
    kind = _kind((match["unit"] or "").lower())
    return Value(kind, match["number"], match.start("number"), match.end("number"), role)


def _role(before: str) -> str:
    last = fold(before).split()[-1:]
    return next((role for role, words in lexicon("corrections")["roles"].items() if last and last[0] in words), "")


def _kind(unit: str) -> str:
    """“quid” is money, “mins” are minutes; a word that counts nothing known makes a bare number."""
    units = lexicon("corrections")["units"]
    return next((kind for kind, words in units.items() if unit in words or unit.removesuffix("s") in words), "")
