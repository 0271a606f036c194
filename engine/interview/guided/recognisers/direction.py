"""Whether the agent answers calls, makes them, or talks on a web page."""

from collections.abc import Iterator, Sequence

from engine.changes import Set
from engine.interview.guided.lexicon import book
from engine.interview.guided.reading import Found, Reading
from engine.interview.guided.recognisers.goals import statements_in, verbs_in
from engine.interview.guided.recognisers.role import derived_role
from engine.interview.guided.text import Token


def direction(reading: Reading) -> Iterator[Found]:
    """Said outright, or shown by how calls are spoken of; an agent that does something answers calls by default."""
    if reading.spec.direction and not reading.opening:
        return
    if verbs_in(reading) & reading.grammar.callings:
        yield Found(Set(path="direction", value="outbound"))
        return
    if any(_on_a_page(clause.tokens) for clause in reading.said):
        yield Found(Set(path="direction", value="web"))
        return
    values = {hit.value for clause in reading.said for hit in book("direction").find(clause.tokens)}
    for way in ("outbound", "web", "inbound"):
        if way in values:
            yield Found(Set(path="direction", value=way))
            return
    if statements_in(reading) or derived_role(reading):
        yield Found(Set(path="direction", value="inbound"), "inferred")


def _on_a_page(tokens: Sequence[Token]) -> bool:
    """“on our clinic's website”; a lead that comes from a website is called like any other."""
    for at, token in enumerate(tokens):
        if token.folded in ("website", "homepage", "webshop", "site"):
            near = [t.folded for t in tokens[max(0, at - _NEAR) : at]]
            if "on" in near and "from" not in near:
                return True
    return False


_NEAR = 4
"""Words between “on” and “website”."""
