"""A goal brings what its playbook knows; what the team says wins, and what it forbids is gone."""

from datetime import UTC, datetime
from typing import Any

import pytest

from engine.document.changes import CHANGE, Change, apply
from engine.document.spec import AgentSpec, Goal, Origin
from engine.errors import Problem
from engine.interview.contract import Message
from engine.messages.inbound import Author
from engine.playbooks import Trade, adopted, forbidden, job, links_for, trade, trade_adopted, trades
from engine.playbooks.consult import answered, answered_in_words, defaults, question_of
from engine.prompt.greetings import greeting_for
from engine.store.transcript import EMPTY
from engine.targets import export
from engine.turns.draft import Draft, add_defaults
from tests.each import for_each

ANA = Author("ana", "Ana")
SAID = Origin(author="ana", author_name="Ana", message="m1")


def followed(spec: AgentSpec) -> AgentSpec:
    """The spec with all that follows from it, as a turn leaves it."""
    draft = Draft.of(EMPTY)
    draft.spec = spec
    add_defaults(draft, Message("m1", "person", ANA, "", datetime(2026, 11, 30, tzinfo=UTC)))
    assert draft.problems == []
    return draft.spec


def changed(spec: AgentSpec, *changes: Change | dict[str, Any]) -> AgentSpec:
    for change in changes:
        read = CHANGE.validate_python(change) if isinstance(change, dict) else change
        after = apply(spec, read, origin=SAID)
        assert not isinstance(after, Problem), after
        spec = after
    return spec


def spec_of(*statements: str, **more: Any) -> AgentSpec:
    goals = tuple(Goal(id=s.lower().replace(" ", "_").replace("-", "_"), statement=s) for s in statements)
    return AgentSpec(goals=goals, **more)


CLINIC = followed(spec_of("Book appointments", "Take messages", industry="dental care"))


def test_a_goal_brings_the_tools_fields_rules_and_cases_of_its_playbook() -> None:
    booking, messages = CLINIC.goals
    assert (booking.playbook, booking.tools) == ("book_appointment", ("check_availability", "book_appointment"))
    assert {"day", "name"} <= set(booking.fields)
    assert booking.rules == job("book_appointment").rules
    assert booking.cases[-1].then == job("book_appointment").failure.then
    assert messages.tools == ("take_message",)
    assert {t.state for t in CLINIC.tools if t.catalog != "end_call"} == {"proposed"}
    assert CLINIC.origins["goals.book_appointments.cases"].how == "defaulted"


def test_what_follows_from_a_spec_follows_once() -> None:
    assert followed(CLINIC) == CLINIC


def test_a_trade_brings_whom_it_talks_to_its_emergencies_and_what_is_never_said() -> None:
    assert CLINIC.trade == "dental_clinic"
    assert CLINIC.audience == "patients"
    assert any("swelling" in e.signs for e in CLINIC.emergencies)
    assert CLINIC.guardrails


def test_few_questions_are_asked_and_those_of_a_goal_go_with_it() -> None:
    assert len(CLINIC.questions) == 2  # three, less one for the audience, which is only assumed and asked as well
    without = changed(CLINIC, {"op": "remove", "part": "goals", "id": "book_appointments"})
    assert [q.partition(".")[0] for q in without.questions] == ["take_message"]
    assert [t.name for t in without.tools if t.catalog != "end_call"] == ["take_message"]


def test_a_goal_that_no_playbook_knows_stays_as_the_team_said_it() -> None:
    spec = followed(spec_of("Tune pianos"))
    assert spec.goals[0].playbook is None
    assert not list(adopted(spec))


def test_a_tool_that_was_declined_does_not_come_back_with_a_goal() -> None:
    spec = changed(
        CLINIC, {"op": "decline", "tool": "take_message"}, {"op": "remove", "part": "goals", "id": "take_messages"}
    )
    again = followed(
        changed(spec, {"op": "add", "part": "goals", "item": {"id": "notes", "statement": "Take messages"}})
    )
    assert again.goals[-1].playbook == "take_message"
    assert again.goals[-1].tools == ()


def test_links_of_a_team_stay_as_it_made_them() -> None:
    moved = changed(
        CLINIC,
        {"op": "remove_from_goal", "goal": "book_appointments", "part": "tools", "item": "check_availability"},
        {"op": "add_to_goal", "goal": "take_messages", "part": "tools", "item": "check_availability"},
    )
    assert followed(moved).goals == moved.goals


@pytest.mark.parametrize(
    ("rule", "goals"),
    [
        ("Never take messages.", ["book_appointments"]),
        ("Do not take messages after six.", ["book_appointments", "take_messages"]),
        ("Never book appointments without the insurance number.", ["book_appointments", "take_messages"]),
        ("Never promise appointments.", ["book_appointments", "take_messages"]),
    ],
)
def test_a_plain_ban_takes_the_goal_away_and_a_limit_does_not(rule: str, goals: list[str]) -> None:
    item = {"id": "rule", "statement": rule}
    spec = followed(changed(CLINIC, {"op": "add", "part": "guardrails", "item": item}))
    assert [g.id for g in spec.goals] == goals
    assert (spec.tool("take_message") is None) == ("take_messages" not in goals)
    assert not list(forbidden(spec))


