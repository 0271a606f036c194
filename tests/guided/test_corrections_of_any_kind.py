"""A correction is an operation, a target and a new value, and each may be worded as people like."""

import pytest

from engine.interview.guided.corrections.forms import forms_in
from engine.language.lexicon import lexicon
from engine.language.text import tokens_of
from tests.guided.talk import Talk, talk

OPENING = "we repair sewing machines. it should take repair requests and tell people our prices"


def answers(session: Talk) -> list[str]:
    """Without that of the opening."""
    return [item.content for item in session.spec.knowledge][1:]


@pytest.mark.parametrize(
    "said",
    ["change the warranty to 3 years", "sorry, the warranty is 3 years", "warranty 3 years", "the warranty is 3 not 2"],
)
async def test_a_value_takes_the_place_of_one_of_its_kind(said: str) -> None:
    session = await talk(OPENING, "the warranty is 2 years", said)
    assert answers(session) == ["The warranty is 3 years."]


async def test_other_days_take_the_place_of_those_of_the_opening_hours() -> None:
    session = await talk(OPENING, "open tuesdays and wednesdays from 12 to 19", "sorry, tuesdays and thursdays")
    hours = session.spec.runtime.hours
    assert hours
    assert [(p.days, p.opens, p.closes) for p in hours.periods] == [(("tue", "thu"), "12:00", "19:00")]


async def test_what_hours_say_never_speaks_of_a_day_that_is_shut_now() -> None:
    session = await talk(OPENING, "we are open monday to friday from 9 to 6", "we are closed on mondays")
    hours = session.spec.runtime.hours
    assert hours
    assert "monday" not in (hours.said or "").lower()


async def test_the_other_of_two_that_were_told_together() -> None:
    session = await talk(OPENING, "we have two technicians, Ines and Tomas", "rush jobs go to Ines")
    await session.say("the other technician, sorry")
    assert [t.label for t in session.spec.transfers] == ["Tomas"]


@pytest.mark.parametrize("said", ["refunds go to Lea now", "move the refunds from Kim to Lea, Kim is leaving"])
async def test_a_case_goes_to_somebody_else(said: str) -> None:
    session = await talk(OPENING, "refunds go to Kim on 555 0166", said)
    assert [(t.label, t.destination) for t in session.spec.transfers] == [("Lea", None)]


async def test_an_exception_stands_with_what_was_told_last() -> None:
    session = await talk(OPENING, "a check costs 20 euros", "except for overlockers, those are 30")
    assert answers(session) == ["A check costs 20 euros, except for overlockers, those are 30."]


async def test_both_are_wanted() -> None:
    session = await talk(OPENING, "it should speak English", "no, both English and French")
    assert session.spec.languages == ("en", "fr")


async def test_a_rule_that_is_loosened_for_some_is_asked_about() -> None:
    session = await talk(OPENING, "never offer discounts")
    before = session.spec
    await session.say("discounts for students are ok")
    assert session.spec == before
    assert session.asked
    assert len(session.asked.suggestions) == 2


async def test_a_clause_among_others_corrects() -> None:
    session = await talk(OPENING, "it asks for the name, the serial number and the shoe size")
    await session.say("use your default, only don't ask for the shoe size, nobody knows why")
    assert "shoe_size" not in {f.name for f in session.spec.data_fields}
    assert "serial_number" in {f.name for f in session.spec.data_fields}


@pytest.mark.parametrize(
    "said", ["our company name has changed, it's Nadel Atelier", "the company has been renamed to Nadel Atelier"]
)
async def test_another_name_of_the_company(said: str) -> None:
    session = await talk("the company is Nadel & Faden. " + OPENING, said)
    assert session.spec.company == "Nadel Atelier"


@pytest.mark.parametrize("operation", lexicon("corrections")["forms"])
def test_every_form_can_be_held_against_a_clause(operation: str) -> None:
    assert list(forms_in(tokens_of("quite another thing altogether"), operation)) == []
