"""Opened, paused, woken, completed, closed; on both databases."""

import asyncio
from dataclasses import dataclass
from datetime import datetime, timedelta

import pytest

from engine.errors import SessionClosed
from engine.store import exports, sessions
from engine.turns.engine import utc_now
from engine.turns.turn import Engine, abandon, accept, create, resume, status, take_turns
from engine.turns.worker import Worker
from tests.conftest import OpenEngine
from tests.interviewers import Plain
from tests.talk import ANA, says, tell


@dataclass
class Clock:
    now: datetime

    def __call__(self) -> datetime:
        return self.now

    def day_passes(self) -> None:
        self.now += timedelta(days=1, seconds=1)


@pytest.fixture
def clock() -> Clock:
    return Clock(utc_now())


@pytest.fixture
async def engine(replica: OpenEngine, clock: Clock) -> Engine:
    return await replica(clock=clock)


async def test_a_session_can_be_opened_without_a_message(engine: Engine) -> None:
    opened = await create(engine, author=ANA)
    assert str(opened.session.thread) == f"api:{opened.session.session_id}"
    assert opened.reply is not None
    assert opened.reply.text
    said = await tell(engine, says("role: guide", thread=opened.session.thread))
    assert (said.session.session_id, said.session.spec.role) == (opened.session.session_id, "guide")


async def test_the_same_key_opens_one_session_even_at_the_same_instant(engine: Engine) -> None:
    opened = await asyncio.gather(*(create(engine, author=ANA, create_key="key-1") for _ in range(5)))
    assert len({o.session.session_id for o in opened}) == 1
    assert (await create(engine, author=ANA, create_key="key-2")).session.session_id != opened[0].session.session_id


async def test_an_idle_session_is_paused_and_a_message_wakes_it_with_a_recap(engine: Engine, clock: Clock) -> None:
    session_id = (await tell(engine, "role: guide")).session.session_id
    clock.day_passes()
    assert (await status(engine, session_id)).status == "paused"
    await Worker(engine).sweep()
    assert (await sessions.by_id(engine.store, session_id)).status == "paused"
    said = await tell(engine, "hello again")
    assert said.session.status == "active"
    assert said.reply is not None
    assert "Welcome back" in said.reply.text
    assert "guide" in said.reply.text.lower()
    again = (await tell(engine, "and again")).reply
    assert again is not None
    assert "Welcome back" not in again.text


async def test_resume_wakes_a_paused_session_with_a_recap_and_its_open_question(engine: Engine, clock: Clock) -> None:
    session_id = (await tell(engine, "role: guide")).session.session_id
    clock.day_passes()
    woken = await resume(engine, session_id)
    assert woken.session.status == "active"
    assert woken.reply is not None
    assert "Welcome back" in woken.reply.text
    assert "Which role shall it have?" in woken.reply.text


async def test_resume_of_an_active_session_changes_nothing(engine: Engine) -> None:
    before = (await tell(engine, "role: guide")).session
    resumed = await resume(engine, before.session_id)
    assert resumed.session == before
    assert resumed.reply is not None


async def test_an_abandoned_session_cannot_be_resumed(engine: Engine) -> None:
    session_id = (await tell(engine, "hello")).session.session_id
    await abandon(engine, session_id)
    with pytest.raises(SessionClosed):
        await resume(engine, session_id)


async def test_abandoning_during_a_turn_lets_it_write_nothing(replica: OpenEngine) -> None:
    thinking = Plain()
    thinking.go_on.clear()
    engine = await replica(thinking)
    accepted = await accept(engine, says("role: guide"))
    turn = asyncio.create_task(take_turns(engine, accepted.session_id))
    await thinking.is_asked(1)
    await abandon(engine, accepted.session_id)
    thinking.go_on.set()
    await turn
    view = await status(engine, accepted.session_id)
    assert (view.status, view.version) == ("abandoned", 0)


async def test_sessions_are_listed_newest_first_and_page_by_page(engine: Engine) -> None:
    ids = [(await create(engine, author=ANA)).session.session_id for _ in range(5)]
    first = await sessions.listed(engine.store, limit=3)
    rest = await sessions.listed(engine.store, limit=3, before=first[-1].id)
    assert [s.id for s in (*first, *rest)] == sorted(ids, reverse=True)
    await abandon(engine, ids[0])
    assert [s.id for s in await sessions.listed(engine.store, status="abandoned")] == [ids[0]]
    assert await sessions.listed(engine.store, platform="slack") == []


async def test_there_are_no_exports_before_a_session_is_completed(engine: Engine) -> None:
    said = await tell(engine, "role: guide")
    assert await exports.of_session(engine.store, said.session.session_id) == []
