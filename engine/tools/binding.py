"""Which verb goes with which thing in a clause: “books and moves appointments, answers questions”.

A verb takes the things to its right, over other verbs, up to the next verb once something has been taken. It takes the
thing right before it too (“appointment booking”, “Termine vereinbaren”), and “it” or “them” stand for what was last
spoken of. No grammar of any language is needed for more.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from engine.tools.lexicon import Found

REACH = 14
"""Words to the right that a verb looks at; long enough for a list of six things."""
LONGEST_CHAIN = 40
"""Words that verbs, commas and small words may fill between a thing and the verb that shares it."""
REACH_BACK = 2
"""Words in between that say something else (“Termine online buchen”)."""
RELATIONS = frozenset({"question", "status", "where_is", "availability"})
"""Verbs in name only: nouns that belong to one thing (“order status, questions about returns”), never to a chain."""
SUBJECTS = frozenset({"person"})
"""Before a verb these are who does it (“helps patients find a doctor”)."""
BARE = 3
"""So few words between commas, in a clause without a verb, are an item of a list of duties."""


@dataclass(frozen=True, slots=True)
class Pair:
    verb: Found
    thing: Found


def pairs(found: Sequence[Found], length: int, carried: Sequence[Found] = ()) -> Iterator[Pair]:
    """Every verb with every thing that it goes with. `carried` is what the clause before spoke of last.

    `length` is the number of words of the clause.
    """
    line = _Line(found, length, carried)
    for verb in line.verbs:
        behind = list(line.behind(verb))
        yield from (Pair(verb, thing) for thing in behind)
        adjacent = any(verb.first - thing.last <= 1 for thing in behind)
        yield from (Pair(verb, thing) for thing in line.ahead(verb, one_phrase=adjacent))
    yield from (Pair(Found("handle", "verb", thing.first, thing.last), thing) for thing in line.duties())


class _Line:
    """The clause by position."""

    def __init__(self, found: Sequence[Found], length: int, carried: Sequence[Found]) -> None:
        self.length = length
        self.carried = carried
        self.verbs = [f for f in found if f.role == "verb"]
        self.things = [f for f in found if f.role == "thing"]
        self._at: list[list[Found]] = [[] for _ in range(length)]
        for f in found:
            for position in range(f.first, f.last + 1):
                self._at[position].append(f)

    def ahead(self, verb: Found, *, one_phrase: bool) -> Iterator[Found]:
        seen = False
        for i in range(verb.last + 1, min(self.length, verb.last + 1 + REACH)):
            if self._is(i, "thing"):
                yield from self._things_at(i)
                seen = True
            elif self._is(i, "pronoun"):
                yield from (replace(thing, first=i, last=i) for thing in self._meant_by_pronoun(verb.first))
                seen = True
            elif self._is(i, "verb"):
                if seen:
                    return
            elif self._is(i, "join"):
                if one_phrase:
                    return
            elif not self._is(i, "small"):
                seen = True

    def behind(self, verb: Found) -> Iterator[Found]:
        yield from (t for t in self._things_at(verb.first) if t.part and verb.part)
        chained = verb.concept not in RELATIONS
        between, taken = 0, False
        for i in range(verb.first - 1, max(-1, verb.first - 1 - LONGEST_CHAIN), -1):
            if self._is(i, "thing"):
                yield from (t for t in self._things_at(i) if t.concept not in SUBJECTS)
                taken = True
            elif taken or between > REACH_BACK:
                return
            elif self._is(i, "join"):
                if not (chained and i and self._chains(i - 1)):
                    return
            elif not self._is(i, "verb", "small"):
                between += 1

    def duties(self) -> Iterator[Found]:
        """The things of a list of duties, each of which somebody has to handle."""
        relations = {verb.first for verb in self.verbs if verb.concept in RELATIONS}
        if any(verb.first not in relations and not self._is(verb.first, "thing") for verb in self.verbs):
            return  # “bookings” is a verb's stem too, but a thing here
        item: list[int] = []
        for i in range(self.length + 1):
            if i < self.length and not self._is(i, "join"):
                item += [] if self._is(i, "small", "pronoun") else [i]
            else:
                if len(item) <= BARE and not relations.intersection(item):
                    yield from (thing for thing in self.things if thing.first in item)
                item = []

    def _chains(self, i: int) -> bool:
        """Whether a verb stands here (or another comma), so that the verb after it shares its things."""
        return self._is(i, "join") or any(f.role == "verb" and f.concept not in RELATIONS for f in self._at[i])

    def _things_at(self, i: int) -> Iterator[Found]:
        return (f for f in self._at[i] if f.role == "thing")

    def _meant_by_pronoun(self, before: int) -> Sequence[Found]:
        earlier = [t for t in self.things if t.last < before]
        return [t for t in earlier if t.last == earlier[-1].last] if earlier else self.carried

    def _is(self, i: int, *roles: str) -> bool:
        return any(f.role in roles for f in self._at[i])
