"""What one opening says about role, names, tone, direction and goals, each example for one cause."""

import pytest

from engine.spec import AgentSpec
from tests.guided.talk import talk


async def _spec(text: str) -> AgentSpec:
    return (await talk(text)).spec


@pytest.mark.parametrize(
    ("text", "role"),
    [
        ("We run a small pizzeria and want a bot that takes phone orders", "order taker"),
        ("Voice agent for early-stage collections, it confirms identity and takes payments", "collections agent"),
        ("Something that answers the phone at our dentist's and books checkups", "receptionist"),
        ("University IT desk. Resets passwords and opens tickets", "IT help desk agent"),
        ("I'd love a voice agent that books hair appointments when our receptionist is busy", "receptionist"),
        ("An order status assistant for our shop", "order status assistant"),
    ],
)
async def test_the_role_is_named_or_follows_from_subject_trade_and_tools(text: str, role: str) -> None:
    assert (await _spec(text)).role == role


@pytest.mark.parametrize(
    ("text", "name", "company"),
    [
        ('Brand: Halcyon Tax & Advice, agent: "Sol". It takes messages.', "Sol", "Halcyon Tax & Advice"),
        ("We run a delivery app called Munchly and need a bot that looks up orders", None, "Munchly"),
        ("Our practice in Leeds (Steady Steps) needs an agent = Pia that books visits", "Pia", "Steady Steps"),
        ("Receptionist for Hotel Sonne that books rooms. Her name should be Lena.", "Lena", "Hotel Sonne"),
        ("Reminder bot for St. Clement Hospital, reminds patients of visits", None, "St. Clement Hospital"),
        ("A bot that books tables. Agent: Receptionist", None, None),
        ("Er soll Termine für Inspektionen vereinbaren und heißt Max", "Max", None),
    ],
)
async def test_names_are_taken_where_they_are_said(text: str, name: str | None, company: str | None) -> None:
    spec = await _spec(text)
    assert (spec.name, spec.company) == (name, company)


@pytest.mark.parametrize(
    ("text", "tone"),
    [
        ("A bot that books tables. Courteous, brisk.", ["courteous", "brisk"]),
        ("It calls the patient and confirms visits, polite and brief", ["polite", "brief"]),
        ("Receptionist for a small law firm that takes messages", []),
        ("A help desk bot that opens tickets. Not too chatty, clear and patient.", ["clear", "patient"]),
        ("An agent for our fast delivery service that tracks parcels", []),
        ("Ein Bot, der Termine bucht. Höflich und sachlich.", ["polite", "factual"]),
    ],
)
async def test_a_tone_is_a_tone_only_where_it_describes_the_agent(text: str, tone: list[str]) -> None:
    assert list((await _spec(text)).tone) == tone


@pytest.mark.parametrize(
    ("text", "direction"),
    [
        ("receptionist for a small law firm that takes messages", None),
        ("a bot that answers calls and books tables", "inbound"),
        ("it books visits, otherwise I'll call them back after the phone call", "inbound"),
        ("a bot that calls our members and renews their plans", "outbound"),
    ],
)
async def test_the_direction_is_open_where_nobody_speaks_of_calls(text: str, direction: str | None) -> None:
    assert (await _spec(text)).direction == direction


@pytest.mark.parametrize(
    ("text", "goals"),
    [
        ("A bot that answers the phone, greets people and books tables", ["Book tables"]),
        ("Our shop gets many enquiries. We want an agent that tracks parcels.", ["Track parcels"]),
        ("It checks the router and if that doesn't fix it open a ticket", ["Check the router", "Open a ticket"]),
        (
            "Un agente que agende citas, las cancele y las confirme",
            ["Agendar citas", "Cancelar citas", "Confirmar citas"],
        ),
        ("Agent books visits. Gas smell → on-call tech.", ["Book visits", "Transfer calls that need a person"]),
        (
            "Wine club bot. Members call about corked bottles and tastings.",
            ["Help with corked bottles", "Help with tastings"],
        ),
    ],
)
async def test_goals_are_what_the_agent_does_for_callers(text: str, goals: list[str]) -> None:
    assert [goal.statement for goal in (await _spec(text)).goals] == goals


async def test_an_opening_without_a_grammar_of_its_language_is_read_by_pieces_of_words() -> None:
    spec = await _spec("歯科「みどり歯科」です。電話で予約の受付とキャンセルをするAI。丁寧に。名前は「ゆき」です。")
    assert (spec.name, spec.company, spec.direction, list(spec.tone)) == ("ゆき", "みどり歯科", "inbound", ["polite"])
    assert [goal.statement for goal in spec.goals] == ["Book appointments", "Cancel appointments"]


async def test_languages_may_be_given_as_codes() -> None:
    assert list((await _spec("A bot that books cars. EN + DE + FR.")).languages) == ["en", "de", "fr"]
