"""Why people call is the job, said once, and nothing that callers are told."""

from tests.guided.owners import CREDIT_UNION, LIFTS, VET, jobs_of, said
from tests.guided.talk import talk


def test_why_people_call_is_the_job_and_their_call_is_none() -> None:
    goals = jobs_of(CREDIT_UNION.split(". ", 2)[2], opening=True)
    assert not any(goal.startswith("Call") for goal in goals)
    assert any("card" in goal.lower() for goal in goals)


async def test_a_job_that_is_said_twice_stands_once() -> None:
    session = await said(CREDIT_UNION, "block the card, that's the main thing")
    assert [goal.statement for goal in session.spec.goals] == ["Block lost and stolen cards", "Take disputed charges"]
    assert not session.forbidden
    assert "does that already" in session.words


async def test_out_of_order_is_a_case_and_wants_no_job() -> None:
    session = await said(
        LIFTS,
        "if it's just out of order and nobody in it, take the address, lift number, what it's doing, name and number, "
        "and say an engineer comes after seven in the morning",
    )
    (rule,) = session.forbidden
    assert rule.startswith("If it's just out of order and nobody in it, take the address")
    assert {"address", "lift_number", "full_name", "phone"} <= {field.name for field in session.spec.data_fields}
    assert not session.spec.goals


async def test_why_people_call_is_told_to_nobody() -> None:
    session = await said(VET, "farmers ring in the night because a cow can't calve or a ewe is down")
    assert not session.spec.knowledge
    assert session.spec.notes
    other = await said(CREDIT_UNION)
    assert not other.spec.knowledge
    assert other.spec.runtime.hours is None


async def test_the_rest_of_why_people_call_is_told_to_nobody() -> None:
    session = await said(
        VET, "farmers ring in the night because a cow can't calve or a ewe is down and my wife picks up in her nightie"
    )
    assert not session.spec.knowledge


async def test_a_reason_that_names_its_job_gives_no_second_one() -> None:
    session = await talk("It's for our bike shop, people ring to ask if their repair is ready and to book a service.")
    assert [goal.statement for goal in session.spec.goals] == ["Say if their repair is ready", "Book a service"]


async def test_what_callers_do_is_done_for_them_once() -> None:
    session = await said("pottery studio in Ghent. callers book wheel classes, ask what a class costs and cancel")
    assert [g.statement for g in session.spec.goals] == [
        "Book wheel classes",
        "Say what a class costs",
        "Cancel appointments",
    ]
