"""Whom the agent talks to: named (“our tenants”), or the people whom such a trade serves."""

from collections.abc import Iterator

from engine.document.changes import Set
from engine.interview.guided.reading import Found, Reading
from engine.language.lexicon import book
from engine.sentences import listed

_MOST = 3


def audience(reading: Reading) -> Iterator[Found]:
    from engine.playbooks import trade_in, trade_outlines  # not before somebody has written

    if reading.spec.audience:
        return
    tones = {i for hit in book("tones").find(reading.tokens) for i in range(hit.start, hit.end)}
    named = [hit.value for hit in book("people").find(reading.tokens) if hit.start not in tones]
    people = list(dict.fromkeys(named))[:_MOST]
    specific = [p for p in people if p not in ("customers", "clients", "users")] or people
    if specific:
        yield Found(Set(path="audience", value=listed(specific)), "said")
    elif trade := trade_in(reading.text):
        yield Found(Set(path="audience", value=trade_outlines()[trade].callers["en"]), "inferred")
