"""How callers show who they are: “callers must give their number and date of birth first, two tries, then a person”."""

import re
from collections.abc import Iterator, Sequence

from engine.document.changes import Set
from engine.document.spec import Identity
from engine.interview.guided.reading import Found, Reading
from engine.interview.guided.recognisers.data_fields import field_hits
from engine.language.clauses import Clause
from engine.language.grammar import Grammar
from engine.language.lexicon import book, lexicon
from engine.language.text import Token, joined

_TRIES = re.compile(
    r"\b(one|two|three|[1-3])\s+(?:failed\s+|wrong\s+)?(?:try|tries|attempts?|times|goes)\b", re.IGNORECASE
)
_COUNTED = {"one": 1, "1": 1, "two": 2, "2": 2, "three": 3, "3": 3}
_OTHERWISE = re.compile(r"\b(?:then|otherwise|else|or else)\b[\s,:]+(.{3,120}?)[.!]?$", re.IGNORECASE)


_SOMEBODY = re.compile(
    r"(?:an?|the|our|your|one of (?:the|our)) (?:\w+ ){0,2}(?:person|human|colleague|agent|desk|team|clerk)",
    re.IGNORECASE,
)
"""“… then a person”: whom it goes to, with no word for what happens."""


def identity(reading: Reading) -> Iterator[Found]:
    """The whole check, from the sentence that says it; what follows it in that sentence is part of it."""
    if reading.spec.identity:
        return
    for clause in reading.said:
        if is_identity_check(clause.tokens, reading.grammar):
            yield Found(Set(path="identity", value=_check(clause, reading).model_dump(mode="json")))
            return


def is_identity_check(tokens: Sequence[Token], grammar: Grammar) -> bool:
    """Something that callers have to give, and a word that says that it comes first or is a check."""
    if not field_hits(tokens):
        return False
    words = {t.folded for t in tokens}
    gives = bool(words & set(lexicon("identity")["must"])) and bool(
        words & grammar.people | words & set(lexicon("identity")["who"])
    )
    checks = bool(book("identity", "checks").find(tokens))
    first = bool(words & set(lexicon("identity")["first"]))
    return checks or (gives and first)


def _check(clause: Clause, reading: Reading) -> Identity:
    sentence = " ".join(c.text for c in reading.clauses if c.sentence == clause.sentence)
    ask = tuple(
        dict.fromkeys(f"the {joined(reading.text, clause.tokens[h.start : h.end])}" for h in field_hits(clause.tokens))
    )
    after = sentence[sentence.find(clause.text) :]
    tries = next((_COUNTED[found[1].lower()] for found in _TRIES.finditer(after)), 2)
    found = _OTHERWISE.search(after)
    otherwise = found[1].strip() if found else None
    if otherwise and _SOMEBODY.fullmatch(otherwise):
        otherwise = f"Put the caller through to {otherwise}"
    return Identity(ask=ask[:6], tries=tries, otherwise=otherwise)
