"""What was said about hours laid over what is known: the days that it names are new, the others stay."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import groupby

from engine.document.spec import Day, Hours, Period
from engine.interview.guided.facts.clock import DAY_ENDS, closing, minutes_of, opening, span, written
from engine.interview.guided.facts.day_names import WEEK, Days, day_names, in_order
from engine.interview.guided.facts.hours_said import Said, Stretch
from engine.language.grammar import LANGUAGES
from engine.language.text import sentence_case, tokens_of

Spans = list[tuple[int, int]]
Week = dict[Day, Spans]
_MORNING_ENDS, _AFTERNOON_BEGINS, _EVENING_ENDS = 12 * 60, 13 * 60, 21 * 60
_MOST_SAID = 300


def week_of(hours: Hours | None) -> Week:
    """Minutes since midnight for each day that is open."""
    week: Week = {}
    for period in hours.periods if hours else ():
        for day in period.days:
            week.setdefault(day, []).append((minutes_of(period.opens), minutes_of(period.closes)))
    return week


def merged(known: Hours | None, said: Said, text: str, days: Days | None = None) -> Hours | None:
    """The hours after `text`; None where it leaves open which days are meant, or when a day begins or ends.

    Args:
        days: the days that times without days are for; None: those that are known.
    """
    known = known or Hours()
    week = week_of(known)
    new: Week = {}
    stretches = sorted(said.open, key=lambda placed: placed[1].gap)
    for group, stretch in stretches:
        meant = _days_meant(group or days, week | new, stretch)
        for day in meant:
            found = _span(stretch, week | new, day)
            if found is None:
                return None
            there = new.get(day) or (week.get(day, []) if stretch.gap else [])
            new[day] = _without(there, found) if stretch.gap else _and(there, found, stretch)
        if not meant:
            return None
    shut = frozenset(day for group in said.closed for day in group)
    contradicted = bool(shut & set(week))
    week = {day: spans for day, spans in (week | new).items() if day not in shut}
    closed = _still_closed(known.closed, frozenset(new)) + _closings(said, frozenset() if week else shut, text)
    now = " ".join(text.split())
    told = known.said if known.said and now in known.said else "; ".join(filter(None, (known.said, now)))
    told = told if len(told) <= _MOST_SAID else now[:_MOST_SAID]
    hours = Hours(said=told, periods=periods_of(week), closed=tuple(dict.fromkeys(closed)), outside=known.outside)
    return hours.model_copy(update={"said": in_words(hours)[:_MOST_SAID] or now}) if contradicted else hours


def periods_of(week: Mapping[Day, Spans]) -> tuple[Period, ...]:
    """Days with the same span together: `mon-fri 08:00-18:00` is one period."""
    placed = sorted({(WEEK.index(day), pair) for day, spans in week.items() for pair in spans})
    spans = dict.fromkeys(pair for _, pair in placed)
    return tuple(
        Period(
            days=in_order(frozenset(WEEK[at] for at, other in placed if other == pair)),
            opens=written(pair[0]),
            closes=written(pair[1]),
        )
        for pair in spans
    )


def in_words(hours: Hours) -> str:
    """“Mon to Fri 08:00–18:00, Sat 09:00–12:00; closed: Christmas” for a reply."""
    parts = ", ".join(f"{_days_in_words(p.days)} {_span_in_words(p)}" for p in hours.periods)
    closed = f"closed: {', '.join(hours.closed)}" if hours.closed else ""
    return "; ".join(filter(None, (parts, closed)))


def _span_in_words(period: Period) -> str:
    whole = (period.opens, period.closes) == ("00:00", "24:00")
    return "round the clock" if whole else f"{period.opens}–{period.closes}"


def _days_in_words(days: Sequence[Day]) -> str:
    if len(days) == len(WEEK):
        return "every day"
    runs = [[d for _, d in run] for _, run in groupby(enumerate(days), lambda pair: WEEK.index(pair[1]) - pair[0])]
    return ", ".join(
        f"{run[0].title()} to {run[-1].title()}" if len(run) > 2 else ", ".join(d.title() for d in run) for run in runs
    )


def _days_meant(group: Days | None, week: Week, stretch: Stretch) -> Sequence[Day]:
    if group:
        return in_order(group)
    return WEEK if stretch.whole and not week else in_order(frozenset(week)) or (WEEK if stretch.whole else ())


def _span(stretch: Stretch, week: Week, day: Day) -> tuple[int, int] | None:
    """One stretch on one day; what it leaves out is taken from that day, else from the others."""
    if stretch.whole:
        return 0, DAY_ENDS
    if stretch.gap and stretch.part:
        return _GAPS[stretch.part]
    if stretch.opens and stretch.closes:
        return span(stretch.opens, stretch.closes, stretch.hint)
    usual = _usual(week, day)
    if usual is None:
        return None
    if stretch.part:
        return _part(stretch.part, usual)
    if stretch.closes:
        return usual[0], closing(stretch.closes, usual[0], stretch.hint)
    assert stretch.opens
    return opening(stretch.opens, stretch.hint), usual[1]


_GAPS = {
    "morning": (0, _MORNING_ENDS),
    "afternoon": (_MORNING_ENDS, DAY_ENDS),
    "evening": (17 * 60, DAY_ENDS),
}


def _part(part: str, usual: tuple[int, int]) -> tuple[int, int]:
    match part:
        case "morning":
            return usual[0], _MORNING_ENDS
        case "afternoon":
            return _AFTERNOON_BEGINS, max(usual[1], _AFTERNOON_BEGINS + 60)
        case _:
            return 17 * 60, max(usual[1], _EVENING_ENDS)


def _usual(week: Week, day: Day) -> tuple[int, int] | None:
    """When that day begins and ends, else when most days do."""
    spans = week.get(day) or next(iter(sorted(week.values(), key=_frequency(week), reverse=True)), None)
    return (spans[0][0], spans[-1][1]) if spans else None


def _frequency(week: Week) -> Callable[[Spans], int]:
    return lambda spans: sum(other == spans for other in week.values())


def _and(spans: Spans, pair: tuple[int, int], stretch: Stretch) -> Spans:
    """Another stretch of the same day; one that only moves an end replaces what was said before."""
    moves = not (stretch.opens and stretch.closes)
    apart = all(pair[1] <= opens or pair[0] >= closes > opens for opens, closes in spans)
    return [*spans, pair] if spans and apart and not moves else [pair]


def _without(spans: Spans, gap: tuple[int, int]) -> Spans:
    """“9 to 6 with a lunch break from 1 to 2” is two spans."""
    cut = [part for opens, closes in spans for part in ((opens, min(gap[0], closes)), (max(gap[1], opens), closes))]
    return [(opens, closes) for opens, closes in cut if opens < closes]


# --- closed ---


def _closings(said: Said, shut: Days, text: str) -> tuple[str, ...]:
    days = (_day_words(group & shut, text) for group in said.closed if group & shut)
    return tuple(
        sentence_case(words)[:_MOST_SAID] for words in (*days, *(_as_written(w, text) for w in said.closed_words))
    )


def _as_written(folded: str, text: str) -> str:
    from engine.language.text import fold

    at = fold(text).find(folded)
    return text[at : at + len(folded)].strip(" ,.") if at >= 0 and len(fold(text)) == len(text) else folded


def _day_words(days: Days, text: str) -> str:
    """The words that the team used for these days; else their English names."""
    from engine.language.text import fold

    for token in tokens_of(text):
        if any(day_names(language).get(fold(token.text)) == days for language in LANGUAGES):
            return token.text
    return ", ".join(f"{_ENGLISH[day]}s" for day in in_order(days))


_ENGLISH: Mapping[Day, str] = {
    "mon": "Monday", "tue": "Tuesday", "wed": "Wednesday", "thu": "Thursday", "fri": "Friday", "sat": "Saturday",
    "sun": "Sunday",
}  # fmt: skip


def _still_closed(closed: Iterable[str], opened: Days) -> tuple[str, ...]:
    """Without what says that a day is closed which is open now."""
    return tuple(words for words in closed if not _names_only(words, opened))


def _names_only(words: str, days: Days) -> bool:
    named = [names.get(t.folded) for t in tokens_of(words) if t.is_word for names in (day_names("en"),)]
    known = [group for group in named if group]
    return bool(known) and len(known) == len(named) and all(group <= days for group in known)
