"""What a dead, late or broken process leaves is finished by the next one, and one session's trouble stays with it."""

import asyncio
from dataclasses import replace

import pytest
from sqlalchemy import select, text, update

from engine.interview.contract import Conversation, Interview, OnText
from engine.messages.inbound import ThreadKey
from engine.settings import Settings
from engine.store import dead_letters, inbox, lease
from engine.store.tables import inbox as inbox_table
from engine.store.tables import outbox, sessions, spec_versions
from engine.turns.turn import Engine, accept, status, take_turns
from engine.turns.worker import Worker
from tests.conftest import OpenEngine
from tests.interviewers import Plain
from tests.talk import answer, says, tell
from tests.turn.test_path_of_a_message import die_reading

ONE, TWO = ThreadKey.terminal("one"), ThreadKey.terminal("two")


async def test_a_lease_that_waited_for_a_late_commit_and_finds_nothing_to_read_says_nothing(engine: Engine) -> None:
    if engine.store.is_sqlite:
        pytest.skip("SQLite has one writer, so nobody takes a lease while another one commits")
    late = await accept(engine, says("role: guide"))
    async with engine.store.engine.begin() as dead:  # or so it seems, for its lease is over
        await dead.execute(update(sessions).values(lease_until=1))
    async with engine.store.engine.begin() as other:  # but its turn was only late, and is right before its commit
        await other.execute(update(sessions).values(lease_until=0))
        await other.execute(update(inbox_table).values(state="done"))
        waits = asyncio.create_task(take_turns(engine, late.session_id))
        while not await anybody_waits_for_a_lock(engine):
            assert not waits.done()
    await waits
    async with engine.store.read() as connection:
        assert (await connection.execute(select(outbox))).all() == []
        assert (await connection.execute(select(sessions.c.lease_until))).scalar_one() == 0
    assert (await tell(engine, "role: host")).session.spec.role == "host"


async def anybody_waits_for_a_lock(engine: Engine) -> bool:
    waiting = text(
        "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = current_database()"
    )
    async with engine.store.read() as connection:
        return bool((await connection.execute(waiting)).scalar_one())


async def break_spec(engine: Engine, session_id: str) -> None:
    """Write what no release can read."""
    async with engine.store.step() as connection:
        broken = update(spec_versions).where(spec_versions.c.session_id == session_id).values(spec={"goals": 7})
        await connection.execute(broken)
    await engine.memories.forget(session_id)