def test_an_answer_sets_what_it_says_and_settles_its_question() -> None:
    [question_id] = [q for q in CLINIC.questions if q.startswith("book_appointment.notice")]
    question = question_of(question_id)
    assert question
    spec = changed(CLINIC, *answered(CLINIC, question_id, question.default_offer))
    assert question_id not in spec.questions
    assert question.default_offer.rule in spec.goals[0].rules
    own = changed(CLINIC, *answered_in_words(CLINIC, question_id, "Two hours ahead, no more."))
    assert "Two hours ahead, no more." in own.goals[0].rules


def test_the_defaults_answer_every_question_there_is() -> None:
    spec = changed(CLINIC, *defaults(CLINIC, CLINIC.questions))
    assert spec.questions == ()


@pytest.mark.parametrize("job_id", ["emergency_dispatch", "refund", "survey", "collect_debt", "make_reservation"])
def test_every_offer_of_a_playbook_can_be_taken(job_id: str) -> None:
    direction = job(job_id).direction
    spec = spec_of(job(job_id).statement["en"], direction="outbound" if direction == "outbound" else "inbound")
    spec = followed(spec)
    for question in job(job_id).questions:
        for offer in question.offers:
            asked = spec.model_copy(update={"questions": (f"{job_id}.{question.id}",)})
            changed(asked, *answered(asked, f"{job_id}.{question.id}", offer))


def test_a_tool_of_the_team_is_linked_to_the_goal_that_it_is_about() -> None:
    tool = {"name": "tune_piano", "purpose": "Books a tuning of a piano", "effect": "write"}
    spec = changed(spec_of("Tune pianos", "Sell sheet music"), {"op": "add", "part": "tools", "item": tool})
    [link] = links_for(spec)
    assert link.model_dump()["goal"] == "tune_pianos"


def test_an_agent_that_calls_people_gets_no_emergencies_and_the_outbound_job() -> None:
    spec = followed(spec_of("Collect overdue payments", direction="outbound", industry="debt collection"))
    assert spec.goals[0].playbook == "collect_debt"
    assert spec.emergencies == ()


def test_what_nobody_calls_for_by_itself_is_a_rule_of_what_is_done_before_it() -> None:
    spec = followed(spec_of("Book appointments", "Text people a confirmation"))
    assert [goal.id for goal in spec.goals] == ["book_appointments"]
    assert "Afterwards: text people a confirmation." in spec.goals[0].rules
    alone = followed(spec_of("Text people a confirmation"))
    assert [goal.id for goal in alone.goals] == ["text_people_a_confirmation"]


def test_a_business_that_no_playbook_knows_changes_nothing() -> None:
    assert list(trade_adopted(AgentSpec(company="Qxz"))) == []


def test_the_trade_follows_when_the_team_says_another_industry() -> None:
    moved = followed(changed(CLINIC, {"op": "set", "path": "industry", "value": "car repair"}))
    assert moved.trade == "garage"
    assert moved.audience == "drivers"
    assert not [e for e in moved.emergencies if e.id.startswith("dental_clinic")]
    assert any("brakes" in e.signs for e in moved.emergencies)
    assert not {g.statement for g in moved.guardrails} & set(trade("dental_clinic").never)
    assert followed(moved) == moved


def test_an_industry_that_no_playbook_knows_clears_the_trade_and_what_came_with_it() -> None:
    cleared = followed(changed(CLINIC, {"op": "set", "path": "industry", "value": "beekeeping"}))
    assert (cleared.trade, cleared.emergencies, cleared.audience) == (None, (), None)


def test_what_the_team_made_of_an_emergency_stays_when_the_trade_changes() -> None:
    first = CLINIC.emergencies[0].id
    edit = {"op": "edit", "part": "emergencies", "id": first, "values": {"say": "Please call the ambulance now."}}
    moved = followed(changed(CLINIC, edit, {"op": "set", "path": "industry", "value": "car repair"}))
    assert first in {e.id for e in moved.emergencies}


@for_each("known", trades().values(), ids=list(trades()))
def test_trade_and_industry_name_the_same_business(known: Trade) -> None:
    spec = followed(spec_of("Take messages", industry=known.industry))
    assert (spec.trade, spec.industry) == (known.id, known.industry)


def test_a_business_that_only_its_name_tells_gets_trade_and_industry_together() -> None:
    spec = followed(spec_of("Take messages", company="Harper Piano Tuning"))
    assert (spec.trade, spec.industry) == ("repair_workshop", "repairs and crafts")


def test_a_playbook_that_only_another_release_knows_stops_nothing() -> None:
    """The goal keeps it, and is done as the team said."""
    goals = (CLINIC.goals[0].model_copy(update={"playbook": "of_another_release"}), *CLINIC.goals[1:])
    spec = followed(CLINIC.model_copy(update={"goals": goals, "direction": "outbound"}))
    assert spec.goals[0].playbook == "of_another_release"
    assert export(spec, "elevenlabs", 1).files
    assert greeting_for(spec)


def test_questions_that_the_team_named_take_the_place_of_a_surveys_example() -> None:
    survey = Goal(id="ask", statement="Ask the survey questions")
    own = {"op": "add", "part": "data_fields", "item": {"name": "room", "description": "How was the room"}}
    alone = followed(AgentSpec(goals=(survey,), direction="outbound"))
    told = followed(changed(AgentSpec(goals=(survey,), direction="outbound"), own))
    assert "answers" in {f.name for f in alone.data_fields}
    assert {f.name for f in told.data_fields} == {"room", "consent"}
