"""Which kind of question this is: the known way of asking that says most of what it says, and little else."""

import math
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from engine.interview.answering.question import Item, Question
from engine.interview.answering.table import Asking, asked_by_callers, askings, kinds

ENOUGH = 0.7
"""Likeness (0 to 1) from which a way of asking is believed; below it, other words decide what is meant."""
_UNKNOWN = 1.6
"""Weight of a word that no way of asking knows; meanings weigh 1 to 3.3, the rarer the more."""
_UNKNOWN_TO_CALLERS = 3.2
"""The same for what callers ask as well: “what does … cost” is for the builder only where nothing else stands in it."""
_NEAR: Mapping[frozenset[str], float] = {
    frozenset(pair): near
    for pair, near in {
        ("what", "define"): 0.95,
        ("what", "which"): 1.0,
        ("what", "show"): 0.95,
        ("which", "show"): 0.95,
        ("is", "how"): 0.95,
        ("is", "show"): 0.9,
        ("what", "how"): 0.85,
        ("what", "is"): 0.8,
        ("which", "is"): 0.85,
        ("what", "if"): 0.85,
        ("about", "if"): 0.95,
        ("about", "is"): 0.95,
        ("about", "what"): 0.9,
        ("how", "if"): 0.9,
        ("is", "if"): 0.9,
        ("how_many", "which"): 0.85,
        ("how_much", "is"): 0.9,
        ("how_much", "what"): 0.95,
        ("how_long", "how_many"): 0.9,
        ("how_long", "what"): 0.9,
        ("how_many", "what"): 0.85,
        ("who", "is"): 0.85,
        ("who", "what"): 0.8,
        ("where", "how"): 0.9,
        ("where", "what"): 0.85,
        ("when", "how_long"): 0.9,
        ("how_many", "is"): 0.85,
        ("how_long", "is"): 0.85,
        ("where", "is"): 0.85,
        ("when", "is"): 0.85,
        ("define", "is"): 0.75,
        ("define", "why"): 0.8,
        ("why", "what"): 0.8,
        ("when", "what"): 0.85,
        ("where", "which"): 0.85,
        ("when", "how"): 0.9,
    }.items()
}
"""How alike two ways of asking are, where it is more than `_FAR`."""
_FAR = 0.65
_LONGEST_LEFT = 6
"""Words that say what “who said …” is about; more tell a story."""
_OPEN, _WIDE_OPEN = 0.9, 0.72
"""Likeness of “who said …” and of “why is …”, whatever stands behind it."""
_BARE = 0.95
_OF_KIND = 0.95
"""What another way of asking the same kind is worth for the form of the question."""
_OWN = 0.3
"""How much a word counts as too much that other ways of asking the same kind have."""
_OTHER_SUBJECT: Mapping[frozenset[str], float] = {
    frozenset(("we", "you")): 0.85,
    frozenset(("it", "they")): 0.9,
    frozenset(("it", "you")): 0.75,
}


@dataclass(frozen=True, slots=True)
class Match:
    kind: str
    likeness: float
    asking: Asking
    left: tuple[Item, ...]
    """What the question says beside the way of asking."""


def matches(question: Question, language: str) -> list[Match]:
    """Every kind that the question may be, the likeliest first; its best way of asking each."""
    index = _index(language)
    best: dict[str, Match] = {}
    for asking in index.candidates(question):
        found = index.compare(asking, question)
        known = best.get(asking.kind)
        if found and found.likeness >= ENOUGH and (known is None or found.likeness > known.likeness):
            best[asking.kind] = found
    return sorted(best.values(), key=lambda match: -match.likeness)


