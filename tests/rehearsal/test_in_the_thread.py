"""A rehearsal in a thread: a call that is kept, and that changes nothing of the design."""

import pytest

from engine import sessions
from engine.document.spec import AgentSpec, Stage
from engine.interview.guided import Guided
from engine.turns.correcting import instruction_from
from engine.turns.turn import Engine, accept, status, take_turns
from tests.conftest import OpenEngine
from tests.talk import ANA, BEN, clicks, says, tell

OPENING = "A friendly receptionist for our dental clinic Bright Smile that books and moves appointments, in English"
MOST_ANSWERS = 40
CALL = ("Hi, I'd like to book an appointment", "a check-up", "Tuesday", "the second one", "Maria Lopez", "yes")


async def said(engine: Engine, text: str, author: object = ANA) -> str:
    answer = await tell(engine, says(text, author=author))  # type: ignore[arg-type]
    assert answer.reply
    return answer.reply.text


@pytest.fixture
async def engine(replica: OpenEngine) -> Engine:
    return await replica(Guided())


async def session_of(engine: Engine) -> str:
    """An agent whose call flow waits for its review."""
    session = (await tell(engine, OPENING)).session
    for _ in range(MOST_ANSWERS):
        if session.progress.stage == Stage.REVIEWING_WORKFLOW:
            return session.session_id
        session = (
            await tell(engine, "use your defaults" if "tools" not in session.progress.missing[0] else "yes")
        ).session
    raise AssertionError(session.progress)


async def spec_of(engine: Engine, session_id: str) -> AgentSpec:
    return (await status(engine, session_id)).spec


async def test_a_whole_call_books_and_changes_nothing_of_the_design(engine: Engine) -> None:
    session_id = await session_of(engine)
    before = await spec_of(engine, session_id)
    assert "You are the caller" in await said(engine, "rehearse")
    heard = [await said(engine, line) for line in CALL]
    assert "`book_appointment(" in heard[-1]
    assert "Tuesday at half past ten" in heard[-1]
    assert await spec_of(engine, session_id) == before


async def test_nothing_is_said_to_be_booked_before_the_tool_has_answered(engine: Engine) -> None:
    await session_of(engine)
    await said(engine, "rehearse")
    heard = [await said(engine, line) for line in CALL]
    assert not any("booked" in told for told in heard[:-1])
    assert heard[-1].index("`book_appointment(") < heard[-1].index("It’s booked")


async def test_stop_asks_again_what_was_open(engine: Engine) -> None:
    await session_of(engine)
    open_before = (await tell(engine, "hm, let me think")).reply
    assert open_before
    await said(engine, "rehearse")
    told = await said(engine, "stop")
    assert "Nothing in it has changed the design" in told
    assert told.rstrip().endswith("?") or "?" in told


async def test_it_goes_on_in_another_process(replica: OpenEngine) -> None:
    one, other = await replica(Guided()), await replica(Guided())
    await session_of(one)
    await said(one, "rehearse")
    await said(one, CALL[0])
    assert "Which day" in await said(other, CALL[1])
    assert "calendar" in await said(one, CALL[2])


async def test_every_exchange_is_kept(engine: Engine) -> None:
    session_id = await session_of(engine)
    await said(engine, "rehearse")
    for line in CALL:
        await said(engine, line)
    await said(engine, "stop")
    (kept,) = await sessions.rehearsals_of(engine, session_id)
    assert [text for text, _ in kept.exchanges] == ["", *CALL]
    assert kept.ended_at is not None


async def test_a_second_rehearsal_gets_a_clear_word_and_the_first_goes_on(engine: Engine) -> None:
    await session_of(engine)
    await said(engine, "rehearse")
    assert "“Ana” plays the caller" in await said(engine, "rehearse", BEN)
    assert "“Ana” plays the caller" in await said(engine, "I want to book", BEN)
    assert "What would you like to come in for?" in await said(engine, CALL[0])


async def test_what_was_wrong_becomes_a_proposal_for_the_step_that_spoke(engine: Engine) -> None:
    session_id = await session_of(engine)
    await said(engine, "rehearse")
    await said(engine, CALL[0])
    told = await said(engine, "that was wrong: it should have asked for the name first")
    assert "“Ask for the name first.”" in told
    await said(engine, "yes")
    nodes = {node.id: node for node in (await spec_of(engine, session_id)).flow.nodes}
    step = next(node for key, node in nodes.items() if key.startswith("book_appointments"))
    assert (step.instruction or "").endswith("Ask for the name first.")


@pytest.mark.parametrize(
    ("should", "instruction"),
    [
        ("it should have verified the caller before that", "Verify the caller before that."),
        ("she shouldn't have asked for the birthday", "Do not ask for the birthday."),
        ("it should offer both times", "Offer both times."),
        ("the agent should have told me the price!", "Tell the caller the price."),
        ("it should have been friendlier", "It should have been friendlier."),
        ("never say that", "Never say that."),
        ("it should have", ""),
        ("bad", ""),
    ],
)
def test_a_correction_becomes_an_instruction_and_keeps_the_words_where_that_is_unsure(
    should: str, instruction: str
) -> None:
    assert instruction_from(should) == instruction


async def test_a_click_that_ends_the_call_says_so(engine: Engine) -> None:
    await session_of(engine)
    await said(engine, "rehearse")
    answer = await tell(engine, clicks("Call her Ava", {"op": "set", "path": "name", "value": "Ava"}))
    assert answer.reply
    assert "The rehearsal is over" in answer.reply.text
    assert "What would you like to come in for?" not in await said(engine, CALL[0])


async def test_messages_before_a_rehearsal_in_the_same_moment_are_no_part_of_it(engine: Engine) -> None:
    session_id = await session_of(engine)
    for text in ("Her name is Ava.", "rehearse", CALL[0], "stop"):
        await accept(engine, says(text))
    await take_turns(engine, session_id)
    assert (await spec_of(engine, session_id)).name == "Ava"
    (kept,) = await sessions.rehearsals_of(engine, session_id)
    assert [text for text, _ in kept.exchanges] == ["", CALL[0]]


async def test_without_a_flow_it_says_what_is_missing(engine: Engine) -> None:
    assert "no call flow" in await said(engine, "rehearse")


async def test_an_edit_of_what_the_caller_said_asks_for_nothing(engine: Engine) -> None:
    session_id = await session_of(engine)
    await said(engine, "rehearse")
    await tell(engine, says(CALL[0], key="line"))
    before = await spec_of(engine, session_id)
    assert await sessions.edited(engine, says("It should also cancel appointments", key="line"), "1") is None
    await take_turns(engine, session_id)
    assert await spec_of(engine, session_id) == before
