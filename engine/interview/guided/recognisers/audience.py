"""Whom the agent talks to: named (“our tenants”), or the people whom such a trade serves."""

from collections.abc import Iterator, Sequence

from engine.document.changes import Set
from engine.document.spec.part import ASSUMED
from engine.interview.guided.reading import Found, Reading
from engine.interview.guided.recognisers.industry import trade_of
from engine.language.clauses import sentences_of
from engine.language.jobs.statement import is_plural
from engine.language.lexicon import book
from engine.language.text import Token, joined
from engine.sentences import listed

_MOST = 3
_GENERIC = ("customers", "clients", "users", "callers")
"""Whoever they are; who says more of them says it in their place."""


def audience(reading: Reading) -> Iterator[Found]:
    from engine.playbooks import trade_outlines  # not before somebody has written

    origin = reading.spec.origins.get("audience")
    said = reading.spec.audience and (origin is None or origin.how not in ASSUMED)
    if said and reading.spec.audience not in _GENERIC:
        return
    if stated := _stated(reading):
        yield Found(Set(path="audience", value=stated), "said")
    if stated or reading.spec.audience:
        return
    tones = {i for hit in book("tones").find(reading.tokens) for i in range(hit.start, hit.end)}
    named = [hit.value for hit in book("people").find(reading.tokens) if hit.start not in tones]
    people = list(dict.fromkeys(named))[:_MOST]
    specific = [p for p in people if p not in _GENERIC] or people
    if specific:
        yield Found(Set(path="audience", value=listed(specific)), "said")
    elif trade := trade_of(reading):
        yield Found(Set(path="audience", value=trade_outlines()[trade].callers["en"]), "inferred")


def _stated(reading: Reading) -> str:
    """“they're | caretakers, tenants, sometimes hotel staff | - and …”, as it was said; empty where nobody says it."""
    for sentence in sentences_of(reading.text) if not reading.opening else ():
        said = [t.folded for t in sentence[:2]]
        begin = 1 if said[:1] == ["they're"] else 2 if said == ["they", "are"] else 0
        end = next((i for i, t in enumerate(sentence) if t.text in "-–—;("), len(sentence))
        who = sentence[begin:end]
        if begin and who and _are_people(who, reading):
            return joined(reading.text, who)[:_LONGEST]
    return ""


def _are_people(who: Sequence[Token], reading: Reading) -> bool:
    """“homeowners, a few HOAs”: a known word for people, or a plural that stands alone at the head of a list."""
    if reading.grammar.verb_at(who, 0):
        return False
    heads = len(who) > 1 and who[1].text == "," and is_plural(who[0]) and not book("tones").at(who, 0)
    return heads or bool(book("people").find(who))


_LONGEST = 200
