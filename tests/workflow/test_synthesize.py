"""What is drawn from which spec; that it can be walked is the matter of test_walk."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.document.spec import (
    AgentSpec,
    Compliance,
    Emergency,
    Fallback,
    Flow,
    Goal,
    Hours,
    Identity,
    KnowledgeItem,
    Node,
    Runtime,
    Transfer,
)
from engine.playbooks import job_ids, jobs
from engine.workflow.check import check
from engine.workflow.synthesize import draw
from tests.each import for_each
from tests.more import MORE
from tests.strategies import redrawn, specs
from tests.workflow.samples import agent, clinic, drawn, tool

DESK = Transfer(id="desk", label="the front desk", condition="The caller asks for a person.")
BILLING = Transfer(id="billing", label="Billing", condition="the caller asks about a bill")


def steps(spec: AgentSpec) -> dict[str, Node]:
    return {n.id: n for n in spec.flow.nodes}


def ways(spec: AgentSpec, source: str) -> dict[str, str | None]:
    return {e.target: e.condition for e in spec.flow.edges if e.source == source}


def otherwise(spec: AgentSpec, source: str) -> str | None:
    return next((e.target for e in spec.flow.edges if e.source == source and e.otherwise), None)


# --- any spec ---


@given(specs())
@settings(max_examples=25 * MORE, deadline=None)
def test_every_derived_condition_is_a_full_sentence(spec: AgentSpec) -> None:
    assert [f for f in check(draw(spec), spec) if f.rule == "flow.sentence"] == []


@given(specs())
@settings(max_examples=25 * MORE, deadline=None)
def test_drawing_again_changes_nothing(spec: AgentSpec) -> None:
    once = redrawn(spec)
    assert draw(once) == once.flow


@given(specs(), st.sampled_from(["tone", "greeting", "name", "voice"]))
@settings(max_examples=20 * MORE, deadline=None)
def test_tone_greeting_name_and_voice_leave_the_flow_alone(spec: AgentSpec, part: str) -> None:
    other = spec.model_copy(update={part: getattr(AgentSpec(greeting="Other", name="Other", tone=("other",)), part)})
    assert draw(other) == draw(spec)


@given(specs(min_goals=1))
@settings(max_examples=20 * MORE, deadline=None)
def test_a_step_that_asks_is_never_left_unconditionally(spec: AgentSpec) -> None:
    flow = draw(spec)
    listening = {n.id for n in flow.nodes if n.until}
    assert {n.id for n in flow.nodes if n.asks} <= listening
    assert not [e for e in flow.edges if e.source in listening and e.condition is None and not e.otherwise]


@pytest.mark.parametrize("count", [1, 20, 35, 50])
def test_as_many_goals_as_a_spec_holds_can_be_drawn(count: int) -> None:
    goals = tuple(
        Goal(id=f"g{n}", statement="Book a table", tools=("make_reservation",), by_whom="t1" if n % 7 == 3 else None)
        for n in range(count)
    )
    people = tuple(Transfer(id=f"t{n}", label="x", condition=f"The caller asks for {n}.") for n in range(30))
    emergency = Emergency(id="gas", signs="Gas", say="Leave the house.")
    identity = Identity(ask=("name",))
    spec = AgentSpec(
        goals=goals,
        tools=(tool("make_reservation", effect="write"),),
        transfers=people,
        emergencies=(emergency,),
        identity=identity,
    )
    flow = draw(spec)
    assert len(flow.nodes) <= 150
    assert len(flow.edges) <= 400
    assert [f for f in check(flow, spec) if f.level == "error"] == []


def test_without_goals_there_is_no_flow() -> None:
    assert draw(AgentSpec(tools=(tool("lookup_order"),))) == Flow()


# --- the playbooks ---


@for_each("job_id", job_ids())
@for_each("direction", ["inbound", "outbound"])
def test_every_playbook_alone_is_an_ordinary_agent_of_four_to_nine_steps(job_id: str, direction: str) -> None:
    spec = agent(job_id, direction=direction)
    assert 4 <= len(spec.flow.nodes) <= 9
    assert check(spec.flow, spec) == ()


def test_no_instruction_promises_what_no_tool_does() -> None:
    spec = agent("book_appointment", tools=())
    said = " ".join(n.instruction or "" for n in spec.flow.nodes)
    assert "booked, repeat" not in said
    assert "free times" not in said.partition("If ")[0]
    assert "Say that it is noted and passed on." in said


def test_a_goal_is_asked_looked_up_and_offered_in_one_step_and_confirmed_and_done_in_the_next() -> None:
    spec = clinic()
    ask, act = steps(spec)["book__ask"], steps(spec)["book__act"]
    assert (ask.kind, ask.goal, ask.tools) == ("collect", "book", ("check_availability",))
    assert ask.asks == ("service", "day", "time_of_day", "new_or_known", "name")
    assert "use `check_availability`" in (ask.instruction or "")
    assert (act.kind, act.goal, act.tools) == ("tool", "book", ("book_appointment",))
    assert (act.instruction or "").startswith("Read back day, date, time")
    assert ways(spec, "book__ask") == {"book__act": ask.until, "sorry": None}
    assert ways(spec, "book__act") == {"wrap_up": act.until, "sorry": None}


def test_after_two_failed_tries_the_goals_own_failure_holds() -> None:
    act = steps(clinic())["book__act"]
    assert "If the booking has failed twice, say plainly that nothing is booked yet" in (act.instruction or "")
    assert (act.until or "").endswith("or the caller knows what happens instead.")


def test_somebody_may_change_what_was_read_back() -> None:
    [edge] = [e for e in clinic().flow.edges if (e.source, e.target) == ("book__ask", "book__act")]
    assert edge.back == "The caller wants to change something."


def test_a_goal_that_no_playbook_knows_is_told_in_its_own_words() -> None:
    spec = drawn(
        AgentSpec(
            goals=(Goal(id="wine", statement="Recommend a wine", success="The guest has chosen.", tools=("cellar",)),),
            tools=(tool("cellar", catalog=None),),
        )
    )
    step = steps(spec)["wine__act"]
    assert (step.title, step.tools) == ("Recommend a wine", ("cellar",))
    assert step.until == "The guest has chosen, or the caller knows what happens instead."


def test_a_tool_stands_where_a_goal_or_its_place_asks_for_it_and_nowhere_else() -> None:
    spec = clinic()
    extra = (
        tool("lookup_order"),
        tool("send_sms", place="after"),
        tool("end_call", kind="system", place="end"),
        tool("lookup_customer", place="before"),
    )
    spec = drawn(spec.model_copy(update={"tools": (*spec.tools, *extra)}))
    uses = {n.id: n.tools for n in spec.flow.nodes if n.tools}
    assert {key: uses[key] for key in ("greet", "wrap_up", "end")} == {
        "greet": ("lookup_customer",),
        "wrap_up": ("send_sms",),
        "end": ("end_call",),
    }
    assert [(f.rule, f.path) for f in check(spec.flow, spec)] == [("flow.unused_tool", "tools.lookup_order")]


@pytest.mark.parametrize("state", ["proposed", "declined"])
def test_only_accepted_tools_are_drawn(state: str) -> None:
    spec = drawn(clinic(tools=tuple(t.model_copy(update={"state": state}) for t in clinic().tools)))
    assert all(not n.tools for n in spec.flow.nodes)


# --- a call that comes in ---


def test_one_goal_needs_no_question_what_it_is_about() -> None:
    spec = agent("book_appointment")
    assert ways(spec, "greet") == {"book__ask": None}
    assert steps(spec)["greet"].until is None


def test_several_goals_are_chosen_by_what_the_caller_wants() -> None:
    spec = clinic()
    assert ways(spec, "greet") == {
        "book__ask": "The caller wants to book appointments.",
        "cancel__ask": "The caller wants to cancel appointments.",
        "sorry": None,
    }
    assert steps(spec)["greet"].until == "It is clear what the caller wants."


def test_consent_is_asked_before_anything_else() -> None:
    spec = clinic(compliance=Compliance(recording_consent=True, ai_disclosure=True))
    assert "AI assistant" in (steps(spec)["greet"].instruction or "")
    assert ways(spec, "greet") == {"route": "The caller has agreed to the recording.", "sorry": None}


BANK = agent("account_questions", "block_card", "take_message", transfers=(DESK,))


def test_only_who_wants_something_private_is_verified() -> None:
    identity = Identity(ask=("account number", "date of birth"), tries=3, goals=("account", "block"))
    spec = drawn(BANK.model_copy(update={"identity": identity}))
    assert ways(spec, "verify") == {
        "account__ask": "The caller is verified and has a question about accounts.",
        "block__ask": "The caller is verified and wants to block lost and stolen cards.",
        "sorry": None,
    }
    assert "take__ask" in ways(spec, "greet")
    assert steps(spec)["verify"].tries == 3
    assert "account number and date of birth" in (steps(spec)["verify"].instruction or "")


def test_who_is_verified_is_not_asked_the_same_again_by_the_goal() -> None:
    identity = Identity(ask=("account number", "date of birth"))
    spec = drawn(BANK.model_copy(update={"identity": identity}))
    assert "date_of_birth" in steps(spec)["verify"].asks
    assert "date_of_birth" not in steps(spec)["block__ask"].asks
    assert "verify_identity" not in steps(spec)["block__ask"].tools


def test_without_a_check_of_its_own_the_playbook_verifies_in_its_script() -> None:
    assert "verify" not in steps(BANK)
    assert "verify_identity" in steps(BANK)["block__ask"].tools


def test_other_questions_are_answered_from_the_knowledge_unless_a_goal_does_it() -> None:
    faq = (KnowledgeItem(id="faq", title="FAQ", content="We open at nine."),)
    assert ways(clinic(knowledge=faq), "greet")["answer"] == "The caller has another question."
    assert "answer" not in steps(agent("book_appointment", "answer_questions", knowledge=faq))


def test_outside_the_opening_hours_is_said_in_words() -> None:
    runtime = Runtime(hours=Hours(said="weekdays nine to five", outside="Take a message."))
    spec = clinic(runtime=runtime, transfers=(DESK,))
    line = "Outside the opening hours (weekdays nine to five), take a message."
    assert line in (steps(spec)["greet"].instruction or "")
    assert "If nobody is there at this hour, take a message." in (steps(spec)["desk__transfer"].instruction or "")


# --- people, the fallback, emergencies ---


@pytest.mark.parametrize(
    ("fallback", "target"),
    [
        (None, "sorry"),
        (Fallback(kind="none"), "sorry"),
        (Fallback(kind="message"), "message"),
        (Fallback(kind="callback"), "message"),
        (Fallback(kind="person", transfer="desk"), "desk__transfer"),
        (Fallback(kind="person"), "human"),
    ],
)
def test_what_fails_goes_where_the_team_said(fallback: Fallback | None, target: str) -> None:
    spec = clinic(transfers=(BILLING, DESK), fallback=fallback)
    assert {otherwise(spec, key) for key in ("greet", "book__ask", "book__act", "cancel__act")} == {target}


def test_a_specialists_line_serves_its_condition_only() -> None:
    spec = clinic(transfers=(BILLING,), fallback=Fallback(kind="message"))
    assert [(e.source, e.condition, e.otherwise) for e in spec.flow.edges if e.target == "billing__transfer"] == [
        ("greet", "The caller asks about a bill.", False)
    ]


def test_what_people_do_is_found_out_first_and_then_handed_to_them() -> None:
    spec = agent("complaint", transfers=(DESK,))
    spec = drawn(spec.model_copy(update={"goals": (spec.goals[0].model_copy(update={"by_whom": "desk"}),)}))
    last = [n.id for n in spec.flow.nodes if n.goal == "complaint"][-2]
    assert "complaint__hand_over" in ways(spec, last)
    assert steps(spec)["complaint__hand_over"].kind == "transfer"


def test_a_routed_call_goes_to_the_people_that_fit() -> None:
    spec = agent("route_call", transfers=(DESK, BILLING))
    assert {"desk__transfer", "billing__transfer", "sorry"} <= ways(spec, "route__act").keys()


def test_an_emergency_is_heard_at_every_step_that_listens() -> None:
    gas = Emergency(id="gas", signs="A smell of gas", say="Leave the house now.", then="End the call")
    spec = clinic(emergencies=(gas,))
    listening = {n.id for n in spec.flow.nodes if n.until} - {"emergency", "wrap_up"}
    assert {e.source for e in spec.flow.edges if e.target == "emergency"} == listening
    assert "say: “Leave the house now.” End the call." in (steps(spec)["emergency"].instruction or "")


# --- a call that the agent makes ---


def test_nobody_who_is_called_is_asked_what_it_is_about_or_called_the_caller() -> None:
    for job_id, job in jobs().items():
        spec = agent(job_id, direction="outbound") if job.direction == "outbound" else clinic(direction="outbound")
        titles = " ".join(n.title for n in spec.flow.nodes)
        assert "about" not in titles
        assert "wrap_up" not in steps(spec)
        assert not any(
            "The caller" in f"{e.condition}{e.back}" for e in spec.flow.edges if e.source in ("greet", "reason")
        )


def test_an_outbound_call_reaches_the_person_says_why_and_takes_every_answer() -> None:
    spec = agent("remind_appointment", direction="outbound")
    assert ways(spec, "greet") == {
        "reason": "The right person is on the line.",
        "wrong_person": "Somebody else answers.",
        "voicemail": "A machine answers.",
        "end": None,
    }
    assert ways(spec, "reason") == {
        "remind__ask": "The person agrees to talk now.",
        "not_now": "The person has no time now.",
        "end": None,
    }
    assert (steps(spec)["voicemail"].kind, steps(spec)["voicemail"].tools) == ("end", ("collect_voicemail",))
    assert "Say neither what it is about" in (steps(spec)["wrong_person"].instruction or "")


@pytest.mark.parametrize(
    ("direction", "step", "used"),
    [
        ("outbound", "voicemail", "collect_voicemail"),
        ("inbound", "message", "take_message"),
    ],
)
def test_a_machine_gets_no_tool_for_what_people_leave_nor_they_one_for_machines(
    direction: str, step: str, used: str
) -> None:
    both = (tool("take_message", place="message"), tool("collect_voicemail", place="message"))
    spec = clinic(direction=direction, fallback=Fallback(kind="message"))
    spec = drawn(spec.model_copy(update={"tools": (*spec.tools, *both)}))
    assert steps(spec)[step].tools == (used,)


def test_a_debtor_is_verified_before_the_matter_is_named() -> None:
    spec = agent("collect_debt", direction="outbound", identity=Identity(ask=("date of birth",)))
    assert ways(spec, "verify") == {"collect__ask": "The person is verified.", "end": None}
    assert "Say nothing of the matter" in (steps(spec)["reason"].instruction or "")


def test_a_survey_is_its_questions_in_order_in_one_step() -> None:
    spec = agent("survey", direction="outbound")
    step = steps(spec)["survey__ask"]
    assert "record_survey_answer" in step.tools
    assert [n.id for n in spec.flow.nodes if n.goal] == ["survey__ask"]
    assert "reason" not in steps(spec)
    words = step.instruction or ""
    assert words.index("Ask the questions") < words.index("Thank them")


def test_what_the_person_brings_up_is_reached_from_the_task() -> None:
    spec = agent("remind_appointment", "cancel_appointment", direction="outbound")
    assert ways(spec, "remind__ask")["cancel__ask"] == "The person wants to cancel appointments."


def test_tasks_of_an_outbound_call_follow_each_other() -> None:
    spec = agent("remind_appointment", "survey", direction="outbound")
    assert "survey__ask" in ways(spec, "remind__act")


def test_a_goal_of_one_word_is_drawn() -> None:
    spec = drawn(AgentSpec(goals=(Goal(id="x", statement="…"),)))
    assert check(spec.flow, spec) == ()
