"""Vapi takes the same pushes: an assistant or a squad, its evals, its scenarios and its documents."""

from collections.abc import Iterator
from contextlib import AbstractAsyncContextManager

import pytest

from engine.document.spec import AgentSpec
from engine.pushing.push import ChangedThere
from engine.pushing.remote import RemoteFailed
from engine.sessions import Engine
from tests.pushing.pusher import Pusher, doing, fresh
from tests.pushing.vapi import Vapi
from tests.pushing.vendor import FAILURES, Failure
from tests.targets.samples import dental

_SECRETS = {"CLINIC_TOKEN": "cred-1", "CLINIC_KEY": "cred-2"}
pytestmark = pytest.mark.parametrize("settings", ["sqlite"], indirect=True)


def _fresh(engine: Engine) -> AbstractAsyncContextManager[tuple[Vapi, Pusher]]:
    return fresh(engine, "vapi", Vapi(secrets=dict(_SECRETS)))


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
        assert doing(await pusher.push(dental())) == {"keep"}


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