class _Index:
    """All ways of asking in one language, by what they speak of, with the weight of every meaning."""

    def __init__(self, language: str) -> None:
        self._by_key: dict[str, list[Asking]] = {}
        self._plain: list[Asking] = []
        self._frames: dict[str, set[tuple[str, str]]] = {}
        spoken_of = Counter[str]()
        of_kind: dict[str, set[str]] = {}
        for asking in askings(language):
            meanings = {meaning for item in asking.question.items for meaning in item.means}
            of_kind.setdefault(asking.kind, set()).update(meanings)
            for key in {key for item in asking.question.items for key in _keys(item)}:
                self._by_key.setdefault(key, []).append(asking)
            if not asking.question.items:
                self._plain.append(asking)
            self._frames.setdefault(asking.kind, set()).add((asking.question.asks, asking.question.who))
        self._of_kind = of_kind
        for meanings in of_kind.values():
            spoken_of.update(meanings)
        self._weights = {m: 1 + math.log(len(kinds()) / n) / 2 for m, n in spoken_of.items()}

    def candidates(self, question: Question) -> Iterator[Asking]:
        if not question.items:
            yield from self._plain
        seen: set[int] = set()
        for item in question.items:
            for key in sorted(_keys(item)):
                for asking in self._by_key.get(key, ()):
                    if id(asking) not in seen:
                        seen.add(id(asking))
                        yield asking
        yield from (asking for asking in self._plain if asking.open and question.items)

    def compare(self, asking: Asking, question: Question) -> Match | None:
        if not _may_be(asking, question):
            return None
        known = asking.question
        if not known.items and not asking.open:
            return Match(asking.kind, 1.0, asking, ()) if not question.items and _same_form(known, question) else None
        shared, missed, left = self._shared(known.items, question.items)
        if asking.open:
            fits = _same_form(known, question) and not missed and 0 < len(left) <= _LONGEST_LEFT and not question.wish
            return Match(asking.kind, _OPEN if shared else _WIDE_OPEN, asking, left) if fits else None
        if not shared:
            return None
        spoken, wanted = shared + self._too_much(asking.kind, left), shared + missed
        alike = max(_alike(known.asks, known.who, question), _OF_KIND * self._alike_kind(asking.kind, question))
        return Match(asking.kind, alike * 2 * shared / (spoken + wanted), asking, left)

    def _too_much(self, kind: str, left: Sequence[Item]) -> float:
        """The weight of what the question says beside a way of asking this kind."""
        unknown = _UNKNOWN_TO_CALLERS if kind in asked_by_callers() else _UNKNOWN
        own = self._of_kind[kind]
        return sum(self._weight(item, unknown) * (_OWN if item.means & own else 1) for item in left)

    def _alike_kind(self, kind: str, question: Question) -> float:
        """The likeness to whatever way in which this kind is asked."""
        return max(_alike(asks, who, question) for asks, who in self._frames[kind])

    def _shared(self, wanted: tuple[Item, ...], spoken: tuple[Item, ...]) -> tuple[float, float, tuple[Item, ...]]:
        """The weights of what both say and of what only the way of asking says, and what only the question says."""
        left, shared, missed = list(spoken), 0.0, 0.0
        for item in wanted:
            found = next((one for one in left if _same(item, one)), None)
            if found is None and "system" in item.means:
                found = next((one for one in left if not one.means and one.capital), None)
            if found is None:
                missed += self._weight(item)
            else:
                left.remove(found)
                shared += self._weight(item)
        left = [one for one in left if not any(_same(one, item) for item in wanted)]
        return shared, missed, tuple(left)

    def _weight(self, item: Item, unknown: float = _UNKNOWN) -> float:
        return min((self._weights.get(meaning, unknown) for meaning in item.means), default=unknown)


@cache
def _index(language: str) -> _Index:
    return _Index(language)


def _keys(item: Item) -> frozenset[str]:
    """By what an item is looked up: what it means, or the word itself."""
    return item.means or frozenset((f"={item.word}",))


def _same(one: Item, other: Item) -> bool:
    return not _keys(one).isdisjoint(_keys(other))


def _may_be(asking: Asking, question: Question) -> bool:
    """Not a wish (“can you make the tone formal”), not words without a sign of a question, not for the business."""
    known = asking.question
    if question.wish and question.who in ("you", "we") and not known.wish:
        return False
    if question.who == "you" and known.who != "you" and asking.kind in asked_by_callers():
        return False
    return bool(question.asks) or known.asks in ("", "bare", "show")


def _same_form(one: Question, other: Question) -> bool:
    return one.asks == other.asks and one.who == other.who


def _alike(asks: str, who: str, other: Question) -> float:
    """How alike what is asked for is, and about whom; `asks` and `who` are of the known way of asking."""
    if asks == other.asks:
        alike = 1.0
    elif asks == "bare":
        alike = _BARE if other.asks in ("what", "define") else _FAR
    elif other.asks == "bare":
        alike = _BARE
    else:
        alike = _NEAR.get(frozenset((asks, other.asks)), _FAR)
    same = who == other.who or not (who and other.who)
    return alike if same else alike * _OTHER_SUBJECT.get(frozenset((who, other.who)), 0.85)
