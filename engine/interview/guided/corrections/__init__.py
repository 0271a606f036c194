"""Corrections: what a team takes back, takes out, replaces, renames, moves or sets anew, in whatever words.

A correction is an operation, a target and a new value. `forms` says how people put the operation, as data; `target`
says which item the words name, and `told` which clause they speak of; `kinds` and `texts` what stands there now and how
it is written anew. Every reader below does one operation.
"""

from collections.abc import Sequence
from dataclasses import replace

from engine.interview.guided.corrections.allowed import contradiction, exception
from engine.interview.guided.corrections.moving import handed_to, moved
from engine.interview.guided.corrections.orders import clauses_in, orders_in
from engine.interview.guided.corrections.other import the_other
from engine.interview.guided.corrections.removing import removal
from engine.interview.guided.corrections.replacing import replacement, succession, widening
from engine.interview.guided.corrections.setting import setting
from engine.interview.guided.corrections.superseding import superseded
from engine.interview.guided.corrections.told import revalued, told_anew
from engine.interview.guided.corrections.undoing import undo
from engine.interview.guided.corrections.vocabulary import is_request
from engine.interview.guided.preview import applied
from engine.interview.guided.understanding import Meaning, Part, Reader
from engine.language.text import tokens_of

_READERS: tuple[Reader, ...] = (
    undo, widening, succession, revalued, replacement, contradiction, moved, handed_to, removal, the_other,
    told_anew, superseded, exception, setting,
)  # fmt: skip
"""In this order; the first who understands an order wins."""
_OF_CLAUSES: tuple[Reader, ...] = (revalued, replacement, contradiction, moved, handed_to, removal, told_anew)
"""Who reads a clause by itself, where the sentence as a whole says nothing: the rest says why, or tells more."""
_MOST_ORDERS = 8
_LONGEST, _LONGEST_OF_CLAUSES = 120, 32
"""Tokens. Who writes more describes; an order is a clause or a few."""


def correction(part: Part) -> Meaning | None:
    """What a clause changes of what is there; None where it changes nothing that is there."""
    if len(part.tokens) > _LONGEST or not is_request(part.text):
        return None
    whole = _one(part, _READERS)
    orders = list(orders_in(part.tokens)) if part.tokens else []
    if 1 < len(orders) <= _MOST_ORDERS and not (whole and whole.question is None and undo(part)):
        texts = [part.text[order[0].start : order[-1].end] for order in orders]
        whole = _each(part, texts, _READERS, all_of_them=True) or whole
    return whole or _by_clause(part)


def _one(part: Part, readers: tuple[Reader, ...]) -> Meaning | None:
    return next((found for found in (reader(part) for reader in readers) if found), None)


def _by_clause(part: Part) -> Meaning | None:
    """“use your default, only don't ask for the policy number”: the clauses that correct something."""
    if len(part.tokens) > _LONGEST_OF_CLAUSES:
        return None
    for joints in (False, True):  # “make it warm and calm” is one clause, unless nothing else can be made of it
        clauses = [c for c in clauses_in(part.text, part.tokens, joints=joints) if any(map(str.isalpha, c))]
        if 1 < len(clauses) <= _MOST_ORDERS and (found := _each(part, clauses, _OF_CLAUSES, all_of_them=False)):
            return found
    return None


def _each(part: Part, texts: Sequence[str], readers: tuple[Reader, ...], *, all_of_them: bool) -> Meaning | None:
    """Each piece in the light of those before it; None where none of them, or not all of them, are understood."""
    meanings: list[Meaning] = []
    for text in texts:
        meaning = _one(replace(part, text=text, tokens=tokens_of(text)), readers)
        if meaning is None and all_of_them:
            return None
        if meaning and (all_of_them or meaning.found or meaning.question):
            meanings.append(meaning)
            part = replace(part, spec=applied(part.spec, meaning.found, part.earlier))
    return _together(meanings) if meanings else None


def _together(meanings: Sequence[Meaning]) -> Meaning:
    return Meaning(
        tuple(found for one in meanings for found in one.found),
        " ".join(one.says for one in meanings if one.says),
        next((one.question for one in meanings if one.question), None),
    )


__all__ = ["correction", "orders_in"]
