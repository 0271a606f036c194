"""The phrases for opening hours of `tests/language/hours.yaml`, read and compared day by day."""

from collections import Counter
from pathlib import Path
from typing import Any

from engine.document.spec import Hours
from engine.interview.guided.facts.hours_said import hours_said
from engine.interview.guided.facts.merge_hours import merged, week_of
from engine.language.text import fold
from tests.read_yaml import read_yaml

_PHRASES = Path(__file__).parents[2] / "language" / "hours.yaml"


def scores(held_out: bool) -> Counter[str]:
    """`right`: every day, every closing, and no word left over; `week`: every day; else `wrong`, or `missed`."""
    phrases: list[dict[str, Any]] = read_yaml(_PHRASES)
    return Counter(_score(phrase) for phrase in phrases if bool(phrase.get("held_out")) == held_out)


def _score(phrase: dict[str, Any]) -> str:
    said = hours_said(phrase["text"], phrase.get("lang", "en"))
    found = merged(None, said, phrase["text"])
    if found is None or not found.periods:
        return "missed"
    if _week(found) != _week(Hours(periods=phrase["periods"])):
        return "wrong"
    closed = sorted(map(fold, found.closed)) == sorted(map(fold, phrase["closed"]))
    return "right" if closed and not said.others else "week"


def _week(hours: Hours) -> dict[str, list[tuple[int, int]]]:
    return {day: sorted(spans) for day, spans in week_of(hours).items()}
