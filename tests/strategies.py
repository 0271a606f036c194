"""Hypothesis strategies for whole specs, as a team could have agreed them, in many scripts.

`specs()` have no flow yet; `edited_specs()` have one, drawn and then edited by the team through `apply`.
"""

from typing import Any

from hypothesis import strategies as st

from engine.document.changes import CHANGE, Change, apply
from engine.document.spec import (
    AgentSpec,
    Case,
    Compliance,
    DataField,
    Emergency,
    Fallback,
    Goal,
    Hours,
    Identity,
    KnowledgeItem,
    Param,
    Platform,
    Runtime,
    Tool,
    Transfer,
)
from engine.workflow.synthesize import draw

CATALOG_TOOLS = (
    "check_availability", "book_appointment", "reschedule_appointment", "cancel_appointment", "lookup_order",
    "create_refund", "take_payment", "lookup_account", "verify_identity", "search_knowledge_base", "collect_voicemail",
    "schedule_callback", "send_sms", "update_crm", "create_ticket", "transfer_to_human", "end_call",
)  # fmt: skip
PLAYBOOKS = (
    "book_appointment", "cancel_appointment", "order_status", "answer_questions", "block_card", "take_message",
    "survey", "remind_appointment", "collect_debt", "route_call", "emergency_dispatch", "reset_password", "pay_bill",
)  # fmt: skip
"""Jobs of every shape: that ask, act, verify, call out, hand over."""
_PLACES: tuple[Any, ...] = ("before", "verify", "answer", "human", "message", "after", "end")
_STATEMENTS = (
    "Book an appointment", "Cancel an appointment.", "Answer questions about prices", "Where is my order?",
    "Refunds", "Take payments", "حجز موعد", "予約を変更する", "Kraftfahrzeughaftpflichtversicherung kündigen",
    'Say "end" [now] {x}',
    "booking", "end", "…", "🙂", "B" * 300, "I want a person",
)  # fmt: skip
_EFFECTS: tuple[Any, ...] = ("read", "write", "irreversible")

lines = st.one_of(
    st.sampled_from(_STATEMENTS), st.text(st.characters(exclude_categories=["C", "Z"]), min_size=1, max_size=60)
)
"""Any short text that a spec takes."""
slugs = st.one_of(
    st.sampled_from(["book", "human", "route", "end", "a" * 64, "a" * 63 + "b"]),
    st.from_regex(r"[a-z0-9][a-z0-9_-]{0,63}", fullmatch=True),
)
names = st.one_of(
    st.sampled_from(["full_name", "order_id", "date_of_birth", "_", "SMS"]),
    st.from_regex(r"[A-Za-z_][A-Za-z0-9_]{0,30}", fullmatch=True),
)
goals = st.builds(Goal, id=slugs, statement=lines, success=st.none() | lines)
data_fields = st.builds(
    DataField,
    name=names,
    type=st.sampled_from(["string", "date", "phone", "integer"]),
    description=lines,
    source=st.sampled_from(["caller", "caller", "known", "caller_id"]),
    required=st.booleans(),
    read_back=st.sampled_from(["digits", "once", "none"]),
)
knowledge = st.builds(KnowledgeItem, id=slugs, title=lines, content=lines)
transfers = st.builds(
    Transfer, id=slugs, label=lines, condition=lines, destination=st.sampled_from([None, "+14155550123"])
)


@st.composite
def params(draw_: st.DrawFn) -> Param:
    source = draw_(st.sampled_from(["llm", "llm", "constant", "variable", "system"]))
    return Param(
        name=draw_(names),
        in_=draw_(st.sampled_from(["path", "query", "body", "header"])),
        type=draw_(st.sampled_from(["string", "number", "boolean"])),
        description=draw_(st.none() | lines),
        required=draw_(st.booleans()),
        source=source,
        value=None if source == "llm" else "caller_number",
    )


@st.composite
def tools(draw_: st.DrawFn) -> Tool:
    """One of the catalog or a custom one, in any state; with or without an address, a secret and parameters."""
    catalog = draw_(st.none() | st.sampled_from(CATALOG_TOOLS))
    auth = draw_(st.sampled_from([None, "none", "bearer"]))
    system = catalog in ("transfer_to_human", "end_call")
    return Tool(
        name=catalog or draw_(names),
        catalog=catalog,
        state=draw_(st.sampled_from(["accepted", "accepted", "proposed", "declined"])),
        kind="system" if system else draw_(st.sampled_from(["http", "http", "mcp", "client"])),
        purpose=draw_(lines),
        because=draw_(st.none() | lines),
        url=draw_(st.sampled_from([None, "https://api.example.com/v1"])),
        auth=auth,
        auth_ref="CRM_TOKEN" if auth == "bearer" else None,
        effect="read" if system else draw_(st.sampled_from(_EFFECTS)),
        confirm=draw_(st.booleans()),
        place=draw_(st.sampled_from([None, None, *_PLACES])),
        params=tuple(draw_(st.lists(params(), max_size=3, unique_by=lambda p: p.name))),
    )


cases = st.lists(st.builds(Case, when=lines, then=lines), max_size=3, unique_by=lambda case: case.when)


