"""Opening hours, and the time zone where one is named."""

from collections.abc import Iterator

from engine.document.changes import Set
from engine.interview.guided.facts.hours_within import hours_within
from engine.interview.guided.facts.zones import zone_in
from engine.interview.guided.reading import Found, Reading
from engine.language.lexicon import word_set
from engine.language.text import tokens_of


def hours(reading: Reading) -> Iterator[Found]:
    said = None if reading.spec.runtime.hours else hours_within(reading.text, reading.language, None)
    if said and not (_somebodys(reading) and not reading.opening):
        yield Found(Set(path="runtime.hours", value=said.model_dump(mode="json")))
    zone = zone_in(reading.text)
    if zone and not reading.spec.runtime.timezone:
        yield Found(Set(path="runtime.timezone", value=zone.zone))


def _somebodys(reading: Reading) -> bool:
    """“8 to 6 mon-sat he answers”: when one person is there, and not the business."""
    return any(t.folded in word_set("third_persons") for t in tokens_of(reading.text))
