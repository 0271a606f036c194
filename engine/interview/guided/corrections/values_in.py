"""The values in a text that may be told anew: a phone number, a time, a number with what it counts."""

import re
from dataclasses import dataclass

_PHONE = r"(?P<phone>\+?\d[\d\s()./-]{6,}\d)"
_TIME = r"(?P<time>\b\d{1,2}(?:[:.]\d\d)?\s?(?:am|pm|uhr)\b|\b\d{1,2}:\d\d\b)"
_NUMBER = r"(?P<money>[€£$]\s?\d+(?:[.,]\d+)*k?)|(?P<number>\d+(?:[.,]\d+)*k?)(?:\s?(?P<unit>%|[€£$]|[a-z]+))?"
_VALUE = re.compile(f"{_PHONE}|{_TIME}|{_NUMBER}", re.IGNORECASE)
_MONEY = frozenset(("€", "£", "$", "euro", "pound", "dollar", "quid", "buck", "eur", "gbp", "usd", "p", "cent"))
_SHORT = {"h": "hour", "hr": "hour", "min": "minute", "percent": "%", "person": "people"}
_COUNTED = frozenset(
    (
        "h",
        "hour",
        "hr",
        "day",
        "minute",
        "min",
        "week",
        "month",
        "year",
        "%",
        "percent",
        "km",
        "mile",
        "people",
        "person",
    )
)


@dataclass(frozen=True, slots=True)
class Value:
    """`kind` is `phone`, `time`, `money`, the unit that is counted, or empty for a bare number."""

    kind: str
    text: str
    start: int
    end: int

    def may_replace(self, other: "Value") -> bool:
        """“110” may stand for “95 pounds”, “48 hours” for “24 hours”, and none of them for a phone number."""
        if self.kind == other.kind:
            return True
        return not {self.kind, other.kind} & {"phone", "time"} and "" in (self.kind, other.kind)


def values_in(text: str) -> list[Value]:
    """In the order of the text; a value's text is its number, with the sign that stands at it."""
    return [_value(match) for match in _VALUE.finditer(text)]


def _value(match: re.Match[str]) -> Value:
    if match["phone"] or match["time"]:
        kind = "phone" if match["phone"] else "time"
        return Value(kind, match[0], match.start(), match.end())
    if match["money"]:
        return Value("money", match[0], match.start(), match.end())
    unit = (match["unit"] or "").lower()
    one = unit if unit in _COUNTED | _MONEY else unit.removesuffix("s")
    one = _SHORT.get(one, one)
    kind = "money" if one in _MONEY else one if one in _COUNTED else ""
    return Value(kind, match["number"], match.start("number"), match.end("number"))