@st.composite
def specs(draw_: st.DrawFn, min_goals: int = 0, max_goals: int = 6) -> AgentSpec:
    """A spec with everything but a flow, its goals linked to what serves them."""
    spec = draw_(_unlinked(min_goals, max_goals))
    tool_names = [tool.name for tool in spec.tools]
    field_names = [field.name for field in spec.data_fields]
    people = [None, None, *(transfer.id for transfer in spec.transfers)]
    goals = tuple(
        goal.model_copy(
            update={
                "playbook": draw_(st.none() | st.sampled_from(PLAYBOOKS)),
                "tools": _several(draw_, tool_names),
                "fields": _several(draw_, field_names),
                "cases": tuple(draw_(cases)),
                "by_whom": draw_(st.sampled_from(people)),
            }
        )
        for goal in spec.goals
    )
    identity = st.builds(
        Identity,
        ask=st.just(("name", "date of birth")),
        tries=st.integers(1, 3),
        goals=st.just(_several(draw_, [goal.id for goal in goals])),
        otherwise=st.none() | lines,
    )
    emergency = st.builds(
        Emergency, id=slugs, signs=lines, say=lines, then=st.none() | lines, transfer=st.sampled_from(people)
    )
    kinds = st.sampled_from(["person", "message", "callback", "none"])
    fallback = st.builds(Fallback, kind=kinds, transfer=st.sampled_from(people), say=st.none() | lines)
    return spec.model_copy(
        update={
            "goals": goals,
            "identity": draw_(st.none() | identity),
            "emergencies": _some(draw_, emergency, "id", 2),
            "fallback": draw_(st.none() | fallback),
            "runtime": draw_(st.builds(Runtime, hours=st.none() | st.builds(Hours, said=lines, outside=lines))),
        }
    )


def _several(draw_: st.DrawFn, names: list[str]) -> tuple[str, ...]:
    return tuple(draw_(st.lists(st.sampled_from(names), max_size=4, unique=True))) if names else ()


@st.composite
def _unlinked(draw_: st.DrawFn, min_goals: int, max_goals: int) -> AgentSpec:
    return AgentSpec(
        name=draw_(st.none() | lines),
        role=draw_(st.none() | lines),
        company=draw_(st.none() | lines),
        audience=draw_(st.none() | lines),
        greeting=draw_(st.none() | lines),
        direction=draw_(st.sampled_from([None, "inbound", "outbound", "web"])),
        tone=draw_(st.sampled_from([(), ("warm",), ("formal", "calm")])),
        languages=draw_(st.sampled_from([(), ("en",), ("ar", "en-GB"), ("ja",)])),
        goals=_some(draw_, goals, "id", max_goals, min_goals),
        data_fields=_some(draw_, data_fields, "name", 4),
        tools=_some(draw_, tools(), "name", 8),
        knowledge=_some(draw_, knowledge, "id", 2),
        transfers=_some(draw_, transfers, "id", 3),
        compliance=draw_(
            st.builds(
                Compliance,
                ai_disclosure=st.none() | st.booleans(),
                recording_consent=st.none() | st.booleans(),
                regimes=st.sampled_from([(), ("HIPAA",)]),
            )
        ),
        platforms=draw_(st.sampled_from(_PLATFORMS)),
    )


_PLATFORMS: tuple[tuple[Platform, ...], ...] = ((), ("elevenlabs",), ("markdown", "json"))


def _some(draw_: st.DrawFn, items: st.SearchStrategy[Any], key: str, most: int, least: int = 0) -> tuple[Any, ...]:
    return tuple(draw_(st.lists(items, min_size=least, max_size=most, unique_by=lambda i: getattr(i, key))))


@st.composite
def flow_edits(draw_: st.DrawFn, spec: AgentSpec) -> Change:
    """A change of the flow that stands in `spec`: of steps and ways that are there, so that most of them succeed."""
    node = draw_(st.sampled_from([n.id for n in spec.flow.nodes]))
    other = draw_(st.sampled_from([n.id for n in spec.flow.nodes]))
    way = draw_(st.sampled_from([e.id for e in spec.flow.edges] or ["none"]))
    own = draw_(st.sampled_from(["vip", "survey"]))
    condition = "The caller asks for something special."
    raw: list[dict[str, Any]] = [
        {"op": "remove_node", "id": node},
        {"op": "edit_node", "id": node, "values": {"title": draw_(lines)}},
        {"op": "add_node", "node": {"id": own, "title": draw_(lines)}},
        {"op": "add_edge", "edge": {"id": f"to_{own}", "source": node, "target": own, "condition": condition}},
        {"op": "add_edge", "edge": {"id": f"from_{own}", "source": own, "target": other}},
        {"op": "edit_edge", "id": way, "values": {"condition": condition}},
        {"op": "edit_edge", "id": way, "values": {"target": other}},
        {"op": "remove_edge", "id": way},
    ]
    return CHANGE.validate_python(draw_(st.sampled_from(raw)))


@st.composite
def edited_specs(draw_: st.DrawFn, most: int = 6) -> AgentSpec:
    """A spec whose flow was drawn, then edited by the team and drawn anew after every edit, as a session does."""
    spec = redrawn(draw_(specs(min_goals=1)))
    for _ in range(draw_(st.integers(0, most))):
        after = apply(spec, draw_(flow_edits(spec)))
        spec = redrawn(after) if isinstance(after, AgentSpec) else spec
    return spec


def redrawn(spec: AgentSpec) -> AgentSpec:
    """The spec as it stands after a turn: with its flow drawn anew."""
    return spec.model_copy(update={"flow": draw(spec)})
