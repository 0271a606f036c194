import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.document.spec import AgentSpec, Compliance, DataField, Flow, KnowledgeItem, Transfer
from engine.tools.catalog import tool_from
from engine.workflow.check import check
from engine.workflow.synthesize import draw
from tests.strategies import redrawn, specs
from tests.workflow.samples import clinic, goal, tool


@given(specs(min_goals=1))
@settings(max_examples=60, deadline=None)
def test_a_drawn_flow_has_no_errors(spec: AgentSpec) -> None:
    assert [f for f in check(draw(spec), spec) if f.level == "error"] == []


@given(specs())
@settings(max_examples=60, deadline=None)
def test_every_derived_condition_is_a_full_sentence(spec: AgentSpec) -> None:
    assert [f for f in check(draw(spec), spec) if f.rule == "flow.sentence"] == []


@given(specs(min_goals=1))
@settings(max_examples=60, deadline=None)
def test_every_accepted_http_tool_has_its_place(spec: AgentSpec) -> None:
    assert [f for f in check(draw(spec), spec) if f.rule == "flow.unused_tool"] == []


@given(specs())
@settings(max_examples=60, deadline=None)
def test_drawing_again_changes_nothing(spec: AgentSpec) -> None:
    once = redrawn(spec)
    assert draw(once) == once.flow


@given(specs(), st.sampled_from(["tone", "greeting", "name", "voice"]))
@settings(max_examples=60, deadline=None)
def test_tone_greeting_name_and_voice_leave_the_flow_alone(spec: AgentSpec, part: str) -> None:
    other = spec.model_copy(update={part: getattr(AgentSpec(greeting="Other", name="Other", tone=("other",)), part)})
    assert draw(other) == draw(spec)


@pytest.mark.parametrize("count", [1, 20, 35, 50])
def test_as_many_goals_as_a_spec_holds_can_be_drawn(count: int) -> None:
    goals = tuple(goal("Book a table").model_copy(update={"id": f"g{n}"}) for n in range(count))
    people = tuple(Transfer(id=f"t{n}", label="x", condition="x") for n in range(30))
    spec = AgentSpec(goals=goals, tools=(tool("make_reservation", effect="write"),), transfers=people)
    assert [f for f in check(draw(spec), spec) if f.level == "error"] == []


def test_without_goals_there_is_no_flow() -> None:
    assert draw(AgentSpec(tools=(tool("lookup_order"),))) == Flow()


def test_one_goal_needs_no_routing() -> None:
    flow = draw(AgentSpec(goals=(goal("Book an appointment"),)))
    assert "route" not in {n.kind for n in flow.nodes}


def test_several_goals_are_routed_by_what_the_caller_wants() -> None:
    ways = [e for e in clinic().flow.edges if e.source == "route"]
    assert [e.condition for e in ways] == [
        "The caller wants to book an appointment.",
        "The caller wants to cancel an appointment.",
        None,
    ]
    assert [e.otherwise for e in ways] == [False, False, True]


def test_a_goal_reads_before_it_writes_and_confirms_in_between() -> None:
    flow = clinic().flow
    usual = {e.source: e.target for e in flow.edges if not e.otherwise}
    path = ["book__look_up"]
    while path[-1] != "wrap_up":
        path.append(usual[path[-1]])
    assert path == ["book__look_up", "book__confirm", "book__act", "wrap_up"]


def test_a_tool_goes_to_the_goal_that_names_it() -> None:
    uses = {n.id: n.tools for n in clinic().flow.nodes if n.tools}
    assert uses == {
        "book__look_up": ("check_availability",),
        "book__act": ("book_appointment",),
        "cancel__act": ("cancel_appointment",),
    }


@pytest.mark.parametrize("state", ["proposed", "declined"])
def test_only_accepted_tools_are_drawn(state: str) -> None:
    spec = AgentSpec(goals=(goal("Book an appointment"),), tools=(tool("book_appointment", state=state),))
    assert all(not n.tools for n in draw(spec).nodes)


def _ways(spec: AgentSpec, source: str) -> list[tuple[str, str | None]]:
    return [(e.target, e.condition) for e in draw(spec).edges if e.source == source]


BANK = AgentSpec(
    goals=(goal("Check balances"), goal("Block lost cards"), goal("Answer questions about opening hours")),
    tools=(tool("verify_identity"), tool("lookup_account"), tool("block_card"), tool("search_knowledge_base")),
)


def test_only_who_wants_something_private_is_verified() -> None:
    assert _ways(BANK, "route") == [
        ("verify", "The caller wants to check balances or wants to block lost cards."),
        ("answer__look_up", "The caller has a question about opening hours."),
        ("message", None),
    ]
    assert _ways(BANK, "verify") == [
        ("check__look_up", "The caller is verified and wants to check balances."),
        ("block__look_up", "The caller is verified and wants to block lost cards."),
        ("message", None),
    ]


def test_everybody_is_verified_first_where_every_goal_is_private() -> None:
    private = BANK.model_copy(update={"goals": BANK.goals[:2]})
    assert [target for target, _ in _ways(private, "greet")] == ["verify"]


def test_who_is_called_is_verified_before_anything_is_said() -> None:
    outbound = BANK.model_copy(update={"direction": "outbound"})
    assert [target for target, _ in _ways(outbound, "greet")] == ["verify"]


