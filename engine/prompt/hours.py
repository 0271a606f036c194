"""Opening hours in words: `Monday to Friday 08:00 to 17:00, Saturday 09:00 to 12:00`."""

from collections.abc import Iterator, Sequence

from engine.document.spec import Hours, Period
from engine.sentences import listed

DAYS = {
    "mon": "Monday",
    "tue": "Tuesday",
    "wed": "Wednesday",
    "thu": "Thursday",
    "fri": "Friday",
    "sat": "Saturday",
    "sun": "Sunday",
}
_PLACE = {day: place for place, day in enumerate(DAYS)}


def in_words(hours: Hours) -> str:
    """The periods, or else the team's own words; empty where neither was given."""
    if hours.periods:
        return ", ".join(f"{_days(period.days)} {_clock(period)}" for period in hours.periods)
    return (hours.said or "").rstrip(".")


def _clock(period: Period) -> str:
    if (period.opens, period.closes) == ("00:00", "24:00"):
        return "around the clock"
    over = " on the next day" if period.closes <= period.opens else ""
    return f"{period.opens} to {period.closes}{over}"


def _days(days: Sequence[str]) -> str:
    if len(set(days)) == len(DAYS):
        return "every day"
    return listed([run[0] if len(run) == 1 else f"{run[0]} to {run[-1]}" for run in _runs(days)])


def _runs(days: Sequence[str]) -> Iterator[list[str]]:
    """Days that follow each other, as one run."""
    run: list[str] = []
    for day in sorted(set(days), key=_PLACE.__getitem__):
        if run and _PLACE[day] != _PLACE[run[-1]] + 1:
            yield [DAYS[d] for d in run]
            run = []
        run.append(day)
    if run:
        yield [DAYS[d] for d in run]
