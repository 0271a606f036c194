"""The time zone of a place that is named: an IANA name, “Eastern time”, a city that has a zone, a country with one."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.metadata import version
from pathlib import Path
from zoneinfo import available_timezones

from engine.disk_cache import cached_on_disk
from engine.language.grammar import LANGUAGES
from engine.language.lexicon import lexicon
from engine.language.text import fold, tokens_of

_LONGEST_NAME = 4
"""Words of the name of a place."""


@dataclass(frozen=True, slots=True)
class Zone:
    zone: str
    words: str
    """As they stand in the text."""


def zone_in(text: str) -> Zone | None:
    """A zone that the text names as such: `Europe/London`, “Eastern time”, “London time”."""
    for match in re.finditer(r"\b[A-Z][A-Za-z]+/[A-Z][A-Za-z_]+(?:/[A-Z][A-Za-z_]+)?\b", text):
        if match[0] in available_timezones():
            return Zone(match[0], match[0])
    for name, zone in lexicon("timezones").items():
        found = re.search(rf"\b{re.escape(name)}\b", text, re.IGNORECASE)
        if found:
            return Zone(str(zone), found[0])
    named = re.search(r"\b([A-Z]\w+(?: [A-Z]\w+)?) time\b", text)
    place = zone_of_place(named[1]) if named else ""
    return Zone(place, named[0]) if named and place else None


def zone_of_place(text: str) -> str:
    """The zone of the last place that the words name with capitals: a city, or a country that has one zone only."""
    tokens = [t for t in tokens_of(text) if t.is_word]
    for end in range(len(tokens), 0, -1):
        for length in range(min(_LONGEST_NAME, end), 0, -1):
            words = tokens[end - length : end]
            zone = _places().get(" ".join(t.folded for t in words)) if words[0].is_capital else None
            if zone:
                return zone
    return ""


@cache
def _places() -> Mapping[str, str]:
    made_from = (Path(__file__).read_bytes(), version("babel").encode())
    return dict(cached_on_disk("place_zones", made_from, _from_cldr))


def _from_cldr() -> dict[str, str]:
    """Names of places, folded, in the languages that are read. One that means two zones is left out."""
    from babel import Locale
    from babel.core import get_global

    found: dict[str, set[str]] = {}

    def note(name: str, zone: str) -> None:
        found.setdefault(fold(name), set()).add(zone)

    zones = {z for z in available_timezones() if "/" in z and z.split("/")[0] in _REGIONS}
    for zone in zones:
        note(zone.rsplit("/", 1)[1].replace("_", " "), zone)
    for locale in map(Locale.parse, LANGUAGES):
        for zone, names in locale.time_zones.items():
            if "city" in names and zone in zones:
                note(names["city"], zone)
        for territory, own in get_global("territory_zones").items():
            if len(own) == 1 and territory in locale.territories:
                note(locale.territories[territory], own[0])
    for short, zone in (("uk", "Europe/London"), ("england", "Europe/London"), ("scotland", "Europe/London")):
        note(short, zone)
    return {name: next(iter(meant)) for name, meant in found.items() if len(meant) == 1}


_REGIONS = ("Africa", "America", "Asia", "Atlantic", "Australia", "Europe", "Indian", "Pacific")
