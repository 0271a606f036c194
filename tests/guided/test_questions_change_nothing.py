"""Whoever asks is answered or asked back; nothing stands in the design that was only asked for."""

import pytest

from tests.guided.talk import Talk, talk

OPENING = "A friendly receptionist for our dental clinic that books and cancels appointments"


async def _after(question: str) -> tuple[Talk, object, object]:
    session = await talk(OPENING)
    await session.say("we are open monday to friday, 9 to 5", "never give medical advice")
    before = session.spec
    await session.say(question)
    return session, before, session.spec


@pytest.mark.parametrize(
    "question",
    [
        "isn't it weird that it never says our name",
        "should it be able to cancel for somebody else",
        "why not just send everything to voicemail",
        "how about calling it Robin",
        "any chance it does French",
        "so the agent can't take card payments, right?",
        "maybe it should also take messages?",
        "shouldn't it ask for the date of birth first",
        "is it ok if it only works from 9 to 5",
        "wondering if it could text people the directions",
        "ok and where does the thing actually run",
        "what about children, can they book",
        "you said it takes messages, to whom",
        "can it put callers through to Marta?",
        "toothache at 3 am, do they get a person or a message",
        "old man on a sunday, no appointment, is that covered",
        "which days are we shut",
        "my partner asks: is it allowed to book for children",
        "a patient has lost the address. what does it say then",
        "may it tell a mother when her son comes",
        "can patients bring a dog",
    ],
)
async def test_a_question_changes_nothing(question: str) -> None:
    session, before, after = await _after(question)
    assert after == before
    assert session.words


async def test_a_wish_put_as_a_question_is_done_after_a_yes() -> None:
    session, before, _ = await _after("can it also text people a confirmation?")
    assert session.spec == before
    assert session.asked is not None
    assert [s.label for s in session.asked.suggestions] == ["Yes, do that", "No, leave it"]
    await session.say("yes")
    assert "send_sms" in {tool.name for tool in session.spec.tools}


async def test_a_no_leaves_it_and_the_open_question_comes_back() -> None:
    session, before, _ = await _after("can it also text people a confirmation?")
    await session.say("no")
    assert session.spec == before
    assert "All right, I leave it." in session.words


async def test_what_nobody_has_settled_is_said_to_be_open_and_can_be_noted() -> None:
    session, before, _ = await _after("what about wheelchairs?")
    assert "Nothing is agreed yet about “wheelchairs”" in session.words
    assert session.spec == before
    await session.say("yes")
    assert [note.text for note in session.spec.notes] == ["Open: wheelchairs"]


@pytest.mark.parametrize(
    ("question", "said"),
    [
        ("what if nothing's free that day", "waiting list"),
        ("does it say booked before the calendar has it?", "only after the calendar"),
        ("so it won't give medical advice?", "medical advice"),
        ("are we closed on saturdays", "Monday to Friday"),
        ("somebody wants appointments for two people, what then", "back to back"),
        ("a patient asks for medical advice. does it give any?", "medical advice"),
        ("why does it hang up after 10 min", "10 minutes"),
        ("why no medical advice", "said it"),
    ],
)
async def test_what_the_design_says_is_told(question: str, said: str) -> None:
    session, before, _ = await _after(question)
    assert session.spec == before
    assert said in session.words


async def test_what_was_written_here_is_told_where_the_design_has_nothing_of_it() -> None:
    session = await talk("hi! we need an agent for our canoe rental on the river Wye. it should book canoes")
    await session.say("hang on what river did I say")
    assert "wrote: “" in session.words
    assert "river Wye" in session.words


async def test_somebody_to_whom_calls_go_is_told_by_name() -> None:
    session, _, _ = await _after("complaints go to our manager Irma at +44 20 7946 0018")
    before = session.spec
    for question in ("who is Irma?", "can it put callers through to Irma?"):
        await session.say(question)
        assert "It puts callers through to" in session.words
        assert "+442079460018" in session.words
    assert session.spec == before


async def test_an_edit_that_is_put_as_a_question_is_done() -> None:
    session, _, after = await _after("can you remove the second goal?")
    assert [goal.statement for goal in after.goals] == ["Book appointments"]  # type: ignore[attr-defined]
    assert "cancel" in session.words.lower()
