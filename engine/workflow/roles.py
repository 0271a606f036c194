"""Which accepted tool and which field serves which goal.

A tool goes to the goals whose words it shares, weighed by how telling a word is. One that shares no words goes where
its companion is, or else to the place in a call where such a tool belongs (`HOMES`), such as after the goals.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

import snowballstemmer

from engine.spec import AgentSpec, DataField, Tool
from engine.workflow.words import ANSWERING, COMMON

Home = Literal["verify", "human", "message", "end", "before", "answer", "after"]
HOMES: Mapping[str, Home] = {
    "verify_identity": "verify",
    "transfer_to_human": "human",
    "end_call": "end",
    "collect_voicemail": "message",
    "schedule_callback": "message",
    "create_ticket": "message",
    "search_knowledge_base": "answer",
    "lookup_customer": "before",
    "lookup_account": "before",
    "send_sms": "after",
    "send_email": "after",
    "set_reminder": "after",
    "update_crm": "after",
    "create_lead": "after",
}
"""Where a tool of the catalog belongs when no goal asks for it."""
FIXED: frozenset[Home] = frozenset({"verify", "human", "end"})
"""Places that win over any goal: an identity is checked once, before the goals."""
ACCOUNT_TOOLS = frozenset({"lookup_account", "lookup_policy", "block_card", "reset_password"})
"""Tools that open what belongs to one person, so that the caller is verified first even without a tool for it."""
COMPANIONS: Mapping[str, tuple[str, ...]] = {
    "check_availability": ("book_appointment", "reschedule_appointment", "make_reservation", "book_viewing"),
    "check_inventory": ("place_order",),
    "lookup_order": ("start_return", "create_refund", "cancel_order", "track_shipment"),
    "lookup_policy": ("file_claim",),
    "lookup_property": ("book_viewing",),
    "take_payment": ("place_order",),
}
"""A tool that serves others goes where they are."""

_NAME, _REASON, _PURPOSE = 3.0, 2.0, 1.0
"""What a shared word counts, by where the tool says it: its name is chosen, its purpose is prose."""
_stemmer = snowballstemmer.stemmer("english")


@dataclass(frozen=True, slots=True)
class Roles:
    """Tools and fields by the id of the goal they serve, and the tools that stand outside the goals, by their place."""

    tools: Mapping[str, tuple[Tool, ...]]
    fields: Mapping[str, tuple[DataField, ...]]
    homes: Mapping[Home, tuple[Tool, ...]]


def roles_of(spec: AgentSpec) -> Roles:
    """Gives every accepted tool and every field its place. Linear in tools times goals."""
    words = {g.id: _stems(f"{g.id} {g.statement}") for g in spec.goals}
    told = Counter(stem for stems in words.values() for stem in stems)
    served: dict[str, list[str]] = {}
    homes: dict[Home, list[Tool]] = {}
    accepted = [t for t in spec.accepted_tools() if t.kind != "system" or _kind(t) in HOMES]
    for tool in accepted:
        if HOMES.get(_kind(tool)) not in FIXED and _kind(tool) not in COMPANIONS:
            served[tool.name] = _goals_of(tool, words, told)
    for tool in accepted:
        if _kind(tool) in COMPANIONS:
            served[tool.name] = _beside(tool, accepted, served) or _goals_of(tool, words, told)
    for tool in accepted:
        if not served.get(tool.name):
            home = _home(tool, only_goal=len(spec.goals) == 1)
            if home is None:
                served[tool.name] = [spec.goals[0].id]
            else:
                homes.setdefault(home, []).append(tool)
    tools = {g.id: tuple(t for t in accepted if g.id in served.get(t.name, ())) for g in spec.goals}
    for goal in spec.goals:
        if not tools[goal.id] and ANSWERING & frozenset(goal.statement.lower().split()[:1]):
            tools[goal.id] = tuple(homes.get("answer", ()))
    return Roles(tools, _fields(spec, words, tools), {home: tuple(there) for home, there in homes.items()})


def _kind(tool: Tool) -> str:
    return tool.catalog or tool.name


def _home(tool: Tool, *, only_goal: bool) -> Home | None:
    """The place of a tool that no goal asks for; None: it serves the only goal there is."""
    home = HOMES.get(_kind(tool))
    if home is None and not only_goal:
        return "before" if tool.effect == "read" else "after"
    return home


def _beside(tool: Tool, accepted: Iterable[Tool], served: Mapping[str, list[str]]) -> list[str]:
    wanted = COMPANIONS[_kind(tool)]
    return [goal for other in accepted if _kind(other) in wanted for goal in served.get(other.name, ())]


def _goals_of(tool: Tool, words: Mapping[str, frozenset[str]], told: Counter[str]) -> list[str]:
    """The goals that share the most telling words with the tool; a word that many goals use tells less."""
    said: Counter[str] = Counter()
    for text, weight in ((tool.name, _NAME), (tool.because or "", _REASON), (tool.purpose, _PURPOSE)):
        for stem in _stems(text):
            said[stem] += weight  # type: ignore[assignment]  # weights are floats
    scores = {goal: sum(said[stem] / told[stem] for stem in stems if stem in said) for goal, stems in words.items()}
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
    return frozenset(_stemmer.stemWords([w for w in spoken.split() if w not in COMMON and len(w) > 1]))
