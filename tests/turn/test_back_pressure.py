"""However much comes at once: turns in flight and messages that wait are bounded, and what was accepted is answered."""

import asyncio

import pytest

from engine.errors import TooManyWaiting
from engine.messages.inbound import ThreadKey
from engine.store import inbox
from engine.turns import worker
from engine.turns.turn import Engine, accept
from engine.turns.worker import Worker
from tests.conftest import OpenEngine
from tests.interviewers import Plain
from tests.talk import answer, says


async def test_a_session_takes_no_more_messages_than_it_can_hold_until_its_turns_have_come(engine: Engine) -> None:
    held = [await accept(engine, says(f"message {n}", key=f"key-{n}")) for n in range(inbox.MOST_WAITING)]
    with pytest.raises(TooManyWaiting):
        await accept(engine, says("one too many"))
    assert (await accept(engine, says("message 7", key="key-7"))).seen_before, "a second delivery is not refused"
    await accept(engine, says("aside", addressed=False))
    await accept(engine, says("elsewhere", thread=ThreadKey.terminal("other")))
    async with Worker(engine, sweep_seconds=0.01):
        for accepted in held:
            assert (await answer(engine, accepted)).reply
    await accept(engine, says("one more"))


async def test_so_many_turns_at_once_in_a_process_and_the_others_wait(
    replica: OpenEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(worker, "TURNS_AT_ONCE", 3)
    interviewer = Plain()
    interviewer.go_on.clear()
    engine = await replica(interviewer)
    accepted = [await accept(engine, says("role: guide", thread=ThreadKey.terminal(f"{n}"))) for n in range(10)]
    process = Worker(engine)
    turns = [process.answer(a.session_id) for a in accepted]
    await interviewer.is_asked(3)
    await asyncio.sleep(0.2)
    assert len(interviewer.seen) == 3
    interviewer.go_on.set()
    await asyncio.gather(*turns)
    assert len(interviewer.seen) == 10
