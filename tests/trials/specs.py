"""Agents to try: one for each playbook as if a team had taken all of it, and any agent that a team could describe."""

from typing import Any

from hypothesis import strategies as st

from engine.document.spec import (
    AgentSpec,
    Case,
    Criterion,
    DataField,
    Emergency,
    Fallback,
    Goal,
    Guardrail,
    Identity,
    Tool,
    Transfer,
)
from engine.playbooks import Job, job, job_ids
from engine.tools.catalog import CATALOG
from tests.strategies import lines, slugs, specs

_SOURCES: Any = dict.fromkeys(("asked", "optional", "example"), "caller") | {"caller_id": "caller_id", "known": "known"}
rules = st.sampled_from(
    ["Never give medical advice", "At most {{hours}} ahead", "Don't use lookup_order twice", "必ず確認する"]
) | lines  # fmt: skip
cases = st.builds(
    Case,
    when=lines | st.sampled_from(["The caller wants to change their order", "Nothing is free", "Booking_failed twice"]),
    then=lines,
)


def adopted(*job_ids: str, **more: Any) -> AgentSpec:
    """An agent whose goals are these jobs, with all that their playbooks bring."""
    known = [job(job_id) for job_id in job_ids]
    tools = dict.fromkeys(tool for each in known for tool in each.tools)
    fields = {field.name: field for each in known for field in each.fields}
    return AgentSpec(
        role="receptionist",
        audience="patients",
        goals=tuple(_goal(each) for each in known),
        tools=tuple(tool_of(name) for name in tools),
        data_fields=tuple(
            DataField(
                name=f.name, type=f.type, description=f.name, ask=f.ask, source=_SOURCES[f.how], read_back=f.read_back
            )
            for f in fields.values()
        ),
        **{"direction": known[0].direction if known[0].direction != "both" else "inbound", "languages": ("en",)} | more,
    )


def tool_of(entry_id: str) -> Tool:
    """The catalog's tool, accepted."""
    entry = CATALOG[entry_id]
    taken = {name: getattr(entry, name) for name in ("kind", "purpose", "when", "when_not", "params", "effect")}
    return Tool(name=entry_id, catalog=entry_id, state="accepted", confirm=entry.confirm, place=entry.place, **taken)


def _goal(known: Job) -> Goal:
    offered = [question.default_offer.rule for question in known.questions]
    return Goal(
        id=known.id,
        statement=known.statement["en"],
        success=known.success,
        playbook=known.id,
        tools=known.tools,
        fields=tuple(field.name for field in known.fields if field.how in ("asked", "optional")),
        rules=(*known.rules, *filter(None, offered)),
        cases=tuple(Case(when=case.when, then=case.then) for case in known.cases),
    )


@st.composite
def agents(draw: st.DrawFn) -> AgentSpec:
    """Any agent, linked at random: to tools and people that are there or not, in every state."""
    spec = draw(specs())
    names, people = [t.name for t in spec.tools] + ["gone"], [t.id for t in spec.transfers] + ["gone"]
    fields = [f.name for f in spec.data_fields]
    return spec.model_copy(
        update={
            "goals": tuple(_linked(draw, goal, names, people, fields) for goal in spec.goals),
            "identity": draw(st.none() | st.builds(Identity, ask=st.lists(lines, min_size=1, max_size=2).map(tuple))),
            "fallback": draw(
                st.none() | st.builds(Fallback, kind=st.sampled_from(["person", "message", "none"]), say=lines)
            ),
            "emergencies": _some(draw, st.builds(Emergency, id=slugs, signs=lines, say=lines, then=st.none() | lines)),
            "guardrails": _some(draw, st.builds(Guardrail, id=slugs, statement=rules)),
            "criteria": _some(draw, st.builds(Criterion, id=slugs, name=lines, prompt=lines)),
            "transfers": tuple(
                Transfer(id=t.id, label=t.label, condition=draw(lines | st.just("The caller asks for a person")))
                for t in spec.transfers
            ),
        }
    )


def _linked(draw: st.DrawFn, goal: Goal, names: list[str], people: list[str], fields: list[str]) -> Goal:
    return Goal(
        id=goal.id,
        statement=goal.statement,
        success=goal.success,
        playbook=draw(st.none() | st.sampled_from(job_ids()) | st.just("nobody_knows")),
        tools=tuple(draw(st.lists(st.sampled_from(names), max_size=3, unique=True))),
        fields=tuple(draw(st.lists(st.sampled_from(fields or ["gone"]), max_size=2, unique=True))),
        rules=tuple(draw(st.lists(rules, max_size=3))),
        cases=tuple(draw(st.lists(cases, max_size=3, unique_by=lambda case: case.when))),
        by_whom=draw(st.none() | st.none() | st.sampled_from(people)),
    )


def _some(draw: st.DrawFn, items: st.SearchStrategy[Any]) -> tuple[Any, ...]:
    return tuple(draw(st.lists(items, max_size=3, unique_by=lambda item: item.id)))
