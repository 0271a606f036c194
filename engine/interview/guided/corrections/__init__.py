"""Corrections: what a team takes back, takes out, replaces, renames, moves or sets anew, in whatever words."""

from dataclasses import replace

from engine.interview.guided.corrections.allowed import contradiction
from engine.interview.guided.corrections.moving import moved
from engine.interview.guided.corrections.orders import orders_in
from engine.interview.guided.corrections.removing import removal
from engine.interview.guided.corrections.replacing import replacement
from engine.interview.guided.corrections.setting import setting
from engine.interview.guided.corrections.told import told_anew
from engine.interview.guided.corrections.undoing import undo
from engine.interview.guided.corrections.vocabulary import is_request
from engine.interview.guided.corrections.widening import widening
from engine.interview.guided.preview import applied
from engine.interview.guided.understanding import Meaning, Part, Reader
from engine.language.text import Token, tokens_of

_READERS: tuple[Reader, ...] = (
    undo, widening, replacement, contradiction, moved, removal, told_anew, setting,
)  # fmt: skip
"""In this order; the first who understands an order wins."""
_MOST_ORDERS = 8
_LONGEST = 120
"""Tokens. Who writes more describes; an order is a clause or a few."""


def correction(part: Part) -> Meaning | None:
    """What a clause changes of what is there; None where it changes nothing that is there."""
    if len(part.tokens) > _LONGEST or not is_request(part.text):
        return None
    whole = _one(part)
    orders = list(orders_in(part.tokens)) if part.tokens else []
    if not 1 < len(orders) <= _MOST_ORDERS or (whole and whole.question is None and _READERS[0](part)):
        return whole
    return _several(part, orders) or whole


def _one(part: Part) -> Meaning | None:
    return next((found for found in (reader(part) for reader in _READERS) if found), None)


def _several(part: Part, orders: list[tuple[Token, ...]]) -> Meaning | None:
    """Each order in the light of those before it; None where one of them is no order."""
    meanings: list[Meaning] = []
    for tokens in orders:
        if meanings:
            part = replace(part, spec=applied(part.spec, meanings[-1].found, part.earlier))
        text = part.text[tokens[0].start : tokens[-1].end]
        meaning = _one(replace(part, text=text, tokens=tokens_of(text)))
        if meaning is None:
            return None
        meanings.append(meaning)
    return Meaning(
        tuple(found for one in meanings for found in one.found),
        " ".join(one.says for one in meanings if one.says),
        next((one.question for one in meanings if one.question), None),
    )


__all__ = ["correction", "orders_in"]
