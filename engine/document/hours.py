"""Opening hours in words, as a person would write them down."""

from itertools import groupby

from engine.document.spec import Day, Hours, Period
from engine.sentences import listed

DAYS: tuple[Day, ...] = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
NAMES = dict(zip(DAYS, ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"), strict=True))
"""In English, for a person to read."""


def hours_in_words(hours: Hours) -> str:
    """`Monday to Friday 09:00 to 17:00, closed on Christmas`; what was said where nobody could read it."""
    open_ = "; ".join(_period(period) for period in hours.periods) or hours.said or ""
    closed = f"closed on {listed(list(hours.closed))}" if hours.closed else ""
    return ", ".join(filter(None, (open_, closed)))


def days_in_words(days: tuple[Day, ...]) -> str:
    """`Monday to Friday and Sunday`."""
    at = sorted({DAYS.index(day) for day in days})
    if len(at) == len(DAYS):
        return "every day"
    runs = [[n for _, n in run] for _, run in groupby(enumerate(at), key=lambda pair: pair[1] - pair[0])]
    said = [f"{NAMES[DAYS[r[0]]]} to {NAMES[DAYS[r[-1]]]}" if len(r) > 2 else _each(r) for r in runs]
    return listed(said)


def _each(run: list[int]) -> str:
    return listed([NAMES[DAYS[n]] for n in run])


def _period(period: Period) -> str:
    whole = period.opens == "00:00" and period.closes in ("24:00", "00:00")
    return f"{days_in_words(period.days)} {'around the clock' if whole else f'{period.opens} to {period.closes}'}"
