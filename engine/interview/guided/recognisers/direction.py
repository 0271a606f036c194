"""Whether the agent answers calls, makes them, or talks on a web page."""

from collections.abc import Iterator

from engine.changes import Set
from engine.interview.guided.lexicon import book
from engine.interview.guided.reading import Found, Reading
from engine.interview.guided.recognisers.goals import statements_in, verbs_in
from engine.interview.guided.recognisers.role import derived_role


def direction(reading: Reading) -> Iterator[Found]:
    """Said outright, or shown by how calls are spoken of; an agent that does something answers calls by default."""
    if reading.spec.direction and not reading.opening:
        return
    if verbs_in(reading) & reading.grammar.callings:
        yield Found(Set(path="direction", value="outbound"))
        return
    values = {hit.value for clause in reading.said for hit in book("direction").find(clause.tokens)}
    for way in ("outbound", "web", "inbound"):
        if way in values:
            yield Found(Set(path="direction", value=way))
            return
    if statements_in(reading) or derived_role(reading):
        yield Found(Set(path="direction", value="inbound"), "inferred")
