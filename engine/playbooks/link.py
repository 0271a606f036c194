"""Which goal a tool or a field serves that nobody has linked yet: worked out once, when it comes, and then kept.

A tool of the catalog goes to the goals whose playbook uses it or whose words ask for it, in any language of the
lexicon; any other tool to the goals whose words it shares, weighed by how telling a word is. What no goal asks for
goes where the tool that it serves is, or else to the place in a call where the catalog says such a tool belongs.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache

from engine.document.changes import AddToGoal, Change, Configure
from engine.document.spec import AgentSpec, DataField, Goal, Place, Tool
from engine.language.telling import telling_words
from engine.playbooks.outlines import companions, outlines
from engine.tools.names import kind_of, place_of
from engine.tools.selector import needs_in

FIXED: frozenset[Place] = frozenset({"verify", "human", "end"})
"""Places that win over any goal: an identity is checked once, and a call ends once."""
_NAME, _REASON, _PURPOSE = 3.0, 2.0, 1.0
"""What a shared word counts, by where the tool says it: its name is chosen, its purpose is prose."""


def links_for(spec: AgentSpec) -> Iterator[Change]:
    """Changes that link every tool and field that serves no goal and has no place. Nothing for what is linked."""
    if not spec.goals:
        return
    served = {name for goal in spec.goals for name in goal.tools}
    for tool in spec.tools:
        if tool.name not in served and tool.place is None and tool.state != "declined":
            yield from _tool_linked(tool, spec)
    asked = {name for goal in spec.goals for name in goal.fields}
    for field in spec.data_fields:
        if field.name not in asked:
            goals = _goals_of_field(field, spec.goals, spec)
            yield from (AddToGoal(goal=goal, part="fields", item=field.name) for goal in goals)


def _tool_linked(tool: Tool, spec: AgentSpec) -> Iterator[Change]:
    place = place_of(kind_of(tool))
    goals = [] if place in FIXED else _goals_of(tool, spec)
    if goals:
        yield from (AddToGoal(goal=goal, part="tools", item=tool.name) for goal in goals)
    elif place is not None:
        yield Configure(tool=tool.name, values={"place": place})
    elif len(spec.goals) == 1:
        yield AddToGoal(goal=spec.goals[0].id, part="tools", item=tool.name)
    elif tool.kind != "system":
        yield Configure(tool=tool.name, values={"place": "before" if tool.effect == "read" else "after"})


def _goals_of(tool: Tool, spec: AgentSpec) -> list[str]:
    kind = kind_of(tool)
    uses = [goal.id for goal in spec.goals if kind in _tools_of(goal)]
    asks = [goal.id for goal in spec.goals if kind in asked_in(goal.statement)]
    beside = companions().get(kind, frozenset())
    serves = [goal.id for goal in spec.goals if any(_kind(name, spec) in beside for name in goal.tools)]
    return uses or asks or serves or _by_words(tool, spec.goals)


def _tools_of(goal: Goal) -> tuple[str, ...]:
    known = outlines().get(goal.playbook) if goal.playbook else None
    return known.tools if known else ()


def _kind(name: str, spec: AgentSpec) -> str:
    tool = spec.tool(name)
    return kind_of(tool) if tool else name


@lru_cache(maxsize=2_000)
def asked_in(statement: str) -> frozenset[str]:
    """Ids of the catalog tools that a goal asks for, in any language of the lexicon."""
    needs = needs_in(statement)
    taken = [frozenset(need.words) for need in needs]
    # “Cancelar citas” asks for a cancellation: the word that it shares with booking is spoken for.
    return frozenset(need.id for need in needs if not any(frozenset(need.words) < words for words in taken))


def _by_words(tool: Tool, goals: Sequence[Goal]) -> list[str]:
    """The goals that share the most telling words with the tool; a word that many goals use tells less."""
    words = _words_of(goals)
    told = Counter(word for stems in words.values() for word in stems)
    said: Counter[str] = Counter()
    for text, weight in ((tool.name, _NAME), (tool.because or "", _REASON), (tool.purpose, _PURPOSE)):
        for word in telling_words(text):
            said[word] += weight  # type: ignore[assignment]  # weights are floats
    scores = {goal: sum(said[word] / told[word] for word in stems if word in said) for goal, stems in words.items()}
    best = max(scores.values(), default=0.0)
    return [goal for goal, score in scores.items() if score == best] if best >= _PURPOSE else []


def _goals_of_field(field: DataField, goals: Sequence[Goal], spec: AgentSpec) -> list[str]:
    """Where a tool takes it or the goal names it; else wherever something is done."""
    words, named = _words_of(goals), telling_words(field.name)
    takes = {t.name for t in spec.tools if any(p.name == field.name for p in t.params)}
    wanted = [goal.id for goal in goals if named & words[goal.id] or takes & set(goal.tools)]
    writes = {t.name for t in spec.tools if t.effect != "read"}
    acting = [goal.id for goal in goals if writes & set(goal.tools)]
    return wanted or acting or [goal.id for goal in goals]


def _words_of(goals: Sequence[Goal]) -> Mapping[str, frozenset[str]]:
    return {goal.id: telling_words(f"{goal.id} {goal.statement}") for goal in goals}
