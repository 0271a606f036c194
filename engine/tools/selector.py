"""Which tools a text asks for, and the words that say so."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import TypeAlias

from engine.document.spec import AgentSpec, Tool
from engine.tools.binding import pairs
from engine.tools.catalog import CATALOG, Cue, tool_from
from engine.tools.lexicon import Found, Reading, read
from engine.tools.terms import Word, trades

QUOTE_WHOLE = 90
"""Characters. A clause up to this length is quoted as it is, of a longer one the phrase with the cue."""
QUOTE_LONGEST = 200
SURE_ENOUGH = 0.6
COMPANION_SCORE = 0.7
CueIndex: TypeAlias = Mapping[frozenset[str], tuple[tuple[str, Cue], ...]]
_RELATIVES = frozenset(["that", "which", "who", "der", "die", "das", "que", "qui", "che", "dat"])
"""What comes before the verb of a subordinate clause and is no part of what is to be done."""


@dataclass(frozen=True, slots=True)
class ToolNeed:
    """A tool that a clause asks for. `quote` is the team's words; `score` is 0 to 1."""

    id: str
    quote: str
    score: float
    words: tuple[str, ...] = ()
    """The words that made it, as they were written."""
    reason: str = ""
    """For a tool that only comes with another one: why."""


@dataclass(frozen=True, slots=True)
class _Context:
    """What the rest of the opening says: the trades, and what was last spoken of."""

    trades: frozenset[str] = frozenset()
    carried: Mapping[str, tuple[Found, ...]] = field(default_factory=dict)


def needs_in(clause: str) -> tuple[ToolNeed, ...]:
    """The tools that one clause asks for, best first; in any of the lexicon's languages. Never raises."""
    return _needs(clause, read(clause), _Context())


def cue_index(cues: Iterable[tuple[str, Cue]]) -> CueIndex:
    """What reveals what, by the concepts of a cue, so that a clause is compared with those that it speaks of."""
    index: defaultdict[frozenset[str], list[tuple[str, Cue]]] = defaultdict(list)
    for named, cue in cues:
        index[frozenset(cue.concepts)].append((named, cue))
    return {key: tuple(hits) for key, hits in index.items()}


def cued_in(clause: str, cues: CueIndex) -> tuple[str, ...]:
    """What the cues reveal in one clause, the surest first. Never raises."""
    reading = read(clause)
    context = _Context(_trades(reading))
    best: dict[str, float] = {}
    for named, cue, found in _cued(reading, context, cues):
        if _counts(cue, reading, context):
            # A cue that only counts in one trade says more than one that always does.
            score = _need(named, clause, reading, found).score + len(cue.trades & context.trades)
            best[named] = max(score, best.get(named, 0.0))
    return tuple(sorted(best, key=lambda named: -best[named]))


def propose(clauses: Sequence[str], spec: AgentSpec) -> tuple[Tool, ...]:
    """Tools for affirmative `clauses`, in the order of their first mention, each with its `because`.

    None that the spec has in any state, so what was declined is not proposed again.
    """
    readings = [read(clause) for clause in clauses]
    told = (t for text in (spec.industry, spec.use_case, spec.role, spec.company) if text for t in _trades(read(text)))
    trade = frozenset(told).union(*(_trades(reading) for reading in readings))
    known = {t.name for t in spec.tools} | {t.catalog for t in spec.tools}
    carried: Mapping[str, tuple[Found, ...]] = {}
    proposed: dict[str, Tool] = {}
    for clause, reading in zip(clauses, readings, strict=True):
        for need in _by_mention(_needs(clause, reading, _Context(trade, carried)), clause):
            if need.id not in known:
                proposed.setdefault(need.id, tool_from(need.id, need.quote))
        carried = _last_things(reading) or carried
    return tuple(proposed.values())


def _needs(clause: str, reading: Reading, context: _Context) -> tuple[ToolNeed, ...]:
    context = _Context(context.trades | _trades(reading), context.carried)
    best: dict[str, ToolNeed] = {}
    for tool, cue, found in _cued(reading, context, _cues()):
        if _counts(cue, reading, context):
            need = _need(tool, clause, reading, found)
            if need.score >= SURE_ENOUGH and need.score > (best[tool].score if tool in best else 0):
                best[tool] = need
    for broader in [other for need in best.values() for other in _broader(need, best)]:
        best.pop(broader, None)
    for need in tuple(best.values()):
        for companion in CATALOG[need.id].implies:
            if companion.id not in best and (not companion.trades or companion.trades & context.trades):
                best[companion.id] = ToolNeed(companion.id, need.quote, COMPANION_SCORE, need.words, companion.reason)
    return tuple(sorted(best.values(), key=lambda need: -need.score))


