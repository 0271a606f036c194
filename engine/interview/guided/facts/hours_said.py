"""What a clause says about hours: which days from when to when, which days closed, and what else stands in it."""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import cache

from engine.interview.guided.facts.clock import Half, Time
from engine.interview.guided.facts.closings import without_closings
from engine.interview.guided.facts.day_names import WEEK, Days
from engine.interview.guided.facts.hours_items import OTHER_DAYS, Item, half_of, items_of
from engine.interview.guided.facts.hours_pairs import with_days, with_spans
from engine.language.grammar import LANGUAGES
from engine.language.lexicon import lexicon
from engine.language.text import fold


@dataclass(frozen=True, slots=True)
class Stretch:
    """A part of a day. A missing end is that of the day as it is known; `hint`: the half of the day that is meant."""

    opens: Time | None = None
    closes: Time | None = None
    hint: Half | None = None
    part: str = ""
    """`morning`, `afternoon` or `evening`, where that is all that was said."""
    whole: bool = False
    gap: bool = False
    """Closed in between: “a lunch break from 1 to 2”."""


@dataclass(frozen=True, slots=True)
class Said:
    """The days and stretches of a clause; stretches without days stand for all days that are known."""

    open: tuple[tuple[Days | None, Stretch], ...] = ()
    closed: tuple[Days, ...] = ()
    closed_words: tuple[str, ...] = ()
    """Closings that are no days of the week: “christmas”."""
    others: int = 0
    """Words that have nothing to do with hours."""
    marked: bool = False
    """It says “open”, “closed” or the like."""


def hours_said(text: str, language: str) -> Said:
    """The reading that leaves the fewest words over, among the languages' short names of days."""
    folded = _COMPOUND.sub(r"\1 \2", fold(text))
    best: Said | None = None
    for known in dict.fromkeys((language if language in LANGUAGES else "en", *LANGUAGES)):
        said = _said(folded, known)
        if not said.others and said.open:
            return said
        best = said if best is None or said.others < best.others else best
        if best.others > _MOST_OTHERS or not any(c.isdigit() for c in folded):
            break
    assert best
    return best


_MOST_OTHERS = 8
"""With more words that are about something else, no language makes hours of them."""


_COMPOUND = re.compile(r"(\w+tag|mittwoch)(vormittag|nachmittag|abend|morgen)s?\b")
"""“Mittwochnachmittag” is a day and a part of it."""


@dataclass(slots=True)
class _Draft:
    open: list[tuple[Days | None, Stretch]] = field(default_factory=list)
    closed: list[Days] = field(default_factory=list)
    words: list[str] = field(default_factory=list)
    others: int = 0


def _said(text: str, language: str) -> Said:
    draft = _Draft()
    items = items_of(text, language)
    for sentence in _split(items, lambda item: item.kind == "sep"):
        closed, words, rest = without_closings(text, with_days(with_spans(sentence)))
        draft.closed += [days for days, part in closed if not part]
        draft.open += [(days, Stretch(part=part, gap=True)) for days, part in closed if part]
        draft.words += words
        draft.others += sum(i.kind == "word" for i in rest)
        draft.open += _combined(_placed(rest))
    return Said(tuple(_everywhere(draft)), tuple(draft.closed), tuple(draft.words), draft.others, _is_marked(items))


def _is_marked(items: Sequence[Item]) -> bool:
    return any(i.kind in ("opens", "closes", "closed", "whole_day") or i.text in _marks() for i in items)


@cache
def _marks() -> frozenset[str]:
    return frozenset(fold(word) for word in lexicon("hours")["marks"])


def _split(items: Sequence[Item], ends: Callable[[Item], bool]) -> Iterator[list[Item]]:
    part: list[Item] = []
    for item in items:
        if ends(item):
            yield part
            part = []
        else:
            part.append(item)
    yield part


# --- which days belong to which times ---

Placed = tuple[Days | None, Stretch]


def _placed(items: Sequence[Item]) -> Iterator[Placed]:
    """Comma by comma: days and times that stand together belong together; times alone to the days before them, else to
    the next ones."""
    current: Days | None = None
    waiting: list[Stretch] = []
    for segment in _split(items, lambda item: item.text == ","):
        days = [i for i in segment if i.kind == "days"]
        days = [i for i in days if i.value] or days
        stretches = list(_stretches(segment))
        if not days:
            waiting += [] if current is not None else [s for _, s in stretches if not s.part]
            yield from ((current, s) for _, s in stretches if current is not None and not s.part)
        elif not stretches:
            current = _with_the_others(days[0].value, segment) if waiting and current is None else days[0].value
            yield from ((current, s) for s in waiting)
            waiting = []
        else:
            times_first = stretches[0][0] < days[0].start
            yield from ((days[0].value if times_first else None, s) for s in waiting)
            yield from _in_one(days, stretches)
            current, waiting = days[-1].value, []
    yield from ((current, s) for s in waiting)


