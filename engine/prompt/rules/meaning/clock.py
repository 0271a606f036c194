"""Days and times that a sentence names, as minutes, and the hours that a prompt keeps."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from engine.document.hours import NAMES
from engine.yaml_files import read_texts

DAY_ENDS = 24 * 60
_HOURS = ["one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"]
_NUMBER = rf"(?:\d{{1,2}}|{'|'.join(_HOURS)})"
_HALF_DAY = r"a\.?m\b\.?|p\.?m\b\.?|in the (?:morning|afternoon|evening)|at night"
_CLOCK = re.compile(
    r"(?P<named>\b(?:noon|midday|midnight)\b)|"
    r"\b(?P<hours>\d{1,2})[:.](?P<minutes>\d\d)(?: ?(?P<half1>a\.?m\b|p\.?m\b))?|"
    rf"(?P<lead>\b(?:at|from|until|till|to|after|before|between|by|around|past|and) )?"
    rf"(?P<part>half past |a? ?quarter past |a? ?quarter to )?\b(?P<hour>{_NUMBER})\b"
    rf"(?P<sure> o['’]clock)?(?: ?(?P<half>{_HALF_DAY}))?",
    re.IGNORECASE,
)
_SPAN = re.compile(rf"(?i)\b({_NUMBER}) (?:to|until|and) ({_NUMBER})(?: o['’]clock)? ?({_HALF_DAY})")
_WRITTEN = re.compile(r"\b(\d\d):(\d\d) (?:to|until|till|-|–) (\d\d):(\d\d)\b")
_CLOSES = re.compile(r"(?i)\b(?:close|closes|open until|there until) (?:at )?(?=\d|[a-z])")
_DAY = "|".join(NAMES.values())
_RANGE = re.compile(rf"({_DAY})s? (?:to|until|through|till) ({_DAY})s?")
_NIGHT = 21 * 60
_EVENING = 18 * 60


@dataclass(frozen=True, slots=True)
class Open:
    days: frozenset[str]
    """`Monday`; empty where the text names none."""
    opens: int
    closes: int


@cache
def _data() -> Any:
    return read_texts(Path(__file__).with_name("clock.yaml"))


@cache
def _day_words() -> re.Pattern[str]:
    groups = (f"(?P<{day}>{'|'.join(words)})" for day, words in _data()["days"].items())
    return re.compile(rf"(?i)\b(?:{'|'.join(groups)})")


@cache
def _sets() -> tuple[tuple[re.Pattern[str], frozenset[str]], ...]:
    every = ((words, frozenset(days.split())) for days, words in _data()["sets"].items())
    return tuple((re.compile(rf"(?i)\b(?:{'|'.join(words)})\b"), days) for words, days in every)


def days_in(text: str) -> frozenset[str]:
    """The days that it names, in any language of the builder; those of a span, too."""
    found = {str(m.lastgroup) for m in _day_words().finditer(text)}
    names = list(NAMES.values())
    for first, last in _RANGE.findall(text):
        a, b = names.index(first), names.index(last)
        found |= set(names[a : b + 1] if a <= b else [*names[a:], *names[: b + 1]])
    return frozenset(found).union(*(days for words, days in _sets() if words.search(text)))


def times_in(text: str) -> Iterator[frozenset[int]]:
    """Each time as the minutes since midnight that it may mean: “at six” is 06:00 or 18:00."""
    for found in _CLOCK.finditer(text):
        if found["named"]:
            yield frozenset({DAY_ENDS if found["named"].casefold() == "midnight" else 12 * 60})
        elif found["hours"]:
            if int(found["hours"]) <= 24:
                yield _either(int(found["hours"]) * 60 + int(found["minutes"]), found["half1"] or "24")
        elif found["half"] or found["sure"] or found["part"]:
            yield _either(_hour(found["hour"]) * 60 + _shift(found["part"]), found["half"])


def late_in(text: str) -> int:
    """From when on it is late there: “on Sunday evenings”; 0 where nothing of the kind is said."""
    if re.search(r"(?i)\b(?:at night|nights?|late at night)\b", text):
        return _NIGHT
    return _EVENING if re.search(r"(?i)\b(?:evenings?|late)\b", text) else 0


def _hour(word: str) -> int:
    return int(word) if word.isdigit() else _HOURS.index(word.casefold()) + 1


def _shift(part: str | None) -> int:
    part = (part or "").casefold()
    return 30 if "half" in part else 15 if "past" in part else -15 if part else 0


def _either(minutes: int, half: str | None) -> frozenset[int]:
    if half == "24":
        return frozenset({minutes})
    early, late = minutes % (12 * 60), minutes % (12 * 60) + 12 * 60
    if not half:
        return frozenset({early, late})
    return frozenset({early if half.casefold().startswith("a") or "morning" in half else late})


def hours_in(text: str) -> Iterator[Open]:
    """`Monday to Friday 08:00 to 20:00; Saturday …`, “four to seven in the evening”, “we close at six”."""
    for part in re.split(r"; |\. ", text):
        days = days_in(part)
        for a, b, c, d in _WRITTEN.findall(part):
            yield Open(days, int(a) * 60 + int(b), int(c) * 60 + int(d) or DAY_ENDS)
        for first, last, half in _SPAN.findall(part):
            ends = max(_either(_hour(last) * 60, half))
            yield Open(days, max(_either(_hour(first) * 60, half)) % DAY_ENDS, ends)
        if closes := _CLOSES.search(part):
            closing = next(times_in("at " + part[closes.end() :].split(" on ")[0].rstrip(".") + " o'clock"), None)
            if closing:
                yield Open(days, 0, max(closing))
