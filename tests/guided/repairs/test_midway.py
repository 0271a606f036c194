"""Corrections in the middle of a talk, as whole messages: both halves, and the promises one by one."""

from collections import Counter

import pytest

from engine.interview.contract import Question
from tests.guided.repairs.midway_scored import Midway, cases_of, score
from tests.guided.talk import Talk, talk

_CLINIC = "We need a receptionist for our dental clinic Bright Smile that books and cancels appointments."


@pytest.mark.parametrize(("half", "least"), [("midway", 0.85), ("midway_held_out", 0.8)])
async def test_a_correction_in_the_middle_of_a_talk_does_what_it_says_and_nothing_else(half: str, least: float) -> None:
    scores = Counter([(await score(half, case))[0] for case in cases_of(half)])
    assert scores["right"] >= least * sum(scores.values()), scores
    assert scores["wrong"] <= 0.12 * sum(scores.values()), scores


@pytest.mark.parametrize(
    "said",
    [
        "no swarm reports. take that out",
        "we don't do swarms any more",
        "swarm reports are handled by the county now",
        "the swarm thing is optional so leave it out",
        "swarm reports can go, nobody rings about them",
    ],
)
async def test_what_a_team_parts_with_goes_however_it_is_said(said: str) -> None:
    case = Midway("council", said, gone=("goals: swarm",))
    assert await score("midway", case) == ("right", "")


async def test_what_somebody_else_does_is_asked_before_it_goes() -> None:
    case = Midway("council", "parking permits are handled by the county", gone=("goals: permits",))
    assert (await score("midway", case))[0] == "asked"


async def test_a_word_that_two_goals_share_is_asked_about() -> None:
    case = Midway("ferry", "get rid of the booking one", asks=True)
    assert await score("midway", case) == ("right", "")


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ("audience", "one sec"),
        ("audience", "+1"),
        ("audience", "Nothing else. It should not do anything else!"),
        ("tone", "it won't load for me"),
        ("goals", "reading it now"),
        ("tone", "I'm showing it to my dad"),
        ("greeting", "the fire alarm is going off, back in ten"),
    ],
)
async def test_what_has_no_place_in_the_design_changes_nothing(asked: str, said: str) -> None:
    session = await Talk().say(_CLINIC)
    before = session.spec
    session.asked = Question(asked)
    await session.say(said)
    assert session.spec == before


@pytest.mark.parametrize("said", ["wasps are not bees!!", "it calls?? no it answers the phone"])
async def test_a_negated_remark_is_no_rule(said: str) -> None:
    session = await talk(_CLINIC)
    before = session.spec.guardrails
    await session.say(said)
    assert session.spec.guardrails == before


@pytest.mark.parametrize(
    ("said", "label", "condition", "destination"),
    [
        ("complaints go to Anita on ext 12", "Anita (ext 12)", "The call is about complaints", None),
        ("billing → accounts team, 0161 496 0000", "Accounts team (0161 496 0000)", "The call is about billing", None),
        ("if they're angry put them through to me", "Ana", "They're angry", None),
        ("for weddings call Marta on +44 20 7946 0958", "Marta", "The call is about weddings", "+442079460958"),
        ("Any safeguarding concern must go straight to Mrs Okafor", "Mrs Okafor",
         "The call is about safeguarding concern", None),
    ],
)  # fmt: skip
async def test_who_takes_over_is_a_transfer_with_its_case_and_number(
    said: str, label: str, condition: str, destination: str | None
) -> None:
    session = await talk(_CLINIC)
    rules, goals = session.forbidden, session.spec.goals
    await session.say(said)
    (handed,) = session.spec.transfers
    assert (handed.label, handed.condition, handed.destination) == (label, condition, destination)
    assert session.forbidden == rules
    assert session.spec.goals == goals


@pytest.mark.parametrize("said", ["don't put anybody through to the vet"])
async def test_a_call_that_is_not_handed_over_makes_no_transfer(said: str) -> None:
    session = await talk(_CLINIC)
    await session.say(said)
    assert not session.spec.transfers