def test_the_caller_is_verified_before_anything_personal_even_without_a_tool_for_it() -> None:
    spec = BANK.model_copy(update={"tools": (tool("lookup_account"),)})
    assert "verify" in [target for target, _ in _ways(spec, "route")]


def test_a_tool_that_asks_for_no_yes_has_no_read_back() -> None:
    spec = AgentSpec(goals=(goal("Run a satisfaction survey"),), tools=(tool("record_survey_answer", effect="write"),))
    assert [n.id for n in draw(spec).nodes][:3] == ["greet", "run__act", "wrap_up"]


def test_on_an_outbound_call_nobody_is_the_caller() -> None:
    said = draw(BANK.model_copy(update={"direction": "outbound"})).model_dump_json()
    assert "caller" not in said


@pytest.mark.parametrize(
    ("statements", "uses"),
    [
        (["Book appointments", "Move appointments"], [("check_availability", "book_appointment"),
                                                       ("check_availability", "reschedule_appointment")]),
        (["Termine vereinbaren", "Termine verschieben"], [("check_availability", "book_appointment"),
                                                           ("check_availability", "reschedule_appointment")]),
        (["Take payments", "Arrange callbacks"], [("take_payment",), ("schedule_callback",)]),
    ],
)  # fmt: skip
def test_a_tool_of_another_goal_stays_out(statements: list[str], uses: list[tuple[str, ...]]) -> None:
    said = "books and moves appointments, takes payments and arranges callbacks"
    names = dict.fromkeys(name for names in uses for name in names)
    spec = AgentSpec(
        goals=tuple(goal(text).model_copy(update={"id": f"g{n}"}) for n, text in enumerate(statements)),
        tools=tuple(tool_from(name, said).model_copy(update={"state": "accepted"}) for name in names),
    )
    flow = draw(spec)
    for number, expected in enumerate(uses):
        assert tuple(t for n in flow.nodes if n.id.startswith(f"g{number}__") for t in n.tools) == expected


def test_a_confirmation_is_sent_after_the_goals_and_verifying_is_no_goal_of_its_own() -> None:
    goals = (goal("Take orders"), goal("Send a text confirmation"), goal("Verify callers first"))
    tools = (tool("place_order", effect="write"), tool("send_sms", effect="write"), tool("verify_identity"))
    flow = draw(AgentSpec(goals=goals, tools=tools))
    assert [n.id for n in flow.nodes][:5] == ["greet", "verify", "take__act", "follow_up", "wrap_up"]


def test_somebody_who_asks_for_a_person_gets_one() -> None:
    desk = Transfer(id="desk", label="the front desk", condition="The caller asks for a person.")
    goals = (goal("Book a table"), goal("Reserve rooms"), goal("Transfer to the front desk"))
    flow = draw(AgentSpec(goals=goals, transfers=(desk,), tools=(tool("transfer_to_human", kind="system"),)))
    assert "transfer__help" not in {n.id for n in flow.nodes}
    assert [e.target for e in flow.edges if e.source == "route" and e.otherwise] == ["human"]


def test_what_is_asked_for_reads_like_a_persons_words() -> None:
    tools = tuple(
        tool_from(name).model_copy(update={"state": "accepted"}) for name in ("book_appointment", "check_availability")
    )
    flow = draw(AgentSpec(goals=(goal("Book an appointment"),), tools=tools))
    assert [n.title for n in flow.nodes][1:5] == [
        "Ask for the day, the time and the name",
        "Check availability",
        "Read back and confirm",
        "Book an appointment",
    ]


def test_disclosure_and_consent_come_right_after_the_greeting() -> None:
    spec = clinic(compliance=Compliance(ai_disclosure=True, recording_consent=True))
    assert [n.id for n in spec.flow.nodes][:3] == ["greet", "disclose", "consent"]


def test_failure_leads_to_a_person_where_there_is_one() -> None:
    desk = Transfer(id="desk", label="the front desk", condition="The caller asks for a person.")
    for people, fallback in (((), "message"), ((desk,), "human")):
        spec = clinic(transfers=people)
        assert {e.target for e in spec.flow.edges if e.otherwise and e.source == "book__act"} == {fallback}


def test_several_people_are_chosen_by_their_condition() -> None:
    desk = Transfer(id="desk", label="Desk", condition="anything")
    billing = Transfer(id="billing", label="Billing", condition="the caller asks about a bill")
    ways = [e for e in clinic(transfers=(desk, billing)).flow.edges if e.source == "human"]
    assert [(e.target, e.condition) for e in ways] == [
        ("desk__transfer", None),
        ("billing__transfer", "The caller asks about a bill."),
    ]


def test_a_field_is_asked_for_where_a_tool_takes_it() -> None:
    booking = tool("book_appointment", effect="write", params=[{"name": "full_name"}])
    spec = clinic(data_fields=(DataField(name="full_name", description="Name"),), tools=(booking,))
    asking = [n.id for n in draw(spec).nodes if n.kind == "collect"]
    assert asking == ["book__collect"]


def test_other_questions_are_answered_from_the_knowledge() -> None:
    spec = clinic(knowledge=(KnowledgeItem(id="faq", title="FAQ", content="We open at nine."),))
    assert [e.target for e in spec.flow.edges if e.source == "route" and e.otherwise] == ["answer"]
