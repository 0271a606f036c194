"""Opening hours as the team said them, and the time zone where one is named."""

import re
from collections.abc import Iterator
from zoneinfo import available_timezones

from engine.document.changes import Set
from engine.interview.guided.reading import Found, Reading
from engine.language.lexicon import lexicon

_DAY = (
    r"(?:mon|tue|tues|wed|thu|thur|thurs|fri|sat|sun)(?:day|sday|nesday|rsday|urday)?s?"
    r"|weekdays?|weekends?|every ?day|daily"
)
_TIME = r"\d{1,2}(?:[:.h]\d{2})?\s*(?:am|pm|a\.m\.|p\.m\.|h|uhr)?"
_HOURS = re.compile(
    rf"(?:open\s+)?(?:(?:{_DAY})(?:\s*(?:-|–|to|through|till|and|,)\s*(?:{_DAY}))*[\s,]*(?:from\s+|between\s+)?)"
    rf"{_TIME}\s*(?:-|–|to|till|until|and)\s*{_TIME}"
    rf"|(?:open|opening hours|hours)(?:\s+(?:are|is|from|between|:))*\s*{_TIME}\s*(?:-|–|to|till|until|and)\s*{_TIME}"
    rf"(?:\s*,?\s*(?:{_DAY})(?:\s*(?:-|–|to|through)\s*(?:{_DAY}))?)?"
    r"|24/7|around the clock|24 hours a day",
    re.IGNORECASE,
)
_OPEN = re.compile(r"^open\s+", re.IGNORECASE)
_ZONE = re.compile(r"\b[A-Z][A-Za-z]+/[A-Z][A-Za-z_]+(?:/[A-Z][A-Za-z_]+)?\b")


def hours(reading: Reading) -> Iterator[Found]:
    said = _HOURS.search(reading.text)
    if said and not reading.spec.runtime.hours:
        yield Found(Set(path="runtime.hours", value=_OPEN.sub("", " ".join(said[0].split()))))
    zone = time_zone_in(reading.text)
    if zone and not reading.spec.runtime.timezone:
        yield Found(Set(path="runtime.timezone", value=zone))


def time_zone_in(text: str) -> str:
    """An IANA name that is written out (`Europe/London`), or one of the usual short names (“Eastern time”)."""
    for match in _ZONE.finditer(text):
        if match[0] in available_timezones():
            return match[0]
    folded = f" {' '.join(text.casefold().split())} "
    return next((str(zone) for name, zone in lexicon("timezones").items() if f" {name}" in folded), "")
