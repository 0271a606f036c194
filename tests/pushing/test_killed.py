"""A process that is killed in the middle of a push: the next push finishes it, creates nothing twice and keeps ids."""

import asyncio
import multiprocessing
from collections.abc import Mapping
from multiprocessing.process import BaseProcess
from typing import Any

import pytest

from engine.document.spec import Platform
from engine.settings import Settings, load_settings
from engine.store import push_leases, pushes
from engine.turns.turn import close_engine, open_engine
from tests.conftest import OpenEngine
from tests.interviewers import Plain
from tests.pushing.pusher import VENDORS, Pusher, doing, fresh
from tests.pushing.vendor import Failure, Vendor
from tests.targets.samples import dental

_fork = multiprocessing.get_context("forkserver")
_fork.set_forkserver_preload(["tests.pushing.test_killed"])
_SHORT_LEASE = 0.5
_FAILURES: tuple[Failure, ...] = ("no answer, done", "no answer, undone")


@pytest.fixture(autouse=True)
def _short_leases(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(push_leases, "LEASE_SECONDS", _SHORT_LEASE)


@pytest.mark.timeout(300)
@pytest.mark.parametrize("platform", VENDORS)
async def test_wherever_a_process_is_killed_the_next_push_finishes_what_it_began(
    replica: OpenEngine, settings: Settings, platform: Platform
) -> None:
    engine = await replica()
    async with fresh(engine, platform, VENDORS[platform]()) as (vendor, pusher):
        await pusher.push(dental())
        whole, writes = _titles(vendor), vendor.writes
    failures = _FAILURES if settings.redis_url else _FAILURES[::-1]  # each database begins with another one
    for at, number in enumerate((0, writes // 2, writes - 1)):
        async with fresh(engine, platform, VENDORS[platform]()) as (vendor, pusher):
            vendor.fails_from, vendor.failure = number, failures[at % 2]
            await _killed(vendor, pusher, settings)
            kept = await pushes.of(engine.store, pusher.session_id, platform)
            ids = {row.remote_id for row in kept.values() if row.remote_id}
            vendor.heal()
            report = await pusher.push(dental())
            assert (number, _titles(vendor), vendor.refused) == (number, whole, [])
            assert ids <= {name for kind in vendor.kept.values() for name in kind}
            assert report.agent_id in {name for kind in vendor.kept.values() for name in kind}
            assert doing(await pusher.push(dental())) == {"keep"}


async def _killed(vendor: Vendor, pusher: Pusher, settings: Settings) -> None:
    """A push of a process of its own, which does not survive it."""
    values = {name: getattr(settings, name) for name in ("database_url", "redis_url") if getattr(settings, name)}
    task = values, pusher.session_id, pusher.address, pusher.platform
    process: BaseProcess = _fork.Process(target=_push_once_told, args=(task, *(pipe := _fork.Pipe())))
    process.start()
    vendor.victim = process.pid
    pipe[0].send("go on")
    await asyncio.to_thread(process.join, 120)
    assert process.exitcode == -9


def _push_once_told(task: tuple[Mapping[str, str], str, str, Platform], _: Any, told: Any) -> None:
    told.recv()
    push_leases.LEASE_SECONDS = _SHORT_LEASE
    asyncio.run(_push(*task))


async def _push(values: Mapping[str, str], session_id: str, address: str, platform: Platform) -> None:
    engine = await open_engine(load_settings(None, **values), Plain())
    await Pusher(engine, session_id, address, platform).push(dental())
    await close_engine(engine)


def _titles(vendor: Vendor) -> dict[str, list[str]]:
    """What is there, without ids."""
    names = ("name", "agent_name", "knowledge_base_name")
    return {
        kind: sorted(next((str(body[n]) for n in names if n in body), "without a name") for body in kept.values())
        for kind, kept in vendor.kept.items()
    }
