"""Times of the day as people write them: “8”, “7:30”, “9pm”, “14 Uhr”, “half past seven”, “nueve y media”, “noon”."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Literal

from engine.language.lexicon import lexicon
from engine.language.text import fold

Half = Literal["am", "pm"]
DAY_ENDS = 24 * 60
_NOON = 12 * 60
_EARLIEST = 6 * 60
"""No business that opens at 1, 2 … 5 without saying “am” opens in the night."""


@dataclass(frozen=True, slots=True)
class Time:
    """Minutes since midnight as it was said; `half` where that says which half of the day, `sure` where it is plain."""

    minutes: int
    half: Half | None = None
    sure: bool = False


def time_at(text: str, at: int, language: str) -> tuple[Time, int] | None:
    """The time that begins at this character of a folded text, and where it ends."""
    for pattern in (_names(), _FOUR, _spoken(language), _DIGITS):
        match = pattern.match(text, at)
        time = _read(match, language) if match else None
        if match and time:
            return time, match.end()
    return None


def minutes_of(text: str) -> int:
    hours, _, minutes = text.partition(":")
    return int(hours) * 60 + int(minutes)


def written(minutes: int) -> str:
    """`510` -> `08:30`; the end of the day is `24:00`."""
    return f"{minutes // 60:02}:{minutes % 60:02}"


# --- which half of the day ---


def span(opens: Time, closes: Time, hint: Half | None) -> tuple[int, int]:
    """Two times as minutes, `closes` up to 24:00 or before `opens` (over midnight); each leans on the other."""
    start = _in_half(opens.minutes, opens.half)
    if not opens.sure and not opens.half:
        start = _start(opens.minutes, closes, closes.half or (None if closes.sure else hint))
    return start, closing(closes, start, hint)


def closing(time: Time, opens: int, hint: Half | None = None) -> int:
    """The end of a day that began at `opens`: “till 1” after 8:00 is 13:00, “6 to 10” ends in the evening."""
    if time.half or time.sure:
        end = _in_half(time.minutes, time.half)
    elif time.minutes < _NOON and (time.minutes <= opens or hint == "pm" or not hint):
        late = time.minutes + _NOON
        end = late if late > opens else time.minutes
    else:
        end = DAY_ENDS if time.minutes == _NOON and opens >= _NOON else time.minutes
    midnight = time.minutes == _NOON and (time.half == "am" or (time.half == "pm" and opens >= _NOON))
    return DAY_ENDS if end == 0 or midnight else end


def opening(time: Time, hint: Half | None = None) -> int:
    """A beginning that stands alone: “we open at 10”, “from 2 in the afternoon”."""
    if time.half or time.sure:
        return _in_half(time.minutes, time.half)
    return time.minutes + _NOON if time.minutes < _EARLIEST or (hint == "pm" and time.minutes < _NOON) else time.minutes


def _start(opens: int, closes: Time, half: Half | None) -> int:
    """“2 to 5pm”, “1 to 5” and “6 to 10 in the evening” begin after noon; “8 to 6pm” and “6 to 10” do not."""
    ends = closes.minutes % DAY_ENDS if closes.half or not closes.sure else closes.minutes
    same_half = opens < _NOON and ends <= _NOON and opens < (ends or _NOON)
    if same_half and half == "pm" and opens < _EARLIEST + 120:
        return opens + _NOON
    early = opens < _EARLIEST and closes.half != "am" and (not closes.sure or closes.minutes > opens + _NOON)
    return opens + _NOON if early else opens


def _in_half(minutes: int, half: Half | None) -> int:
    if half == "pm" and minutes < _NOON:
        return minutes + _NOON
    if half == "am" and _NOON <= minutes < _NOON + 60:
        return minutes - _NOON
    return minutes


# --- the words ---


def _read(match: re.Match[str], language: str) -> Time | None:
    said = match.groupdict()
    if name := said.get("name"):
        return Time(_clock()[name], sure=True)
    hour = int(said["hour"]) if said["hour"].isdigit() else _numbers(language).index(said["hour"]) + 1
    minutes = hour * 60 + int(said.get("minute") or 0) + _moved(said)
    half = _half(said.get("half"))
    if not 0 <= minutes <= DAY_ENDS or (half and hour > 12):
        return None
    plain = hour > 12 or said["hour"][0] == "0"
    return Time(minutes, half, sure=plain and not half)


def _moved(said: Mapping[str, str | None]) -> int:
    """“half past seven” is 30 minutes more, “halb acht” 30 minutes less."""
    data = lexicon("hours")
    relation = " ".join((said.get("before") or said.get("after") or "").split())
    known = {fold(word): int(minutes) for key in ("before_hour", "after_hour") for word, minutes in data[key].items()}
    return known.get(relation, 0)


def _half(said: str | None) -> Half | None:
    if not said:
        return None
    words = said.strip()
    halves: Mapping[Half, list[str]] = lexicon("hours")["halves"]
    named = next((half for half, known in halves.items() if words in map(fold, known)), None)
    return named or ("am" if words[0] == "a" else "pm")


@cache
def _clock() -> Mapping[str, int]:
    return {fold(word): minutes_of(time) for time, words in lexicon("hours")["clock"].items() for word in words}


@cache
def _numbers(language: str) -> list[str]:
    numbers = lexicon("hours")["numbers"]
    return [fold(word) for word in numbers.get(language, numbers["en"])]


def _any(words: Iterable[str]) -> str:
    return "|".join(sorted(map(re.escape, map(fold, words)), key=len, reverse=True))


def _suffix() -> str:
    halves = _any(word for words in lexicon("hours")["halves"].values() for word in words)
    after = _any(lexicon("hours")["after_hour"])
    mark = r"(?:\s*(?:uhr|o'clock|oclock|hrs?|heures|horas|ore|h)\b)?"
    return rf"{mark}(?:\s+(?P<after>{after})\b)?(?P<half>\s*[ap]\.?\s?m\b\.?|[ap]\b|\s+(?:{halves})\b)?{mark}"


@cache
def _names() -> re.Pattern[str]:
    return re.compile(rf"(?P<name>{_any(_clock())})\b")


@cache
def _spoken(language: str) -> re.Pattern[str]:
    """A number in words, or one that other words move: “half past 7”, “nueve y media”, “seven”."""
    before = _any(lexicon("hours")["before_hour"])
    hour = rf"(?P<hour>{'|'.join(sorted(_numbers(language), key=len, reverse=True))}|(?<=\s)\d\d?)"
    words = rf"(?:(?P<before>{before})\s+)?{hour}\b{_suffix()}"
    return re.compile(rf"(?=(?:{before})\s|[a-z]){words}")


_NUMBER = r"(?<![\d.,:€$£#+])(?P<hour>\d{1,2})(?:\s?[:.h]\s?(?P<minute>[0-5]\d))?"
_DIGITS = re.compile(rf"{_NUMBER}{_suffix()}(?![\w%€$£]|[.,]\d|:\d)")
_FOUR = re.compile(r"(?<![\d.,:€$£#+])(?P<hour>[0-2]\d)(?P<minute>[0-5]\d)(?=\s*(?:h\b|hrs|-|–|to\b|until|till|$|,))")
