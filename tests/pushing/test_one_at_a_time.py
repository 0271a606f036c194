"""Two pushes of one agent at once, of two people or two replicas: the second waits, or is told; nothing is twice."""

import asyncio
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import update

from engine.document.spec import Platform
from engine.errors import LostLease
from engine.pushing import push as pushing
from engine.pushing.push import PushUnderWay
from engine.store import push_leases, pushes
from engine.store.pushes import Pushed
from engine.store.tables import push_leases as leases
from tests.conftest import OpenEngine
from tests.pushing.elevenlabs import ElevenLabs
from tests.pushing.pusher import VENDORS, Pusher, doing, fresh, new_session
from tests.pushing.vendor import Answer
from tests.targets.samples import dental


@pytest.mark.parametrize("platform", VENDORS)
async def test_two_replicas_that_push_at_once_create_nothing_twice(replica: OpenEngine, platform: Platform) -> None:
    one, two = await replica(), await replica()
    async with fresh(one, platform, VENDORS[platform]()) as (vendor, pusher):
        other = replace(pusher, engine=two)
        with _patience(240):  # a vendor that judges what it gets takes its time on a busy machine
            first, second = await asyncio.gather(pusher.push(dental()), other.push(dental()))
        assert (vendor.refused, first.agent_id) == ([], second.agent_id)
        assert sorted([doing(first), doing(second)], key=str) == [{"create"}, {"keep"}]
        titles = [str(body) for kept in vendor.kept.values() for body in kept.values()]
        assert len(titles) == len(set(titles)) == len(first.steps)


class _Slow(ElevenLabs):
    """Answers the first request that writes when it is told to."""

    def __init__(self, **more: Any) -> None:
        super().__init__(**more)
        self.asked, self.may_go_on = threading.Event(), threading.Event()

    def answer(self, method: str, path: str, body: Any) -> Answer:
        if method != "GET":
            self.asked.set()
            assert self.may_go_on.wait(60)
        return super().answer(method, path, body)


def _slow() -> _Slow:
    return _Slow(secrets={"CLINIC_TOKEN": "s-1", "CLINIC_KEY": "s-2"})


@contextmanager
def _patience(seconds: float) -> Iterator[None]:
    before, pushing.PATIENCE_SECONDS = pushing.PATIENCE_SECONDS, seconds
    try:
        yield
    finally:
        pushing.PATIENCE_SECONDS = before


async def test_whoever_has_waited_long_enough_is_told_and_has_sent_nothing(replica: OpenEngine) -> None:
    one, two = await replica(), await replica()
    async with fresh(one, "elevenlabs", _slow()) as (
        vendor,
        pusher,
    ):
        first = asyncio.create_task(pusher.push(dental()))
        await asyncio.to_thread(vendor.asked.wait, 60)
        with _patience(0.3), pytest.raises(PushUnderWay, match="Another push of this agent to ElevenLabs is under way"):
            await replace(pusher, engine=two).push(dental())
        assert vendor.writes == 1
        looked = await replace(pusher, engine=two).push(dental(), dry_run=True)  # looking is always possible
        assert looked.dry_run
        vendor.may_go_on.set()
        assert doing(await first) == {"create"}
        assert doing(await replace(pusher, engine=two).push(dental())) == {"keep"}


async def test_another_agent_and_another_platform_do_not_wait(replica: OpenEngine) -> None:
    engine = await replica()
    async with fresh(engine, "elevenlabs", _slow()) as (
        vendor,
        one,
    ):
        first = asyncio.create_task(one.push(dental()))
        await asyncio.to_thread(vendor.asked.wait, 60)
        async with fresh(engine, "retell", VENDORS["retell"]()) as (_, other):
            with _patience(0):
                assert doing(await other.push(dental())) == {"create"}
                same = Pusher(engine, one.session_id, other.address, "retell")
                assert doing(await same.push(dental())) == {"create"}
        vendor.may_go_on.set()
        await first


async def test_who_slept_past_the_lease_keeps_nothing_any_more(replica: OpenEngine) -> None:
    engine = await replica()
    session_id = await new_session(engine)

    async def work(lease: push_leases.PushLease) -> None:
        await pushes.keep(engine.store, lease, Pushed("agent:agent", "agent-1", 1), engine.clock())
        async with engine.store.write() as connection:  # another replica finds that it has run out, and takes it
            await connection.execute(update(leases).values(owner="another"))
        with pytest.raises(LostLease):
            await pushes.keep(engine.store, lease, Pushed("agent:agent", "agent-2", 1), engine.clock())
        with pytest.raises(LostLease):
            await pushes.forget(engine.store, lease, "agent:agent")

    await push_leases.hold(engine.store, session_id, "retell", 0, work)
    kept = await pushes.of(engine.store, session_id, "retell")
    assert kept["agent:agent"].remote_id == "agent-1"
