"""Lines of owners who type as they talk: remarks in between, cases, numbers, and second thoughts."""

import pytest

from engine.document.changes import Add
from engine.document.spec import AgentSpec, Guardrail
from engine.interview.guided.reading import read
from engine.interview.guided.recognisers.data_fields import asked_for
from engine.interview.guided.recognisers.guardrails import guardrails
from engine.language.text import tokens_of
from tests.guided.owners import CREDIT_UNION, RECALL, jobs_of, polarities, said


def test_a_number_with_its_comma_is_one_word() -> None:
    assert "12,000" in [t.text for t in tokens_of("about 12,000 owners, 3,500 of them")]
    assert [t.text for t in tokens_of("steps 1,2 and 10,20")] == ["steps", "1", ",", "2", "and", "10", ",", "20"]


def test_about_a_number_of_people_is_no_subject_of_calls() -> None:
    assert jobs_of("we need to ring about 12,000 owners of the Corvane", opening=True) != ["Help with 12"]


@pytest.mark.parametrize("text", ["block the card, that's the main thing", "block the card, which is the main thing"])
def test_a_remark_is_no_part_of_a_goal(text: str) -> None:
    assert jobs_of(text) == ["Block the card"]


async def test_a_remark_is_no_part_of_a_rule() -> None:
    session = await said(
        "A night line for Riverbend Credit Union that blocks cards",
        "it can't change addresses or phone numbers at night, that's how we got burned last year",
    )
    assert session.forbidden == ["Do not change addresses or phone numbers at night"]


def test_a_relative_clause_denies_nothing_but_itself() -> None:
    said = "a charge they don't know: take the amount, the date and the merchant and open a dispute"
    assert "negated" not in [polarity for polarity, _ in polarities(said)]
    assert "Open a dispute" in jobs_of(said)


async def test_a_rule_keeps_its_verb() -> None:
    session = await said(
        CREDIT_UNION,
        "block the card, that's the main thing. and tell them their balance if they ask, but only once we know it's "
        "really them",
    )
    kept = [*session.forbidden, *(goal.statement for goal in session.spec.goals)]
    assert next(line for line in kept if "balance" in line).startswith("Tell them their balance")


def test_who_is_told_stays_in_a_goal() -> None:
    assert jobs_of("then tell them about the buckle") == ["Tell them about the buckle"]
    assert jobs_of("and tell them their balance if they ask") == ["Tell them their balance"]


async def test_a_job_and_a_rule_in_one_line_are_both_kept() -> None:
    session = await said(
        "A night line for Riverbend Credit Union that blocks cards, in English",
        "a charge they don't know: take the amount, the date and the merchant and open a dispute, but it should never "
        "tell them they'll get the money back",
    )
    assert "Open a dispute" in [goal.statement for goal in session.spec.goals]
    assert "Do not tell them they'll get the money back" in session.forbidden
    assert {"amount", "merchant"} <= {field.name for field in session.spec.data_fields}


def test_three_things_to_take_down_are_no_goal() -> None:
    assert jobs_of("open a ticket. take the address, lift number, what it's doing, name and number") == [
        "Open a ticket"
    ]


def test_an_order_that_is_taken_stays_a_goal() -> None:
    assert jobs_of("it takes orders, bookings and messages") == ["Take orders, bookings and messages"]


def test_the_night_before_is_one_time() -> None:
    assert jobs_of("it should ring customers the night before a visit") == ["Ring customers the night before a visit"]


def test_what_callers_are_told_is_told_to_its_end() -> None:
    assert jobs_of("tell them the gate has to be unlocked") == ["Tell them the gate has to be unlocked"]


def test_a_fact_that_nobody_is_told_keeps_the_fact() -> None:
    reading = read("about 1,400 farms on the books, don't tell anyone how many", "en", AgentSpec(), opening=False)
    ((_, rule),) = [(f.how, f.change) for f in guardrails(reading)]
    assert isinstance(rule, Add)
    assert isinstance(rule.item, Guardrail)
    assert rule.item.statement == "About 1,400 farms on the books: don't tell anyone how many"


async def test_to_cancel_is_another_job_than_to_make() -> None:
    session = await said("Reservation agent for a hotel in Lisbon. It makes and cancels reservations.")
    assert [goal.statement for goal in session.spec.goals] == ["Make reservations", "Cancel reservations"]


async def test_a_rule_keeps_the_case_it_stands_in() -> None:
    session = await said(
        RECALL, "if it's somebody else at home, just leave our number and don't say what it's about", "English"
    )
    (rule,) = session.forbidden
    assert rule.startswith("If it's somebody else at home, just leave our number")
    assert rule.endswith("say what it's about")


def test_name_and_number_is_how_to_call_back() -> None:
    tokens = tokens_of("take the address, lift number, what it's doing, name and number")
    assert asked_for(tokens) == ["address", "full_name", "phone"]


async def test_a_job_with_a_heading_is_no_greeting() -> None:
    session = await said("A friendly receptionist for Riverbend Clinic that books appointments, in English", "patients")
    assert session.asked
    assert session.asked.path == "greeting"
    await session.say("meds: they ask for repeat medicines all day, take an order and say it's ready after two")
    assert session.spec.greeting != "they ask for repeat medicines all day, take an order and say it's ready after two"
