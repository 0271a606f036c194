"""A question takes what has the shape of its answer, and what has another shape goes to its own place."""

import pytest

from tests.guided.talk import talk

OPENING = "we tune pianos. need something to pick up the phone, book tunings and tell people our prices"


@pytest.mark.parametrize("said", ["max four guests", "- quiet from 10 pm\n- no smoking inside", "English"])
async def test_who_calls_is_not_what_somebody_says_of_something_else(said: str) -> None:
    session = await talk("a receptionist for our inn that books rooms", said)
    assert not session.spec.audience or said.split("\n")[0].strip("- ") not in session.spec.audience


@pytest.mark.parametrize("said", ["straight, fast", "calm, quick", "without judgement"])
async def test_a_tone_may_be_one_that_nobody_knows(said: str) -> None:
    session = await talk(OPENING)
    while session.asked and session.asked.path != "tone":
        await session.say("yes")
    await session.say(said)
    assert ", ".join(session.spec.tone) == said


async def test_what_stands_alone_as_a_list_of_fields_is_asked_for() -> None:
    session = await talk(
        "I want a line that takes reports of sick children. Child's name, class, reason, how many days."
    )
    assert {"class", "how_many_days"} <= {field.name for field in session.spec.data_fields}
    assert len(session.spec.goals) == 1


async def test_names_in_a_list_are_no_fields() -> None:
    session = await talk("a bot where people adopt a donkey", "the donkeys right now: Pedro, Biscuit, Old Meg")
    assert not {"pedro", "biscuit"} & {field.name for field in session.spec.data_fields}


async def test_why_calls_are_missed_is_nothing_for_callers_and_no_job() -> None:
    session = await talk(OPENING, "we miss calls cause we're on roofs", "phone rings while we're with a horse")
    assert not session.spec.knowledge
    assert not [goal for goal in session.spec.goals if "ring" in goal.statement.casefold()]


async def test_an_emergency_is_a_rule() -> None:
    session = await talk(OPENING, "a burst main, or water near electricity, is an emergency")
    assert "A burst main, or water near electricity, is an emergency" in session.forbidden


async def test_whom_a_number_belongs_to_takes_over() -> None:
    session = await talk(OPENING, "Cancellations must go to retention at +44 1632 960 118, the brief is unclear there")
    assert [t.destination for t in session.spec.transfers] == ["+441632960118"]


async def test_a_fact_is_kept_after_something_was_not_understood() -> None:
    session = await talk(OPENING, "yes", "English", "calm", "flim flam flum", "lorry needs 3m width to get in")
    assert any("3m" in item.content for item in session.spec.knowledge)
