"""The numbers in a text, whatever their form: `1.200`, `$25.50`, `09:30`, `twenty-five`, `fünfundzwanzig`."""

import re
from collections.abc import Iterator, Mapping
from decimal import Decimal
from functools import cache
from typing import Any

from engine.language.lexicon import lexicon
from engine.language.text import fold

_PIECE = re.compile(r"\d+(?:[.,:]\d+)*|[^\W\d_]+")
_THOUSANDS = re.compile(r"[.,](?=\d{3}(?!\d))")
_HUNDRED, _THOUSAND = 100, 1_000


def numbers_in(text: str) -> frozenset[Decimal]:
    """Every number, those in words both one by one and taken together: `twenty five` is 20, 5 and 25."""
    return frozenset((*written_numbers(text), *(value for run in _runs(text) for value in (*run, _together(run)))))


def written_numbers(text: str) -> frozenset[Decimal]:
    """Those in digits only. A time is its hour and, where it is not full, its minutes."""
    return frozenset(value for piece in _PIECE.findall(text) if piece[0].isdecimal() for value in _read(piece))


def _read(digits: str) -> Iterator[Decimal]:
    """`1,200.50` -> 1200.5; `9:30` -> 9 and 30."""
    if ":" in digits:
        hour, *rest = (Decimal(part) for part in re.split(r"[.,:]", digits))
        yield hour
        yield from (part for part in rest if part)
        return
    plain = _THOUSANDS.sub("", digits).replace(",", ".")
    if plain.count(".") > 1:  # a date, an address, a version: each part counts
        yield from (Decimal(part) for part in plain.split("."))
    else:
        yield Decimal(plain).normalize()


def _runs(text: str) -> Iterator[list[Decimal]]:
    """Numbers in words that stand side by side."""
    run: list[Decimal] = []
    for piece in (*_PIECE.findall(fold(text)), ""):
        value = _words().get(piece)
        if value is not None:
            run.append(value)
        elif run and piece not in _joints():
            yield run
            run = []


def _together(run: list[Decimal]) -> Decimal:
    """`two hundred fifty` -> 250."""
    whole = part = Decimal(0)
    for value in run:
        if value in (_HUNDRED, _THOUSAND):
            part = (part or Decimal(1)) * value
            if value == _THOUSAND:
                whole, part = whole + part, Decimal(0)
        else:
            part += value
    return whole + part


@cache
def _words() -> Mapping[str, Decimal]:
    data = lexicon("numbers")
    found = {str(word): value for value, words in data["others"].items() for word in words}
    for words in data["ones"].values():
        found |= {str(word): value for value, word in enumerate(words) if word}
    for language, words in data["tens"].items():
        found |= {str(word): 10 * value for value, word in enumerate(words, 2)}
        found |= dict(_compounds(data, language))
    found |= dict.fromkeys(data["hundreds"], _HUNDRED) | dict.fromkeys(data["thousands"], _THOUSAND)
    return {fold(word): Decimal(value) for word, value in found.items()}


def _compounds(data: Any, language: str) -> Iterator[tuple[str, int]]:
    """`fünfundzwanzig`, in languages that write it as one word."""
    joint = data["ones_first"].get(language)
    for tens, ten in enumerate(data["tens"][language] if joint else (), 2):
        for one, word in enumerate(data["ones"][language][1:10], 1):
            yield f"{'ein' if word == 'eins' else word}{joint}{ten}", 10 * tens + one


@cache
def _joints() -> frozenset[str]:
    return frozenset(lexicon("numbers")["joints"])
