"""Opening hours in the middle of other words: “a bakery, open mon-sat 7 to 3, that takes cake orders”."""

from collections.abc import Iterator, Sequence

from engine.document.spec import Hours
from engine.interview.guided.facts.hours_items import Item, items_of
from engine.interview.guided.facts.hours_said import hours_said
from engine.interview.guided.facts.merge_hours import merged
from engine.language.text import fold

_TIMES = ("time", "whole_day")
_LONGEST = 2_000
"""Characters that are looked through."""


def hours_within(text: str, language: str, known: Hours | None) -> Hours | None:
    """The hours of the first run of words that speak of nothing else and say both days and times."""
    text = text[:_LONGEST]
    folded = fold(text)
    if len(folded) != len(text) or not any(c.isdigit() for c in text):
        return None
    for run in _runs(items_of(folded, language or "en")):
        words = text[run[0].start : run[-1].end].strip(" ,;:-–")
        said = hours_said(words, language)
        days = any(group or stretch.whole for group, stretch in said.open)
        found = merged(known, said, words) if days and not said.others else None
        if found:
            return found
    return None


def _runs(items: Sequence[Item]) -> Iterator[list[Item]]:
    """Stretches of items that hours are made of, with a time among them and no plain words at their ends."""
    run: list[Item] = []
    for item in [*items, Item("word", None, "", 0, 0)]:
        if item.kind in ("word", "sep"):
            trimmed = _trimmed(run)
            if any(i.kind in _TIMES for i in trimmed):
                yield trimmed
            run = []
        else:
            run.append(item)


def _trimmed(run: Sequence[Item]) -> list[Item]:
    kept = list(run)
    for end in (0, -1):
        while kept and kept[end].kind in ("about", "mark", "joint", "but", "range"):
            kept.pop(end)
    return kept
