"""Who takes over and when, with the number as it was typed."""

import pytest

from engine.document.spec import AgentSpec
from engine.interview.guided.local_numbers import in_full
from engine.prompt.generate import generate
from engine.prompt.lint import lint
from tests.guided.owners import CREDIT_UNION, LIFTS, VET, said


async def test_getting_a_person_is_a_transfer() -> None:
    session = await said(
        CREDIT_UNION, "if someone was robbed or somebody is making them call, get a person - Dale, 937 555 0142"
    )
    (transfer,) = session.spec.transfers
    assert transfer.label == "Dale (937 555 0142)"
    assert transfer.condition == "Someone was robbed or somebody is making them call"
    assert not any("person" in goal.statement for goal in session.spec.goals)
    warned = [finding.message for finding in lint(generate(session.spec), session.spec)]
    assert not any("phone number" in message for message in warned)  # it is asked for, and that is enough


async def test_getting_anything_else_is_none() -> None:
    session = await said(CREDIT_UNION, "get a person's address and the branch, and get somebody's card back")
    assert not session.spec.transfers


async def test_a_local_number_is_the_destination_where_the_country_is_known() -> None:
    session = await said(
        "A receptionist for Harlow Lifts UK that books visits", "complaints go to Anita on 0113 496 0142"
    )
    (transfer,) = session.spec.transfers
    assert (transfer.label, transfer.destination) == ("Anita", "+441134960142")


@pytest.mark.parametrize(
    ("zone", "number", "whole"),
    [
        ("America/New_York", "937 555 0142", "+19375550142"),
        ("America/New_York", "555 0142", None),
        ("Europe/London", "0113 496 0142", "+441134960142"),
        ("Europe/Berlin", "030 901820", "+4930901820"),
        ("Europe/Rome", "06 6982 1234", "+390669821234"),
        (None, "0113 496 0142", None),
    ],
)
def test_a_number_gets_the_code_of_the_teams_country(zone: str | None, number: str, whole: str | None) -> None:
    spec = AgentSpec()
    assert (
        in_full(number, spec.model_copy(update={"runtime": spec.runtime.model_copy(update={"timezone": zone})}))
        == whole
    )


@pytest.mark.parametrize(
    ("line", "label", "condition"),
    [
        (
            "if it's calving or bloat or bleeding, get me - Tom, 01768 555 014",
            "Tom (01768 555 014)",
            "It's calving or bloat or bleeding",
        ),
        (
            "no wait, if I don't pick up after two goes it goes to Alison, 01768 555 020",
            "Alison (01768 555 020)",
            "I don't pick up after two goes",
        ),
        (
            "if nobody picks up on the engineer's mobile within a minute it goes to the second engineer, 0113 496 0177",
            "Second engineer (0113 496 0177)",
            "Nobody picks up on the engineer's mobile within a minute",
        ),
        (
            "if the pump is leaking, put a note on it and get somebody from the office to call, Denise 602 555 0118",
            "Denise (602 555 0118)",
            "The pump is leaking",
        ),
    ],
)
async def test_who_takes_over_when(line: str, label: str, condition: str) -> None:
    session = await said(VET, line)
    (transfer,) = session.spec.transfers
    assert (transfer.label, transfer.condition) == (label, condition)
    assert not session.forbidden


async def test_what_is_done_before_a_handover_is_a_rule_of_that_case() -> None:
    session = await said(
        LIFTS,
        "if somebody is trapped: stay on the line, ask is anybody hurt or unwell, get the lift number from the plate "
        "and the address, then put it through to the on-call engineer on 0113 496 0142",
    )
    (transfer,) = session.spec.transfers
    assert (transfer.label, transfer.condition) == ("On-call engineer (0113 496 0142)", "Somebody is trapped")
    assert session.forbidden == [
        "If somebody is trapped: stay on the line, ask is anybody hurt or unwell, get the lift number from the plate "
        "and the address, then put it through to the on-call engineer"
    ]
    assert not session.spec.goals


async def test_who_gets_the_call_when_nobody_answers_is_told_to_no_caller() -> None:
    session = await said(
        LIFTS,
        "if nobody picks up on the engineer's mobile within a minute it goes to the second engineer, 0113 496 0177, "
        "and if that fails too it tells them to ring 999",
    )
    (transfer,) = session.spec.transfers
    assert transfer.label == "Second engineer (0113 496 0177)"
    assert not any("second engineer" in fact.content for fact in session.spec.knowledge)
