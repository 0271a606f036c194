"""Whether words about hours are about a part of the year: “closes at six in winter”, “from April to October”."""

from functools import cache

from engine.language.grammar import LANGUAGES
from engine.language.lexicon import lexicon
from engine.language.text import Token, fold


def names_a_season(tokens: tuple[Token, ...]) -> bool:
    return any(t.folded in _seasons() for t in tokens)


@cache
def _seasons() -> frozenset[str]:
    from babel import Locale  # needed when somebody first speaks of hours

    months = [Locale.parse(known).months["format"] for known in LANGUAGES]
    names = [name for widths in months for width in ("wide", "abbreviated") for name in widths[width].values()]
    return frozenset({fold(name).rstrip(".") for name in names} | {fold(str(w)) for w in lexicon("hours")["seasons"]})
