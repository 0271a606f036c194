"""Phone numbers without their country code, where the session tells in which country the team is."""

import re
from collections.abc import Iterator
from functools import cache

from engine.document.spec import AgentSpec
from engine.language.lexicon import lexicon
from engine.language.phrases import PhraseBook
from engine.language.text import tokens_of


def in_full(number: str, spec: AgentSpec) -> str | None:
    """`0113 496 0142` -> `+441134960142` for a team in the UK; None without a country or at a wrong length."""
    plan = lexicon("calling_codes").get(next(_countries(spec), ""))
    if plan is None:
        return None
    digits = re.sub(r"\D", "", number)
    national = digits.removeprefix(plan["trunk"])
    fewest, most = map(int, plan["digits"])
    return f"+{plan['code']}{national}" if fewest <= len(national) <= most else None


def _countries(spec: AgentSpec) -> Iterator[str]:
    """By the time zone, by the numbers that are known, by the country's name; the surest first."""
    if spec.runtime.timezone:
        from babel.core import get_global  # the first screen needs no zones

        yield str(get_global("zone_territories").get(spec.runtime.timezone, ""))
    for transfer in spec.transfers:
        yield from (c for c, plan in _plans() if (transfer.destination or "").startswith(f"+{plan['code']}"))
    told = tokens_of(" ".join(filter(None, (spec.company, spec.use_case))))
    yield from (hit.value for hit in _named().find(told))


def _plans() -> list[tuple[str, dict[str, str]]]:
    """The longest codes first, since one may begin like another."""
    return sorted(lexicon("calling_codes").items(), key=lambda entry: -len(entry[1]["code"]))


@cache
def _named() -> PhraseBook:
    return PhraseBook({country: plan["named"] for country, plan in lexicon("calling_codes").items()})
