"""Who calls whom: told late, in passing, or by what the agent does."""

import pytest

from tests.guided.owners import RECALL, said
from tests.guided.talk import talk


@pytest.mark.parametrize(
    "correction",
    ["it's calling them, not them calling us", "this is outbound, it phones people", "no wait, it's outbound"],
)
async def test_who_calls_whom_may_be_said_later(correction: str) -> None:
    session = await said("A receptionist for our clinic that answers the phone and books appointments", correction)
    assert session.spec.direction == "outbound"
    assert not session.forbidden


async def test_who_calls_whom_is_heard_while_a_playbook_asks() -> None:
    session = await talk(
        "A friendly receptionist for our clinic that answers the phone and books appointments, in English",
        "patients",
    )
    while session.asked and not session.asked.path.startswith("questions."):
        await session.say("yes")
    assert session.asked
    await session.say("there are no departments. this is outbound, it phones people")
    assert session.spec.direction == "outbound"


@pytest.mark.parametrize(
    "said_of_work",
    ["it calls them back if we're busy", "if nobody is there it rings them", "when they call us it answers"],
)
async def test_a_call_in_the_course_of_the_work_changes_no_direction(said_of_work: str) -> None:
    session = await said("A receptionist for our clinic that answers the phone and books appointments", said_of_work)
    assert session.spec.direction == "inbound"


async def test_whom_an_outbound_agent_rings_is_its_goal_without_their_number() -> None:
    session = await said(RECALL)
    assert session.spec.direction == "outbound"
    assert [goal.statement for goal in session.spec.goals] == ["Ring owners of the Corvane hatchback"]


async def test_the_direction_that_stands_is_confirmed() -> None:
    session = await said(
        "A receptionist for our clinic that answers the phone", "it's not us ringing them, they ring us"
    )
    assert session.spec.direction == "inbound"
    assert "they call, and it answers" in session.words
    assert not session.spec.notes


async def test_an_opening_with_a_deadline_at_its_end_is_still_one() -> None:
    session = await said(
        "hi. we need to ring about 12,000 owners of the Corvane hatchback, the seat belt buckle on the driver's side "
        "can let go, and I've been told I have until Friday to set this up"
    )
    assert session.spec.direction == "outbound"
    assert [goal.statement for goal in session.spec.goals] == ["Ring owners of the Corvane hatchback"]
