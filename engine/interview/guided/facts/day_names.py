"""Names of days, and whether words are about a part of the year."""

from collections.abc import Mapping
from functools import cache

from engine.document.spec import Day
from engine.language.grammar import LANGUAGES
from engine.language.lexicon import lexicon
from engine.language.text import Token, fold

WEEK: tuple[Day, ...] = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
Days = frozenset[Day]


@cache
def day_names(language: str) -> Mapping[str, Days]:
    """Folded name -> days: the full names of every language, the short ones of `language` alone.

    A short name of another language is a word here: “do” is Donnerstag, “so” is Sonntag.
    """
    names = {fold(name): frozenset((WEEK[at],)) for known in LANGUAGES for at, name in _from_cldr(known, "wide")}
    names |= {f"{name}s": days for name, days in names.items() if not name.endswith("s")}
    names |= {fold(name).rstrip("."): frozenset((WEEK[at],)) for at, name in _from_cldr(language, "abbreviated")}
    data = lexicon("hours")
    for day, words in data["short_days"].get(language, {}).items():
        names |= {fold(word): frozenset((day,)) for word in words}
    for days, words in data["day_sets"].items():
        names |= {fold(word): frozenset(days.split()) for word in words}
    return names


def days_between(first: Days, last: Days) -> Days:
    """“Friday to Monday” are four days: the week goes round."""
    start, end = WEEK.index(in_order(first)[0]), WEEK.index(in_order(last)[-1])
    return frozenset(WEEK[at % 7] for at in range(start, end + 1 + (7 if end < start else 0)))


def in_order(days: Days) -> tuple[Day, ...]:
    return tuple(day for day in WEEK if day in days)


def _from_cldr(language: str, width: str) -> list[tuple[int, str]]:
    from babel import Locale  # takes 40 ms, and is needed when somebody first names a day

    return list(Locale.parse(language).days["format"][width].items())


def names_a_season(tokens: tuple[Token, ...]) -> bool:
    return any(t.folded in _seasons() for t in tokens)


@cache
def _seasons() -> frozenset[str]:
    from babel import Locale  # needed when somebody first speaks of hours

    months = [Locale.parse(known).months["format"] for known in LANGUAGES]
    names = [name for widths in months for width in ("wide", "abbreviated") for name in widths[width].values()]
    return frozenset({fold(name).rstrip(".") for name in names} | {fold(str(w)) for w in lexicon("hours")["seasons"]})