def _with_the_others(days: Days, segment: Sequence[Item]) -> Days:
    """“ten to six, Sundays too” is every day."""
    too = {fold(word) for word in lexicon("hours")["included"]}
    return frozenset(WEEK) if any(i.text in too for i in segment) else days


def _in_one(days: Sequence[Item], stretches: Sequence[tuple[int, Stretch]]) -> Iterator[Placed]:
    """“weekdays 9-5 and Saturdays 10-2”, “9-5 on weekdays and 10-2 on Saturdays”: in the order of the first one."""
    days_first = days[0].start < stretches[0][0]
    for at, stretch in stretches:
        before = [d for d in days if d.start < at]
        after = [d for d in days if d.start > at]
        near = (before[-1:] or after[:1]) if days_first else (after[:1] or before[-1:])
        yield near[0].value, stretch


def _combined(placed: Iterator[Placed]) -> list[Placed]:
    """“until 8, from 7 in the morning”: two halves of one stretch."""
    found: list[Placed] = []
    for days, stretch in placed:
        last = found[-1] if found else None
        if last and last[0] == days and _complete(last[1], stretch):
            both = replace(last[1], opens=last[1].opens or stretch.opens, closes=last[1].closes or stretch.closes)
            found[-1] = (days, both)
        else:
            found.append((days, stretch))
    full = {days for days, stretch in found if stretch.opens and stretch.closes}
    return [(days, stretch) for days, stretch in found if days not in full or stretch.closes or stretch.whole]


def _complete(one: Stretch, other: Stretch) -> bool:
    halves = (bool(one.opens), bool(one.closes)) == (bool(other.closes), bool(other.opens))
    return halves and bool(one.opens) != bool(one.closes)


def _everywhere(draft: _Draft) -> Iterator[Placed]:
    """Times without days, beside others with days, are for the rest of the week: “9 to 7, Thursdays until 9”."""
    named = frozenset(day for days, s in draft.open if days and not s.gap for day in days)
    shut = frozenset(day for days in draft.closed for day in days)
    gaps = any(days and s.gap for days, s in draft.open)
    full = [s for days, s in draft.open if days is None and not s.gap]
    for days, stretch in sorted(draft.open, key=lambda placed: placed[0] is not None):
        if days == OTHER_DAYS:
            yield frozenset(WEEK) - shut - named, stretch
        else:
            yield (frozenset(WEEK) - shut if days is None and full and (named or shut or gaps) else days), stretch


# --- the stretches of a part ---


def _stretches(items: Sequence[Item]) -> Iterator[tuple[int, Stretch]]:
    """Spans; “until 2am”, “opens at 2pm … closes at 10pm”; a part of the day alone; round the clock."""
    spans = any(i.kind == "span" for i in items)
    opened: tuple[int, Time] | None = None
    for at, item in enumerate(items):
        led = next((i.kind for i in reversed(items[:at]) if i.kind in ("until", "opens", "closes", "time", "span")), "")
        ranged = any(i.kind == "range" for i in items[max(0, at - 2) : at]) and led == "time"
        if item.kind == "part" and any(i.kind == "days" for i in items) and not _is_timed(items, at):
            yield item.start, Stretch(part=item.value)
        elif item.kind == "whole_day":
            yield item.start, Stretch(whole=True)
        elif item.kind == "span":
            opens, closes = item.value
            gap = any(i.kind == "break" for i in items[:at])
            yield item.start, Stretch(opens, closes, _hint(items, at), gap=gap)
        elif item.kind == "time" and (ranged or led in ("until", "closes")):
            yield (opened or (item.start,))[0], Stretch(opened[1] if opened else None, item.value, _hint(items, at))
            opened = None
        elif item.kind == "time":
            opened = (item.start, item.value)
    if opened and not spans:
        yield opened[0], Stretch(opens=opened[1])


def _hint(items: Sequence[Item], at: int) -> Half | None:
    """The half of the day that a word beside the time tells: “dinner 6 to 10”, “6 to 10 in the evening”."""
    after = next((i for i in items[at + 1 : at + 4] if i.kind in ("part", "span", "time", "days")), None)
    before = next((i for i in reversed(items[:at]) if i.kind in ("part", "span", "time")), None)
    part = next((i for i in (after, before) if i is not None and i.kind == "part"), None)
    return half_of(part.value) if part else None


def _is_timed(items: Sequence[Item], at: int) -> bool:
    """Whether a time stands beside the part of the day, with no other day in between: “mornings 8 to 12”."""
    for side in (items[at + 1 :], items[:at][::-1]):
        kinds = [i.kind for i in side if i.kind in ("days", "span", "time", "part")]
        if kinds and kinds[0] in ("span", "time"):
            return True
    return False
