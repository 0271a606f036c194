"""Which accepted tool and which field serves which goal.

A tool of the catalog goes to the goals whose words ask for it, in any language of the lexicon; any other tool to the
goals whose words it shares, weighed by how telling a word is. What no goal asks for goes where its companion is, or
else to the place in a call where the catalog says such a tool belongs, such as after the goals.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache

from engine.document.spec import AgentSpec, DataField, Place, Tool
from engine.language.stems import stem
from engine.tools.catalog import CATALOG
from engine.tools.selector import needs_in
from engine.workflow.words import AFTERWARDS, ANSWERING, COMMON

FIXED: frozenset[Place] = frozenset({"verify", "human", "end"})
"""Places that win over any goal: an identity is checked once, and a call ends once."""

_NAME, _REASON, _PURPOSE = 3.0, 2.0, 1.0
"""What a shared word counts, by where the tool says it: its name is chosen, its purpose is prose."""


@dataclass(frozen=True, slots=True)
class Roles:
    """Tools and fields by the id of the goal they serve, and the tools that stand outside the goals, by their place."""

    tools: Mapping[str, tuple[Tool, ...]]
    fields: Mapping[str, tuple[DataField, ...]]
    places: Mapping[Place, tuple[Tool, ...]]
    elsewhere: Mapping[str, Place]
    """Goals that a step outside the goals serves: “verify callers first”, “send a confirmation”."""


def roles_of(spec: AgentSpec) -> Roles:
    """Gives every accepted tool and every field its place. Linear in tools times goals."""
    accepted = [t for t in spec.accepted_tools() if t.kind != "system" or place_of(t)]
    elsewhere = _elsewhere(spec, accepted)
    goals = [g for g in spec.goals if g.id not in elsewhere]
    words = {g.id: _stems(f"{g.id} {g.statement}") for g in goals}
    asked = {g.id: _asked(g.statement) for g in goals}
    served = _served(accepted, words, asked)
    places: dict[Place, list[Tool]] = {}
    for tool in accepted:
        if not served[tool.name]:
            place = _place(tool, only_goal=len(goals) == 1)
            if place is None:
                served[tool.name] = [goals[0].id]
            else:
                places.setdefault(place, []).append(tool)
    tools = {g.id: tuple(t for t in accepted if g.id in served[t.name]) for g in goals}
    for goal in goals:
        if not tools[goal.id] and ANSWERING & frozenset(goal.statement.lower().split()[:1]):
            tools[goal.id] = tuple(places.get("answer", ()))
    return Roles(
        tools, _fields(spec, words, tools), {place: tuple(there) for place, there in places.items()}, elsewhere
    )


def kind_of(tool: Tool) -> str:
    """The catalog entry that says what sort of tool this is, or its own name."""
    return tool.catalog or tool.name


def place_of(tool: Tool) -> Place | None:
    """Where in a call the catalog puts such a tool when no goal asks for it."""
    return _place_of_kind(kind_of(tool))


def needs_verification(tool: Tool) -> bool:
    """Whether it opens or changes what belongs to one person."""
    entry = CATALOG.get(kind_of(tool))
    return entry is not None and entry.verified


def _place_of_kind(kind: str) -> Place | None:
    entry = CATALOG.get(kind)
    return entry.place if entry else None


def _elsewhere(spec: AgentSpec, accepted: Iterable[Tool]) -> Mapping[str, Place]:
    """Goals that nobody calls for by themselves, where a tool does them; never all the goals there are."""
    there = {kind_of(t) for t in accepted}
    reachable = there | ({"transfer_to_human"} if spec.transfers else set())
    found: dict[str, Place] = {}
    for goal in spec.goals:
        places = {_place_of_kind(kind) for kind in _asked(goal.statement) & reachable}
        if places == {"verify"}:
            found[goal.id] = "verify"
        elif places == {"human"}:
            found[goal.id] = "human"
        elif places == {"after"} and AFTERWARDS & frozenset(goal.statement.lower().rstrip(".").split()):
            found[goal.id] = "after"
    return found if len(found) < len(spec.goals) else {}


def _served(
    accepted: list[Tool], words: Mapping[str, frozenset[str]], asked: Mapping[str, frozenset[str]]
) -> dict[str, list[str]]:
    """Tool name -> the goals that it serves; empty where no goal asks for it."""
    told = Counter(stem for stems in words.values() for stem in stems)
    served: dict[str, list[str]] = {t.name: [] for t in accepted}
    for tool in accepted:
        if place_of(tool) not in FIXED:
            served[tool.name] = [goal for goal, kinds in asked.items() if kind_of(tool) in kinds]
            if not served[tool.name] and not _companions_of(tool):
                served[tool.name] = _goals_of(tool, words, told)
    for tool in accepted:
        if _companions_of(tool) and (tool.effect == "read" or not served[tool.name]):
            beside = _beside(tool, accepted, served)
            served[tool.name] = [*served[tool.name], *beside] or _goals_of(tool, words, told)
    return served


@lru_cache(maxsize=2_000)
def _asked(statement: str) -> frozenset[str]:
    """Ids of the catalog tools that a goal asks for, in any language of the lexicon."""
    needs = needs_in(statement)
    taken = [frozenset(need.words) for need in needs]
    # “Cancelar citas” asks for a cancellation: the word that it shares with booking is spoken for.
    return frozenset(need.id for need in needs if not any(frozenset(need.words) < words for words in taken))


def _place(tool: Tool, *, only_goal: bool) -> Place | None:
    """The place of a tool that no goal asks for; None: it serves the only goal there is."""
    place = place_of(tool)
    if place is None and not only_goal:
        return "before" if tool.effect == "read" else "after"
    return place


def _companions_of(tool: Tool) -> frozenset[str]:
    """Ids of the tools that it serves, as the playbooks tell it."""
    from engine.playbooks import companions  # no screen needs it before there is a tool

    return companions().get(kind_of(tool), frozenset())


def _beside(tool: Tool, accepted: Iterable[Tool], served: Mapping[str, list[str]]) -> list[str]:
    wanted = _companions_of(tool)
    return [goal for other in accepted if kind_of(other) in wanted for goal in served.get(other.name, ())]


def _goals_of(tool: Tool, words: Mapping[str, frozenset[str]], told: Counter[str]) -> list[str]:
    """The goals that share the most telling words with the tool; a word that many goals use tells less."""
    said: Counter[str] = Counter()
    for text, weight in ((tool.name, _NAME), (tool.because or "", _REASON), (tool.purpose, _PURPOSE)):
        for word in _stems(text):
            said[word] += weight  # type: ignore[assignment]  # weights are floats
    scores = {goal: sum(said[word] / told[word] for word in stems if word in said) for goal, stems in words.items()}
    best = max(scores.values(), default=0.0)
    return [goal for goal, score in scores.items() if score == best] if best >= _PURPOSE else []


def _fields(
    spec: AgentSpec, words: Mapping[str, frozenset[str]], tools: Mapping[str, tuple[Tool, ...]]
) -> Mapping[str, tuple[DataField, ...]]:
    """Fields by goal: where a tool takes it or the goal names it; else wherever something is done."""
    acting = [g for g in words if any(t.effect != "read" for t in tools[g])] or list(words)
    by_goal: dict[str, list[DataField]] = {g: [] for g in words}
    for field in spec.data_fields:
        named = _stems(field.name)
        wanted = [
            goal
            for goal, stems in words.items()
            if named & stems or any(p.name == field.name for t in tools[goal] for p in t.params)
        ]
        for goal in wanted or acting:
            by_goal[goal].append(field)
    return {goal: tuple(fields) for goal, fields in by_goal.items()}


@lru_cache(maxsize=5_000)
def _stems(text: str) -> frozenset[str]:
    """The telling words of a text, without their endings."""
    spoken = "".join(c if c.isalnum() else " " for c in text.lower())
    return frozenset(stem(w) for w in spoken.split() if w not in COMMON and len(w) > 1)