def _broader(need: ToolNeed, best: Mapping[str, ToolNeed]) -> Iterator[str]:
    """The tools that the same words were taken for too, and that this one stands for."""
    for other in CATALOG[need.id].instead_of:
        if other in best and set(need.words) & set(best[other].words):
            yield other


def _cued(reading: Reading, context: _Context, cues: CueIndex) -> Iterator[tuple[str, Cue, tuple[Found, ...]]]:
    """Every cue that the clause holds, with the words that made it."""
    for language, found in reading.found.items():
        for one in found:
            yield from ((tool, cue, (one,)) for tool, cue in cues.get(frozenset({one.concept}), ()))
        for pair in pairs(found, len(reading.words), context.carried.get(language, ())):
            if _overlap(pair.verb, pair.thing):
                continue
            key = frozenset({pair.verb.concept, pair.thing.concept})
            yield from ((tool, cue, (pair.verb, pair.thing)) for tool, cue in cues.get(key, ()))


def _overlap(verb: Found, thing: Found) -> bool:
    """“oil changes”: a word of the thing itself, and nothing that is done to it."""
    return thing.first < thing.last and thing.first <= verb.first and verb.last <= thing.last


@cache
def _cues() -> CueIndex:
    return cue_index((entry.id, cue) for entry in CATALOG.values() for cue in entry.cues)


def _counts(cue: Cue, reading: Reading, context: _Context) -> bool:
    spoken_of = context.trades | {f.concept for found in reading.found.values() for f in found}
    return not (cue.unless & spoken_of) and (not cue.trades or bool(cue.trades & spoken_of))


def _need(tool: str, clause: str, reading: Reading, found: tuple[Found, ...]) -> ToolNeed:
    sure = min(f.sure for f in found)
    several = len(found) > 1 or found[0].first != found[0].last
    first, last = min(f.first for f in found), max(f.last for f in found)
    words = tuple(dict.fromkeys(clause[reading.words[f.first].start : reading.words[f.last].end] for f in found))
    return ToolNeed(tool, _quote(clause, reading, first, last), (0.95 if several else 0.85) * sure, words)


def _quote(clause: str, reading: Reading, first: int, last: int) -> str:
    whole = " ".join(clause.split()).strip(" .,;:!?-")
    if len(whole) <= QUOTE_WHOLE:
        return whole
    words = reading.words
    borders = {f.first for found in reading.found.values() for f in found if f.role == "join"}
    borders |= {i for i, word in enumerate(words) if word.is_mark or word.text in _RELATIVES}
    while first > 0 and first - 1 not in borders and not _sentence_ends(clause, words, first - 1):
        first -= 1
    while last + 1 < len(words) and last + 1 not in borders and not _sentence_ends(clause, words, last):
        last += 1
    phrase = " ".join(clause[words[first].start : words[last].end].split())
    return phrase if len(phrase) <= QUOTE_LONGEST else f"{phrase[:QUOTE_LONGEST].rsplit(' ', 1)[0]} …"


def _sentence_ends(clause: str, words: Sequence[Word], after: int) -> bool:
    between = clause[words[after].end : words[after + 1].start]
    return between.strip().startswith((".", "!", "?")) and between[-1:].isspace()


def _by_mention(needs: Sequence[ToolNeed], clause: str) -> list[ToolNeed]:
    return sorted(needs, key=lambda need: (min(map(clause.find, need.words), default=0), bool(need.reason)))


def _trades(reading: Reading) -> frozenset[str]:
    known = trades()
    return frozenset(f.concept for found in reading.found.values() for f in found if f.concept in known)


def _last_things(reading: Reading) -> Mapping[str, tuple[Found, ...]]:
    """Per language the things that the clause spoke of last, for an “it” or “them” in the next one."""
    last: dict[str, tuple[Found, ...]] = {}
    for language, found in reading.found.items():
        things = [f for f in found if f.role == "thing"]
        if things:
            end = max(f.last for f in things)
            last[language] = tuple(f for f in things if f.last == end)
    return last
