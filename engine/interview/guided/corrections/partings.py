"""How people say that something goes: an order (“drop …”, “… so leave it out”, “… can go”), or that it has ended
(“we don't do … any more”, “… is handled by the port now”). What is meant is told elsewhere; this is only the form.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from engine.interview.guided.corrections.vocabulary import first, phrases, trimmed, words
from engine.interview.guided.targets import part_named, parts
from engine.language.grammar import grammar_of
from engine.language.phrases import Hit
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
    """The first order to take something out, wherever a clause begins with it."""
    for at in range(len(tokens)):
        verb = _verb_at(tokens, at) if _begins(tokens, at) else None
        if verb:
            thing, split = _object(tokens[verb.end :]), tokens[verb.start].folded in _SPLIT
            out = next((i for i, t in enumerate(thing) if t.folded in _OUT), None) if split else None
            if out is not None and all(t.folded in words("hollow") for t in thing[out + 1 :]):
                thing = thing[:out]
            before = _last_clauses(tokens[:at])
            return _ordered(thing, before)
    return _at_the_end(tokens)


def _ordered(thing: tuple[Token, ...], before: tuple[Token, ...]) -> Parting:
    points = all(_points(t) for t in thing) and (
        not part_named(thing) or any(t.folded in words("pointing") for t in thing)
    )
    end = first("removed_after", before)
    before = before[: end.start] if points and end and end.start else before
    asked_for = any(t.folded in ("ask", "asking", "question", "their", "his", "her") for t in thing)
    return Parting(thing, before, points, "data_fields" if asked_for else None)


def _at_the_end(tokens: Sequence[Token]) -> Parting | None:
    """“the specials can go”, “Dutch out”, “gaelic can go nobody uses it”."""
    end = first("removed_after", tokens)
    if end is None or not 0 < end.start <= _FURTHEST:
        return None
    if end.end < len(tokens) and len(tokens[end.start : end.end]) == 1 and tokens[end.end].is_word:
        return None  # “call out the …”
    if end.end - end.start == 1 and _does_something(tokens[: end.start]):
        return None  # “tell them to get | out”, “never tell anyone to climb | out”
    thing = _last_clauses(tokens[: end.start])
    points = all(_points(t) for t in thing[-1:]) and bool(thing)
    where = thing if not points else thing[:-1]
    return Parting(where, tuple(tokens[: end.start - 1]), points) if thing else None


def _does_something(tokens: Sequence[Token]) -> bool:
    """Whether an order or a rule stands among these words, and not only the name of something."""
    grammar = grammar_of("en")
    ruled = any(t.folded in grammar.modals or t.folded in ("never", "tell", "to", "them") for t in tokens)
    return ruled or any(not t.is_word and t.text not in _INSIDE_NAMES for t in tokens)


_INSIDE_NAMES = "“”\"'‘’&-"


def what_ended(tokens: Sequence[Token]) -> Parting | None:
    """None where nothing is said to be over, or to be somebody else's."""
    for clause in _clauses(tokens):
        text = " ".join(t.folded for t in clause)
        elsewhere = bool(_ELSEWHERE.search(text)) or bool(first("not_ours", clause))
        ended = bool(first("ended", clause))
        negated = bool(grammar_of("en").negators.find(clause)) or bool(first("stopping", clause))
        if not elsewhere and not (ended and negated):
            continue
        if any(t.folded in ("than", "if", "when", "unless") for t in clause):
            continue
        thing = tuple(t for t in clause if t.is_word)
        ours = first("not_ours", clause)
        points = ours is not None and (thing[0].folded in words("pointing") or not content_before(clause, ours))
        return Parting(thing, points=points, sure=ended or bool(first("not_ours", clause)))
    return None


def content_before(clause: Sequence[Token], hit: Hit) -> list[Token]:
    """The words before a phrase, without those of no account."""
    return [t for t in clause[: hit.start] if t.is_word and t.folded not in words("pointing") | words("around")]


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
    piece = without_end(tokens)
    grammar = grammar_of("en")
    finite = (
        grammar.modals | grammar.passives | {"do", "does", "don't", "never", "need", "needs", "it's", "that's", "is"}
    )
    return (
        bool(piece)
        and not any(t.folded in finite or t.folded in words("pointing") for t in piece)
        and (any(t.folded in ("and", "or", "und", "y", "et") for t in tokens) or len(piece) < _SHORT)
    )


_SHORT = 4


def _verb_at(tokens: Sequence[Token], at: int) -> Hit | None:
    hit = phrases("dropping").at(tokens, at)
    if hit and any(t.folded == "than" for t in tokens[hit.end : hit.end + 1]):
        return None
    if hit is None and tokens[at].folded in _SPLIT and {t.folded for t in tokens[at + 1 : at + 6]} & _OUT:
        return Hit("dropping", at, at + 1)
    return hit


_SPLIT = frozenset(("take", "throw", "cross", "kick", "leave", "nimm", "strike"))
_OUT = frozenset(("out", "off", "away", "raus", "weg"))


def _begins(tokens: Sequence[Token], at: int) -> bool:
    if at == 0:
        return True
    before = tokens[at - 1]
    return not before.is_word or before.folded in words("before_orders")


def _points(token: Token) -> bool:
    return not token.is_word or token.folded in words("pointing") | words("hollow") or bool(parts().find([token]))


def _clauses(tokens: Sequence[Token]) -> list[tuple[Token, ...]]:
    clauses: list[list[Token]] = [[]]
    for token in tokens:
        if token.text in ".,;:–—-…!?" or token.folded in ("so", "because", "since"):
            clauses.append([])
        else:
            clauses[-1].append(token)
    return [tuple(clause) for clause in clauses if clause]


def _last_clauses(tokens: Sequence[Token]) -> tuple[Token, ...]:
    """The words before an order, without what joins them to it: “so”, “and”, a comma."""
    kept = list(tokens)
    while kept and (not kept[-1].is_word or kept[-1].folded in words("before_orders")):
        kept.pop()
    return tuple(kept)


__all__ = ["Parting", "order_in", "part_named", "trimmed", "what_ended", "without_end"]
