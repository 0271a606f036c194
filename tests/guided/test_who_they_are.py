"""What owners say of themselves: their trade, their names, what they do themselves."""

import pytest

from tests.guided.owners import LIFTS, POOL, said


async def test_a_bare_name_while_the_greeting_is_asked_is_the_agents() -> None:
    session = await said("A friendly receptionist for Riverbend Clinic that books appointments, in English", "patients")
    assert session.asked
    assert session.asked.path == "greeting"
    await session.say("Riley")
    assert session.spec.name == "Riley"
    assert session.asked
    assert session.asked.path == "greeting"
    assert "Riley" in session.words


@pytest.mark.parametrize("answer", ["Hello", "Formal", "Spanish", "Riverbend", "Later", "Thanks", "Yes"])
async def test_another_single_word_is_no_name(answer: str) -> None:
    session = await said("A friendly receptionist for Riverbend Clinic that books appointments, in English", "patients")
    await session.say(answer)
    assert session.spec.name is None


@pytest.mark.parametrize(
    ("line", "industry"),
    [
        ("they're caretakers, tenants, sometimes hotel staff", None),
        ("callers are mostly restaurants and hotels", None),
        ("we're a small hotel in Leeds", "hospitality"),
    ],
)
async def test_a_trade_is_read_from_what_is_said_of_the_team(line: str, industry: str | None) -> None:
    session = await said("An agent that takes messages and calls people back", line)
    assert session.spec.industry == industry


async def test_who_they_are_answers_who_calls_whatever_is_asked() -> None:
    session = await said(LIFTS, "they're caretakers, tenants, sometimes hotel staff - and people in the lift")
    assert session.spec.audience == "caretakers, tenants, sometimes hotel staff"
    assert not session.spec.goals


async def test_a_trades_own_name_asks_for_no_tool() -> None:
    session = await said(LIFTS)
    assert session.spec.industry == "lifts and escalators"
    assert not [tool.name for tool in session.spec.tools]
    assert not session.spec.goals


async def test_what_a_team_does_itself_is_no_goal_and_pools_are_no_language() -> None:
    session = await said(POOL)
    assert (session.spec.company, session.spec.languages, session.spec.goals) == ("Bluewater Pools", ("en",), ())


async def test_no_name_takes_nothing_out_where_there_is_none() -> None:
    session = await said("A friendly receptionist for Riverbend Clinic that books appointments, in English", "patients")
    await session.say("no name, just Riverbend")
    assert "Taken out" not in session.words
    assert session.spec.company == "Riverbend Clinic"


async def test_who_they_are_stands_in_the_place_of_customers() -> None:
    session = await said(
        POOL, "I need it to ring customers the night before a visit", "they're homeowners, a few HOAs and two motels"
    )
    assert session.spec.audience == "homeowners, a few HOAs and two motels"
