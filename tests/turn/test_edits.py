"""A message that is edited or deleted: taken as it is now while it waits, and read again once it was answered."""

import asyncio

import pytest

from engine import sessions
from engine.interview.guided import Guided
from engine.store import transcript
from engine.turns.turn import Accepted, Engine, accept, status, take_turns
from tests.conftest import OpenEngine
from tests.interviewers import Plain
from tests.talk import ANA, answer, says, tell


async def edited(engine: Engine, key: str, text: str, edit: str = "1") -> Accepted | None:
    accepted = await sessions.edited(engine, says(text, key=key), edit)
    if accepted and not accepted.seen_before:
        await take_turns(engine, accepted.session_id)
    return accepted


async def reply_to_edit(engine: Engine, key: str, text: str) -> str:
    accepted = await edited(engine, key, text)
    assert accepted
    said = (await answer(engine, accepted)).reply
    return said.text if said else ""


async def deleted(engine: Engine, key: str) -> str:
    accepted = await sessions.deleted(engine, key, ANA)
    assert accepted
    await take_turns(engine, accepted.session_id)
    said = (await answer(engine, accepted)).reply
    return said.text if said else ""


async def test_a_message_that_waits_is_taken_as_it_is_now(replica: OpenEngine) -> None:
    thinking = Plain()
    engine = await replica(thinking)
    accepted = await accept(engine, says("role: guide", key="first"))
    await edited(engine, "first", "role: host")
    assert (await status(engine, accepted.session_id)).spec.role == "host"
    assert [m.text for c in thinking.seen for m in c.messages] == ["role: host"]


async def test_a_message_that_is_being_read_is_read_anew_and_answered_once(replica: OpenEngine) -> None:
    thinking = Plain()
    engine = await replica(thinking)
    thinking.go_on.clear()
    accepted = await accept(engine, says("role: guide", key="first"))
    turn = asyncio.create_task(take_turns(engine, accepted.session_id))
    await thinking.is_asked(1)
    found = await sessions.edited(engine, says("role: host", key="first"), "1")
    thinking.go_on.set()
    await turn
    await take_turns(engine, accepted.session_id)
    assert found
    assert (await status(engine, accepted.session_id)).spec.role == "host"
    said = [m.text for _, _, m in await transcript.page(engine.store, accepted.session_id)]
    assert said == ["role: host", "I read: role: host"]


async def test_a_message_that_is_deleted_before_it_was_answered_is_not_answered(replica: OpenEngine) -> None:
    engine = await replica(Plain())
    accepted = await accept(engine, says("role: guide", key="first"))
    assert await deleted(engine, "first") == ""
    assert await transcript.page(engine.store, accepted.session_id) == []


@pytest.mark.parametrize(("answered", "role"), [("yes", "host"), ("no", "guide"), ("Take the edit", "host")])
async def test_the_effect_of_an_edit_is_offered_and_done_by_a_yes_alone(
    replica: OpenEngine, answered: str, role: str
) -> None:
    engine = await replica(Plain())
    session_id = (await tell(engine, says("role: guide", key="first"))).session.session_id
    assert "“host” instead of “guide”?" in await reply_to_edit(engine, "first", "role: host")
    assert (await status(engine, session_id)).spec.role == "guide"
    await tell(engine, answered)
    assert (await status(engine, session_id)).spec.role == role


async def test_the_same_edit_is_read_once(replica: OpenEngine) -> None:
    thinking = Plain()
    engine = await replica(thinking)
    await tell(engine, says("role: guide", key="first"))
    await edited(engine, "first", "role: host")
    again = await edited(engine, "first", "role: host")
    assert again
    assert again.seen_before
    assert len(thinking.seen) == 2


async def test_what_was_decided_since_is_not_touched_by_an_edit(replica: OpenEngine) -> None:
    engine = await replica(Plain())
    session_id = (await tell(engine, says("role: guide", key="first"))).session.session_id
    await tell(engine, "role: nurse")
    assert "changes nothing" in await reply_to_edit(engine, "first", "role: host")
    await tell(engine, "yes")
    assert (await status(engine, session_id)).spec.role == "nurse"


async def test_an_edit_takes_out_what_the_message_says_no_more(replica: OpenEngine) -> None:
    engine = await replica(Plain())
    session_id = (await tell(engine, says("tone: warm\ntone: calm", key="first"))).session.session_id
    assert "without “calm”" in (told := await reply_to_edit(engine, "first", "tone: warm")) or "instead" in told
    await tell(engine, "yes")
    assert (await status(engine, session_id)).spec.tone == ("warm",)


async def test_what_a_deleted_message_said_is_offered_to_be_taken_back_and_its_words_are_gone(
    replica: OpenEngine,
) -> None:
    engine = await replica(Plain())
    session_id = (await tell(engine, says("role: guide", key="first"))).session.session_id
    assert "Without “guide”?" in await deleted(engine, "first")
    await tell(engine, "Take it back")
    assert (await status(engine, session_id)).spec.role is None
    people = [m.text for _, _, m in await transcript.page(engine.store, session_id) if m.role == "person"]
    assert people[:2] == ["(deleted)", "(took a message back)"]


async def test_an_edit_approves_nothing(replica: OpenEngine) -> None:
    engine = await replica(Plain())
    session_id = (await tell(engine, says("role: guide", key="first"))).session.session_id
    await reply_to_edit(engine, "first", "role: guide\napprove basics")
    await tell(engine, "yes")
    assert (await status(engine, session_id)).spec.approvals == {}


async def test_a_message_that_nobody_accepted_is_not_known(replica: OpenEngine) -> None:
    engine = await replica(Plain())
    assert await edited(engine, "never", "role: host") is None
    assert await sessions.deleted(engine, "never", ANA) is None


async def test_a_name_that_was_misspelt_is_offered_anew(replica: OpenEngine) -> None:
    engine = await replica(Guided())
    opening = "A receptionist called {} for our dental clinic that books appointments"
    first = await tell(engine, says(opening.format("Mai"), key="first"))
    assert first.session.spec.name == "Mai"
    assert "“Nora” instead of “Mai”" in await reply_to_edit(engine, "first", opening.format("Nora"))
    await tell(engine, "yes")
    assert (await status(engine, first.session.session_id)).spec.name == "Nora"


async def test_a_job_that_was_another_one_is_offered_in_its_place(replica: OpenEngine) -> None:
    engine = await replica(Guided())
    first = await tell(engine, says("A receptionist for our dental clinic that books appointments", key="first"))
    await tell(engine, says("it should also take messages", key="second"))
    told = await reply_to_edit(engine, "second", "it should also answer questions about prices")
    assert "instead of" in told
    await tell(engine, "yes")
    goals = [goal.statement for goal in (await status(engine, first.session.session_id)).spec.goals]
    assert any("price" in goal for goal in goals)
    assert not any("message" in goal for goal in goals)


@pytest.mark.parametrize("answered", [False, True])
async def test_a_secret_that_an_edit_brings_is_removed_and_told_of(replica: OpenEngine, answered: bool) -> None:
    engine = await replica()
    accepted = await accept(engine, says("role: guide", key="first"))
    if answered:
        await take_turns(engine, accepted.session_id)
    found = await edited(engine, "first", "role: host\nour api_key = sk_live_4eC39HqLyjWDarjtT1zdp7dc")
    assert found
    reply = (await answer(engine, found)).reply
    assert reply
    assert "removed it before storing anything" in reply.text
    said = [m.text for _, _, m in await transcript.page(engine.store, accepted.session_id)]
    assert not any("sk_live" in text for text in said)
