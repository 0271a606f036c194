"""Vapi takes the same pushes: an assistant or a squad, its evals, its scenarios and its documents."""

from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager

import httpx2
import pytest

from engine import sessions
from engine.document.spec import AgentSpec
from engine.messages.inbound import Author
from engine.pushing.push import ChangedThere, Push, Report
from engine.pushing.remote import Remote, RemoteFailed
from engine.sessions import Engine
from engine.targets import TARGETS, export
from engine.targets.once import once
from tests.pushing.vapi import Vapi
from tests.pushing.vendor import FAILURES, Failure, running
from tests.targets.samples import dental

_SECRETS = {"CLINIC_TOKEN": "cred-1", "CLINIC_KEY": "cred-2"}
pytestmark = pytest.mark.parametrize("settings", ["sqlite"], indirect=True)


class Pusher:
    def __init__(self, engine: Engine, session_id: str, address: str) -> None:
        self.engine, self.session_id, self.address = engine, session_id, address

    async def push(self, spec: AgentSpec, version: int = 1, *, overwrite: bool = False) -> Report:
        target = TARGETS["vapi"]
        assert target.push
        async with httpx2.AsyncClient(base_url=self.address, headers={"Authorization": "Bearer key-1"}) as client:
            remote = Remote(target.title, client, pause=0)
            bundle = once(spec, ("bundle", version), lambda: export(spec, "vapi", version))
            push = Push(self.engine.store, remote, target.push(), self.session_id, bundle, self.engine.clock())
            return await push.run(dry_run=False, overwrite=overwrite)


@asynccontextmanager
async def _fresh(engine: Engine) -> AsyncIterator[tuple[Vapi, Pusher]]:
    vendor = Vapi(secrets=dict(_SECRETS))
    session = (await sessions.create(engine, author=Author("u1", "Ana"))).session.session_id
    with running(vendor) as url:
        yield vendor, Pusher(engine, session, url)


def _titles(vendor: Vapi) -> dict[str, list[str]]:
    return {kind: sorted(body["name"] for body in kept.values()) for kind, kept in vendor.kept.items()}


def _numbers() -> Iterator[int]:
    """A document, an eval, a scenario, the squad: where each kind begins, and the last."""
    yield from (0, 1, 4, 9, 15)


async def test_a_squad_is_created_once_with_all_that_belongs_to_it(engine: Engine) -> None:
    async with _fresh(engine) as (vendor, pusher):
        report = await pusher.push(dental())
        assert vendor.refused == []
        assert list(vendor.kept["squads"]) == [report.agent_id]
        assert _titles(vendor)["files"] == ["prices.md"]
        assert vendor.kept["evals"]
        assert vendor.kept["scenarios"]
        assert {step.doing for step in (await pusher.push(dental())).steps} == {"keep"}


async def test_a_squad_that_becomes_an_assistant_leaves_no_squad_behind(engine: Engine) -> None:
    async with _fresh(engine) as (vendor, pusher):
        await pusher.push(dental())
        alone = dental().model_copy(update={"flow": AgentSpec().flow})
        report = await pusher.push(alone, 2)
        assert (list(vendor.kept["squads"]), list(vendor.kept["assistants"])) == ([], [report.agent_id])


async def test_what_somebody_changed_there_is_not_overwritten_unasked(engine: Engine) -> None:
    async with _fresh(engine) as (vendor, pusher):
        report = await pusher.push(dental())
        vendor.kept["squads"][str(report.agent_id)]["name"] = "Renamed there"
        with pytest.raises(ChangedThere):
            await pusher.push(dental())
        await pusher.push(dental(), overwrite=True)
        assert _titles(vendor)["squads"] == ["Mia"]


@pytest.mark.parametrize("failure", FAILURES)
async def test_wherever_a_push_breaks_off_the_next_one_finishes_it(engine: Engine, failure: Failure) -> None:
    spec = dental()
    async with _fresh(engine) as (vendor, pusher):
        await pusher.push(spec)
        whole, writes = _titles(vendor), vendor.writes
    for number in {*(n for n in _numbers() if n < writes), writes - 1}:
        async with _fresh(engine) as (vendor, pusher):
            vendor.fails_from, vendor.failure = number, failure
            with pytest.raises(RemoteFailed, match="push again to finish"):
                await pusher.push(spec)
            vendor.heal()
            await pusher.push(spec)
            assert (number, _titles(vendor), vendor.refused) == (number, whole, [])
