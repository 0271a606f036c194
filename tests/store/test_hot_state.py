"""Redis slow, empty, gone, flushed or back again: turns go on from SQL, and one line says so."""

import asyncio
import socket
import time
from collections.abc import AsyncIterator, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from structlog.testing import capture_logs

from engine.settings import load_settings
from engine.store import redis_hot
from engine.store.cache import Hot, open_hot
from engine.turns.session_cache import Memories
from engine.turns.turn import Engine, close_engine, open_engine
from tests.interviewers import Plain
from tests.servers import free_port, running_redis
from tests.talk import tell


@pytest.fixture(params=["process", "redis"])
async def hot(request: pytest.FixtureRequest) -> AsyncIterator[Hot]:
    opened = open_hot(request.getfixturevalue("redis") if request.param == "redis" else None)
    yield opened
    await opened.close()


async def test_what_is_set_is_there_until_its_time_is_over(hot: Hot) -> None:
    await hot.set("k", b"v", 60)
    assert await hot.get("k") == b"v"
    await hot.set("k", b"w", 0.02)
    await asyncio.sleep(0.05)
    assert await hot.get("k") is None
    await hot.set("k", b"x", 60)
    await hot.delete("k")
    assert await hot.get("k") is None


async def test_a_bell_wakes_who_waits_for_its_topic(hot: Hot) -> None:
    waiting = asyncio.create_task(hot.wait("t", 600))
    async with asyncio.timeout(60):
        while not waiting.done():
            await hot.notify("t")
            await asyncio.sleep(0.01)
    await waiting


async def test_the_bell_of_another_topic_wakes_nobody(hot: Hot) -> None:
    waiting = asyncio.create_task(hot.wait("t", 600))
    for _ in range(10):
        await hot.notify("another")
        await asyncio.sleep(0.01)
    assert not waiting.done()
    waiting.cancel()
    await asyncio.gather(waiting, return_exceptions=True)


async def test_a_bell_that_nobody_rings_is_waited_for_no_longer_than_asked(hot: Hot) -> None:
    begun = time.monotonic()
    async with asyncio.timeout(60):
        await hot.wait("silence", 0.02)
    assert time.monotonic() - begun >= 0.02


@pytest.fixture
def port() -> int:
    return free_port()


@pytest.fixture
async def engine(tmp_path: Path, port: int, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Engine]:
    monkeypatch.setattr(redis_hot, "OUTAGE_PAUSE_SECONDS", 0.0)
    settings = load_settings(None, database_url=f"sqlite:///{tmp_path}/x.db", redis_host="127.0.0.1", redis_port=port)
    opened = await open_engine(settings, Plain())
    yield opened
    await close_engine(opened)


def restarted(engine: Engine) -> Engine:
    """The same engine with nothing at hand, as after a restart."""
    return replace(engine, memories=Memories(engine.store, engine.hot))


async def test_another_replica_goes_on_from_the_hot_state(engine: Engine, port: int, tmp_path: Path) -> None:
    with running_redis(port, tmp_path):
        for text in ("role: one", "role: two"):
            await tell(restarted(engine), text)
        said = await tell(restarted(engine), "undo")
    assert said.session.spec.role == "one"


async def test_redis_that_dies_and_comes_back_costs_two_log_lines_and_no_message(
    engine: Engine, port: int, tmp_path: Path
) -> None:
    with capture_logs() as logs:
        await tell(engine, "role: one")  # down at the start
        await tell(engine, "tone: warm")
        with running_redis(port, tmp_path):
            await tell(engine, "role: two")
            await tell(engine, "undo")
        said = await tell(engine, "tone: calm")
    assert (said.session.spec.role, said.session.spec.tone) == ("one", ("warm", "calm"))
    assert [line["event"] for line in logs] == [
        "Redis does not answer; going on from SQL.",
        "Redis is back.",
        "Redis does not answer; going on from SQL.",
    ]


async def test_redis_that_is_flushed_or_holds_nonsense_is_a_miss(engine: Engine, port: int, tmp_path: Path) -> None:
    with running_redis(port, tmp_path):
        session_id = (await tell(engine, "role: one")).session.session_id
        key = f"agent-builder:session:{session_id}"
        assert await engine.hot.get(key)
        await engine.hot.delete(key)
        await tell(restarted(engine), "tone: warm")
        await engine.hot.set(key, b'{"nonsense": 1}', 60)
        said = await tell(restarted(engine), "undo")
    assert (said.session.spec.role, said.session.spec.tone) == ("one", ())


async def test_a_stale_hot_state_is_not_used(engine: Engine, port: int, tmp_path: Path) -> None:
    with running_redis(port, tmp_path):
        session_id = (await tell(engine, "role: one")).session.session_id
        key = f"agent-builder:session:{session_id}"
        old = await engine.hot.get(key)
        assert old
        await tell(engine, "role: two")
        await engine.hot.set(key, old, 60)
        said = await tell(restarted(engine), "tone: warm")
    assert (said.session.spec.role, said.session.version) == ("two", 3)


@pytest.fixture
def deaf(port: int, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Something that accepts connections and never says a word."""
    monkeypatch.setattr(redis_hot, "REDIS_SECONDS", 0.1)
    with socket.socket() as listener:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind(("127.0.0.1", port))
        listener.listen()
        yield


async def test_redis_that_hangs_does_not_hang_a_turn(deaf: None, engine: Engine) -> None:
    with capture_logs() as logs:
        assert (await tell(engine, "role: one")).session.spec.role == "one"
    assert len(logs) == 1
