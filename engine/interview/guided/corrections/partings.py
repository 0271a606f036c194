"""How people say that something goes: an order (“drop …”, “… so leave it out”, “… can go”), or that it has ended
(“we don't do … any more”, “… is handled by the port now”). What is meant is told elsewhere; this is only the form.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from engine.interview.guided.corrections.forms import forms_in
from engine.interview.guided.corrections.vocabulary import first, words
from engine.interview.guided.targets import part_named, parts
from engine.language.grammar import grammar_of
from engine.language.text import Token

_FURTHEST = 12
"""Tokens before “can go”."""


@dataclass(frozen=True, slots=True)
class Parting:
    """`thing` goes; where it only points (“it”, “that rule”), `before` says what is meant."""

    thing: tuple[Token, ...]
    before: tuple[Token, ...] = ()
    points: bool = False
    part: str | None = None
    sure: bool = True


def order_in(tokens: Sequence[Token]) -> Parting | None:
    """The first order to take something out, wherever a clause begins with it; else what “can go”."""
    for form in forms_in(tokens, "remove"):
        thing = _object(form.slot("thing"))
        if not thing or thing[0].folded != "than":
            return _ordered(thing, _last_clauses(form.slot("before")))
    for form in forms_in(tokens, "can_go"):
        thing = _last_clauses(form.slot("thing"))
        if thing and not (form.slot("out") and _does_something(form.slot("thing"))):
            points = _points(thing[-1])
            return Parting(thing[:-1] if points else thing, form.slot("thing")[:-1], points, part_named(thing[-1:]))
    return None


def _ordered(thing: tuple[Token, ...], before: tuple[Token, ...]) -> Parting:
    pointing = any(t.folded in words("pointing") for t in thing)
    points = all(_points(t) for t in thing) and (pointing or not part_named(thing))
    end = first("removed_after", before) if points else None
    before = before[: end.start] if end and end.start else before
    asked_for = any(t.folded in ("ask", "asking", "question", "their", "his", "her") for t in thing)
    return Parting(thing, before, points, "data_fields" if asked_for else None)


def _does_something(tokens: Sequence[Token]) -> bool:
    """“tell them to get | out”, “never tell anyone to climb | out”: an order or a rule, and not only a name."""
    grammar = grammar_of("en")
    ruled = any(t.folded in grammar.modals or t.folded in ("never", "tell", "to", "them") for t in tokens)
    return ruled or any(not t.is_word and t.text not in _INSIDE_NAMES for t in tokens)


_INSIDE_NAMES = "“”\"'‘’&-"


def what_ended(tokens: Sequence[Token]) -> Parting | None:
    """None where nothing is said to be over, or to be somebody else's."""
    for clause in _clauses(tokens):
        ours, ended = first("not_ours", clause), bool(first("ended", clause))
        elsewhere = bool(ours) or bool(_ELSEWHERE.search(" ".join(t.folded for t in clause)))
        over = ended and bool(grammar_of("en").negators.find(clause) or first("stopping", clause))
        if not (elsewhere or over) or any(t.folded in ("than", "if", "when", "unless") for t in clause):
            continue
        thing = tuple(t for t in clause if t.is_word)
        said = (
            [t for t in clause[: ours.start] if t.is_word and t.folded not in words("pointing") | words("around")]
            if ours
            else ()
        )
        points = ours is not None and (thing[0].folded in words("pointing") or not said)
        return Parting(thing, points=points, sure=ended or bool(ours))
    return None


_ELSEWHERE = re.compile(
    r"\b(?:is|are|'s|'re|it's|get|gets|was|were|been)(?: all| now| \w+ly)? (?:\w+(?:ed|en|ne|id|ade)|dealt|run|kept)"
    r"(?: with)? (?:by|in|on|through|via|online|at|over|to)\b"
)


def without_end(tokens: Sequence[Token]) -> tuple[Token, ...]:
    """Up to the first comma, reason or sentence's end: what follows an order says why."""
    at = next((i for i, t in enumerate(tokens) if i and (not t.is_word or t.folded in words("reasons"))), len(tokens))
    return tuple(tokens[:at])


def _object(tokens: Sequence[Token]) -> tuple[Token, ...]:
    """What is dropped: lists go on after their commas, reasons do not belong to it."""
    end = next((at for at in range(1, len(tokens)) if _ends(tokens, at)), len(tokens))
    kept = tuple(tokens[:end])
    off = next((i for i, t in enumerate(kept[:-1]) if t.folded in ("off", "from", "as")), len(kept))
    return kept[:off]


def _ends(tokens: Sequence[Token], at: int) -> bool:
    token = tokens[at]
    if token.text == ",":
        return not _goes_on(tokens[at + 1 :])
    return token.text in ".;:–—-" or token.folded in words("reasons")


def _goes_on(tokens: Sequence[Token]) -> bool:
    """“the prices, | the specials and the survey”: a list; “they never know”, “artists take them” is a reason."""
    piece, grammar = without_end(tokens), grammar_of("en")
    finite = grammar.modals | grammar.passives | words("pointing") | _FINITE
    joined = any(t.folded in ("and", "or", "und", "y", "et") for t in tokens)
    return bool(piece) and not any(t.folded in finite for t in piece) and (joined or len(piece) < _SHORT)


_FINITE = frozenset(("do", "does", "don't", "never", "need", "needs", "it's", "that's", "is"))
_SHORT = 4


def _points(token: Token) -> bool:
    return not token.is_word or token.folded in words("pointing") | words("hollow") or bool(parts().find([token]))


def _clauses(tokens: Sequence[Token]) -> list[tuple[Token, ...]]:
    clauses: list[tuple[Token, ...]] = [()]
    for token in tokens:
        if token.text in ".,;:–—-…!?" or token.folded in ("so", "because", "since"):
            clauses.append(())
        else:
            clauses[-1] = (*clauses[-1], token)
    return [clause for clause in clauses if clause]


def _last_clauses(tokens: Sequence[Token]) -> tuple[Token, ...]:
    """The words before an order, without what joins them to it: “so”, “and”, a comma."""
    kept = tuple(tokens)
    while kept and (not kept[-1].is_word or kept[-1].folded in words("before_orders")):
        kept = kept[:-1]
    return kept
