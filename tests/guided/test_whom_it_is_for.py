"""Whom a sentence is meant for decides what becomes of it: only what is about the agent changes the agent."""

import pytest

from engine.document.spec import AgentSpec
from tests.guided.talk import Talk, talk

OPENING = "A friendly receptionist for our dental clinic that books and moves appointments, in English and Spanish"
GREETING_IS_ASKED = (OPENING,)
GOALS_ARE_ASKED = ("We are a dental clinic and want a friendly receptionist",)


def _content(spec: AgentSpec) -> object:
    return spec.model_dump(exclude={"flow", "origins"})


async def _unchanged_by(text: str | tuple[str, str], *before: str) -> Talk:
    session = await talk(*before)
    was = _content(session.spec)
    await session.say(text)
    assert _content(session.spec) == was, session.words
    return session


@pytest.mark.parametrize(
    "text",
    [
        "what is a tool?",
        "can I change this later?",
        "what would you recommend?",
        "let me ask my boss",
        "I do not understand",
        "not sure yet, I'll check with the owner",
        "is my data safe with you?",
        "how much does this cost us?",
        "good question",
        "lol",
        "one moment please",
        "brb, phone",
    ],
)
async def test_whatever_is_typed_while_the_greeting_is_asked_is_no_greeting(text: str) -> None:
    await _unchanged_by(text, *GREETING_IS_ASKED)


async def test_a_sentence_that_greets_and_says_who_speaks_is_the_greeting() -> None:
    session = await talk(*GREETING_IS_ASKED, "Hello, this is Mia from Bright Smile. How can I help?")
    assert session.spec.greeting == "Hello, this is Mia from Bright Smile. How can I help?"
    session = Talk()
    await session.say(OPENING)
    await session.say("yes")  # the audience, which was only assumed
    await session.say("Hello, this is Mia from Bright Smile. How can I help?")
    assert "Hello, this is Mia" in session.words


async def test_a_likely_greeting_is_asked_back_with_its_words() -> None:
    session = await talk(*GREETING_IS_ASKED, "Bright Smile, how may I help?")
    assert session.spec.greeting == "Bright Smile, how may I help?" or "Bright Smile, how may" in session.words


@pytest.mark.parametrize("text", ["@ben did you feed the cat?", "@ben yes", "<@U123> looks good to me"])
async def test_what_is_said_to_somebody_else_changes_nothing_and_gets_no_reply(text: str) -> None:
    session = await _unchanged_by(text, OPENING)
    assert session.last.silent


async def test_a_colleague_called_by_name_is_not_the_builder() -> None:
    session = Talk()
    await session.say(("ana", OPENING))
    await session.say(("ben", "make the tone formal"))
    await session.say(("ana", "Ben, did the vendor answer?"))
    assert session.last.silent
    assert not session.last.proposals


async def test_a_yes_to_a_colleague_approves_nothing() -> None:
    session = Talk()
    await session.say(("ana", OPENING))
    await session.say(("ben", "make the tone formal"))
    await session.say(("ana", "Ben, yes go ahead"))
    assert not session.last.proposals


@pytest.mark.parametrize(
    ("text", "forbidden"),
    [
        ("never admit liability or promise a payout", "Do not admit liability or promise a payout"),
        ("it must not give legal advice", "Do not give legal advice"),
    ],
)
async def test_a_whole_coordination_stands_under_its_negation(text: str, forbidden: str) -> None:
    session = await talk(OPENING, text)
    assert session.forbidden == [forbidden]
    assert [g.statement for g in session.spec.goals] == ["Book appointments", "Move appointments"]


async def test_a_customer_support_agent_is_a_role_and_no_goal() -> None:
    session = await talk("I want to build a customer support agent")
    assert session.spec.role == "customer support agent"
    assert not any("build" in g.statement.lower() for g in session.spec.goals)


async def test_a_trouble_in_a_list_is_no_rule() -> None:
    session = await talk("A phone agent for our plumbing firm. People call about burst pipes, no heating, leaks")
    assert not session.forbidden


async def test_saying_something_is_a_job() -> None:
    session = await talk("A phone agent for our bike shop that books repairs and says if a bike is ready")
    assert [g.statement for g in session.spec.goals] == ["Book repairs", "Say if a bike is ready"]


async def test_a_correction_is_no_rule() -> None:
    session = await talk("A receptionist for our vet practice that books check-ups", "no, not check-ups: vaccinations")
    assert not session.forbidden


async def test_no_wait_undo_is_undone() -> None:
    session = await talk(OPENING, "make the tone formal", "no wait, undo")
    assert session.spec.tone == ("friendly",)


@pytest.mark.parametrize("text", ["share notes.md", "notes.md is attached", "I uploaded the pdf"])
async def test_a_word_about_a_file_is_no_goal(text: str) -> None:
    await _unchanged_by(text, OPENING)


async def test_an_unclear_sentence_is_filed_with_one_click() -> None:
    session = await talk(OPENING, "the purple window")
    assert session.asked is not None
    assert [s.label for s in session.asked.suggestions][:3] == ["The agent does it", "A rule", "A fact for callers"]
    await session.say("a fact")
    assert [k.content for k in session.spec.knowledge] == ["The purple window"]


async def test_nothing_is_said_twice_in_a_row() -> None:
    session = await talk(OPENING)
    said = []
    for text in ("flim flam flum", "blah di blubb", "zing zang zong"):
        await session.say(text)
        said.append(session.words)
    assert len(set(said)) == 3
    assert "without" in said[2].lower()
