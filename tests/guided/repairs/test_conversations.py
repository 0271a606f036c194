"""Corrections and facts in whole conversations, over several trades."""

import pytest

from engine.document.spec import Hours
from tests.guided.talk import Talk, talk

_VET = "A receptionist called Luna for Paws Clinic, our vets, that books check-ups, cancels visits and takes messages"


async def _agreed(opening: str = _VET) -> Talk:
    return await talk(opening)


def _goals(session: Talk) -> list[str]:
    return [goal.statement for goal in session.spec.goals]


def _week(hours: Hours | None) -> set[tuple[str, str, str]]:
    return {(day, p.opens, p.closes) for p in (hours.periods if hours else ()) for day in p.days}


@pytest.mark.parametrize("words", ["no wait, undo", "undo that", "scratch that", "go back one", "nope, the way it was"])
async def test_the_last_change_is_taken_back_and_named(words: str) -> None:
    session = await _agreed()
    before = _goals(session)
    await session.say("drop the second goal")
    assert _goals(session) != before
    await session.say(words)
    assert _goals(session) == before
    assert "Taken back" in session.words


async def test_the_object_of_a_goal_is_put_right() -> None:
    session = await _agreed()
    await session.say("no, not check-ups: vaccinations")
    assert "Book vaccinations" in _goals(session)
    assert not any("check" in goal.lower() for goal in _goals(session))
    assert "vaccinations" in session.words


async def test_what_two_things_fit_is_asked_with_buttons_and_a_click_does_it() -> None:
    session = await talk("A receptionist for our gym that freezes memberships, cancels memberships and books classes")
    before = _goals(session)
    asked = (await session.say("remove the membership goal")).asked
    assert asked is not None
    assert _goals(session) == before
    labels = [s.label for s in asked.suggestions]
    assert len(labels) == 2
    await session.say(labels[0])
    assert [goal for goal in before if goal not in _goals(session)] == [labels[0]]


async def test_a_name_that_was_misheard_is_put_right_wherever_it_stands() -> None:
    session = await talk("A receptionist for Kowalsky Motors, a garage, that books services", "yes", "yes")
    await session.say("change the greeting to: Kowalsky Motors, good morning. How can I help?")
    await session.say("it's Kowalski with an i")
    assert session.spec.company == "Kowalski Motors"
    assert session.spec.greeting == "Kowalski Motors, good morning. How can I help?"
    assert "Kowalski" in session.words


async def test_what_was_forbidden_and_is_wanted_now_is_forbidden_no_more() -> None:
    session = await talk(
        "A receptionist for our bakery that takes cake orders. It must never promise nut-free products."
    )
    assert any("nut-free" in rule.statement for rule in session.spec.guardrails)
    await session.say("actually it can promise nut-free products")
    assert not any("nut-free" in rule.statement for rule in session.spec.guardrails)


async def test_several_corrections_in_one_message_are_all_made() -> None:
    session = await _agreed()
    await session.say("rename her to Nora and drop the second goal")
    assert session.spec.name == "Nora"
    assert len(_goals(session)) == 2


async def test_a_goal_is_moved_to_the_end() -> None:
    session = await _agreed()
    first, *others = _goals(session)
    await session.say("move the first goal to the end")
    assert _goals(session) == [*others, first]


async def test_hours_grow_from_message_to_message() -> None:
    session = await _agreed()
    await session.say("we're open mon-fri 8 to 6")
    await session.say("and Saturdays till 1")
    await session.say("we close at noon on Fridays")
    await session.say("after hours take a message")
    hours = session.spec.runtime.hours
    assert ("sat", "08:00", "13:00") in _week(hours)
    assert ("fri", "08:00", "12:00") in _week(hours)
    assert ("mon", "08:00", "18:00") in _week(hours)
    assert hours is not None
    assert hours.outside == "Take a message"


async def test_a_day_is_open_or_closed_and_never_both() -> None:
    session = await _agreed()
    await session.say("we're open mon-sat 9 to 5, closed on Sundays")
    await session.say("we are open on Sundays from 11 to 3")
    hours = session.spec.runtime.hours
    assert ("sun", "11:00", "15:00") in _week(hours)
    assert hours is not None
    assert not any("sunday" in words.lower() for words in hours.closed)


async def test_hours_without_days_are_asked_about_and_a_click_says_which() -> None:
    session = await _agreed()
    asked = (await session.say("we're open 9 to 5")).asked
    assert asked is not None
    await session.say("Monday to Friday")
    assert _week(session.spec.runtime.hours) == {(d, "09:00", "17:00") for d in ("mon", "tue", "wed", "thu", "fri")}


async def test_a_fact_is_an_answer_for_callers_and_never_a_goal() -> None:
    session = await _agreed()
    before = _goals(session)
    await session.say("there is free parking behind the house")
    await session.say("a check-up costs 79 euros")
    await session.say("we use Dentrix for the calendar")
    assert _goals(session) == before
    assert {k.title for k in session.spec.knowledge} == {
        "Is there free parking behind the house?",
        "What does a check-up cost?",
    }
    assert [n.text for n in session.spec.notes] == ["We use Dentrix for the calendar."]


async def test_another_price_takes_the_place_of_the_first() -> None:
    session = await _agreed()
    await session.say("a check-up costs 79 euros")
    await session.say("the check-up costs 89 euros")
    assert [k.content for k in session.spec.knowledge] == ["A check-up costs 89 euros."]