async def test_one_unreadable_session_stops_no_other_and_its_thread_is_told(
    engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(inbox, "RETRY_MS", 0)
    broken = (await tell(engine, says("role: guide", thread=ONE))).session.session_id
    await break_spec(engine, broken)
    await accept(engine, says("tone: warm", thread=ONE))
    well = await accept(engine, says("role: host", thread=TWO))
    async with Worker(engine, sweep_seconds=0.01):
        assert (await answer(engine, well)).session.spec.role == "host"
        while not (letters := await dead_letters.listed(engine.store)):  # noqa: ASYNC110 - the worker's doing
            await asyncio.sleep(0.01)
    assert [letter.session_id for letter in letters] == [broken]
    assert "warm" not in letters[0].error, "a dead letter quotes nobody"
    query = select(outbox.c.reply).where(outbox.c.session_id == broken).order_by(outbox.c.id)
    async with engine.store.read() as connection:
        replies = (await connection.execute(query)).scalars().all()
    assert "I cannot read this design" in replies[-1]["parts"][0]["text"]


async def test_what_was_set_aside_is_read_again_on_an_admins_word(
    engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(inbox, "RETRY_MS", 0)
    bad = await accept(engine, says("boom\nrole: guide"))
    for _ in range(inbox.MOST_ATTEMPTS):
        await take_turns(engine, bad.session_id)
    assert (await status(engine, bad.session_id)).spec.role is None
    assert not await dead_letters.retry(engine.store, "ses_other", "inbox", bad.inbox_id)
    assert await dead_letters.retry(engine.store, bad.session_id, "inbox", bad.inbox_id)
    await take_turns(replace(engine, interviewer=Mended()), bad.session_id)
    assert (await status(engine, bad.session_id)).spec.role == "guide"
    assert await dead_letters.listed(engine.store) == []
    assert not await dead_letters.retry(engine.store, bad.session_id, "inbox", bad.inbox_id)


async def test_what_one_sweep_meets_in_one_session_keeps_it_from_no_other(
    engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    bad = await accept(engine, says("role: guide", thread=ONE))
    good = await accept(engine, says("role: host", thread=TWO))
    take = lease.take

    async def broken(db: object, session_id: str, *args: object, **kwargs: object) -> object:
        if session_id == bad.session_id:
            raise ValueError("whatever may happen to this session")
        return await take(db, session_id, *args, **kwargs)  # type: ignore[arg-type]

    monkeypatch.setattr(lease, "take", broken)
    assert await Worker(engine).sweep() == 2
    assert (await answer(engine, good)).session.spec.role == "host"


async def test_a_slow_turn_keeps_the_sweeper_from_no_other_session(replica: OpenEngine) -> None:
    engine = await replica(SlowOnce())
    slow = await accept(engine, says("slow", thread=ONE))
    async with Worker(engine, sweep_seconds=0.01):
        while await inbox.due_sessions(engine.store):  # noqa: ASYNC110 - the worker's doing
            await asyncio.sleep(0.01)
        other = await accept(engine, says("role: host", thread=TWO))
        assert (await answer(engine, other)).session.spec.role == "host"
        assert (await inbox.answered(engine.store, slow.inbox_id) or pytest.fail("gone")).state == "waiting"
        engine.interviewer.released.set()  # type: ignore[attr-defined]


async def test_a_lone_process_frees_what_its_dead_predecessor_held(settings: Settings, replica: OpenEngine) -> None:
    if settings.sql_url.get_backend_name() != "sqlite":
        pytest.skip("other processes may be anywhere; their leases run out")
    first = await replica()
    waits = await accept(first, says("role: guide"))
    await hold_as_the_dead_do(first, waits.session_id)
    await first.store.close()  # the kernel lets go of the lock, as it does for the dead
    second = await replica()
    await take_turns(second, waits.session_id)
    assert (await answer(second, waits)).session.spec.role == "guide"


async def test_a_process_that_is_not_alone_leaves_the_leases_of_the_others(
    settings: Settings, replica: OpenEngine
) -> None:
    first = await replica()
    waits = await accept(first, says("role: guide"))
    await hold_as_the_dead_do(first, waits.session_id)
    second = await replica()
    await take_turns(second, waits.session_id)
    assert (await inbox.answered(second.store, waits.inbox_id) or pytest.fail("gone")).state == "waiting"


async def hold_as_the_dead_do(engine: Engine, session_id: str) -> None:
    assert await lease.take(engine.store, session_id, "dead", seconds=3600)


async def test_after_a_death_messages_are_read_one_by_one_until_a_turn_ends(replica: OpenEngine) -> None:
    interviewer = Plain()
    engine = await replica(interviewer)
    accepted = [await accept(engine, says(f"tone: {n}")) for n in range(3)]
    await die_reading(engine, accepted[0].session_id)
    await take_turns(engine, accepted[0].session_id)
    assert [len(c.messages) for c in interviewer.seen] == [1, 2]


class Mended(Plain):
    """Reads what broke the other one."""

    async def interview(self, conversation: Conversation, on_text: OnText | None = None) -> Interview:
        mended = tuple(replace(m, text=m.text.replace("boom\n", "")) for m in conversation.messages)
        return await super().interview(replace(conversation, messages=mended), on_text)


class SlowOnce(Plain):
    """Thinks about `slow` until that is released."""

    def __init__(self) -> None:
        super().__init__()
        self.released = asyncio.Event()

    async def interview(self, conversation: Conversation, on_text: OnText | None = None) -> Interview:
        if conversation.messages[0].text == "slow":
            await self.released.wait()
        return await super().interview(conversation, on_text)
