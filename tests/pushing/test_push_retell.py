"""Retell takes the same pushes, with its own ways: engines without names, frozen versions, secrets in plain headers."""

from contextlib import AbstractAsyncContextManager
from typing import Any

import pytest

from engine.document.spec import AgentSpec, KnowledgeItem
from engine.pushing.push import ChangedThere
from engine.pushing.remote import RemoteFailed
from engine.sessions import Engine
from engine.store import pushes
from tests.more import MORE
from tests.pushing.pusher import Pusher, doing, fresh
from tests.pushing.retell import Retell
from tests.pushing.vendor import FAILURES, Failure
from tests.targets.samples import dental

pytestmark = pytest.mark.parametrize("settings", ["sqlite"], indirect=True)


def _fresh(engine: Engine) -> AbstractAsyncContextManager[tuple[Retell, Pusher]]:
    return fresh(engine, "retell", Retell())


def _without_flow() -> AgentSpec:
    return dental().model_copy(update={"flow": AgentSpec().flow})


def _greeting(text: str) -> AgentSpec:
    return dental().model_copy(update={"greeting": text})


def _there(vendor: Retell) -> dict[str, list[str]]:
    """What is there, without ids."""
    return {kind: sorted(map(_name, kept.values())) for kind, kept in vendor.kept.items()}


def _name(body: Any) -> str:
    return str(body.get("name") or body.get("agent_name") or body.get("knowledge_base_name") or "engine")


def _only(vendor: Retell, kind: str) -> Any:
    (found,) = vendor.kept[kind].values()
    return found


async def test_a_flow_is_created_once_with_all_that_belongs_to_it(engine: Engine) -> None:
    async with _fresh(engine) as (vendor, pusher):
        report = await pusher.push(dental())
        assert (vendor.refused, doing(report), vendor.verdict()) == ([], {"create"}, [])
        assert list(vendor.kept["agents"]) == [report.agent_id]
        assert (len(vendor.kept["flows"]), len(vendor.kept["llms"])) == (1, 0)
        assert vendor.kept["tests"]
        knowledge = _only(vendor, "knowledge")
        assert knowledge["knowledge_base_urls"] == ["https://example.com/prices"]
        assert doing(await pusher.push(dental())) == {"keep"}


async def test_an_agent_without_a_flow_has_one_prompt(engine: Engine) -> None:
    async with _fresh(engine) as (vendor, pusher):
        await pusher.push(_without_flow())
        assert (vendor.refused, vendor.verdict()) == ([], [])
        assert (len(vendor.kept["flows"]), len(vendor.kept["llms"])) == (0, 1)
        assert doing(await pusher.push(_without_flow())) == {"keep"}


async def test_what_changed_is_shown_by_a_dry_run_and_updated_under_its_id(engine: Engine) -> None:
    async with _fresh(engine) as (vendor, pusher):
        first = await pusher.push(dental())
        sent = vendor.writes
        planned = await pusher.push(_greeting("Good evening."), 2, dry_run=True)
        flow = next(step for step in planned.steps if step.key == "flow:engine")
        assert "Good evening." in [difference.now for difference in flow.changes]
        assert vendor.writes == sent
        second = await pusher.push(_greeting("Good evening."), 2)
        assert second.agent_id == first.agent_id
        assert _only(vendor, "flows")["nodes"][0]["instruction"]["text"] == "Good evening."
        assert (vendor.refused, vendor.verdict()) == ([], [])


async def test_what_is_gone_is_taken_away_there_too(engine: Engine) -> None:
    bare = dental().model_copy(update={"tools": (), "knowledge": (), "flow": AgentSpec().flow})
    async with _fresh(engine) as (vendor, pusher):
        await pusher.push(_without_flow())
        await pusher.push(bare, 2)
        llm = _only(vendor, "llms")
        assert "mcps" not in llm
        assert "knowledge_base_ids" not in llm
        assert vendor.kept["knowledge"] == {}
        assert (vendor.refused, vendor.verdict()) == ([], [])


async def test_other_documents_are_another_knowledge_base(engine: Engine) -> None:
    menu = KnowledgeItem(id="menu", title="Menu", kind="url", content="https://example.com/winter")
    async with _fresh(engine) as (vendor, pusher):
        await pusher.push(dental())
        (old,) = vendor.kept["knowledge"]
        await pusher.push(dental().model_copy(update={"knowledge": (menu,)}), 2)
        (new,) = vendor.kept["knowledge"]
        assert new != old
        assert _only(vendor, "flows")["knowledge_base_ids"] == [new]
        assert vendor.refused == []


async def test_a_published_version_is_left_alone_and_a_draft_of_it_changed(engine: Engine) -> None:
    async with _fresh(engine) as (vendor, pusher):
        report = await pusher.push(dental())
        vendor.publish(str(report.agent_id))
        assert doing(await pusher.push(dental())) == {"keep"}
        assert vendor.versions[str(report.agent_id)] == 0
        again = await pusher.push(_greeting("Hi."), 2)
        assert (again.agent_id, vendor.versions[str(report.agent_id)]) == (report.agent_id, 1)
        assert vendor.refused == []


async def test_an_agent_that_gets_another_kind_of_engine_is_made_anew(engine: Engine) -> None:
    async with _fresh(engine) as (vendor, pusher):
        first = await pusher.push(dental())
        vendor.publish(str(first.agent_id))
        planned = await pusher.push(_without_flow(), 2, dry_run=True)
        assert next(s for s in planned.steps if s.key == "agent:agent").doing == "replace"
        second = await pusher.push(_without_flow(), 2)
        assert list(vendor.kept["agents"]) == [second.agent_id]
        assert (len(vendor.kept["flows"]), len(vendor.kept["llms"])) == (0, 1)
        assert (vendor.refused, vendor.verdict()) == ([], [])
        assert doing(await pusher.push(_without_flow(), 2)) == {"keep"}


async def test_what_somebody_deleted_there_is_made_again(engine: Engine) -> None:
    async with _fresh(engine) as (vendor, pusher):
        await pusher.push(dental())
        vendor.kept["flows"].clear()
        await pusher.push(dental())
        assert (vendor.refused, vendor.verdict()) == ([], [])
        assert (len(vendor.kept["flows"]), len(vendor.kept["agents"])) == (1, 1)


async def test_what_somebody_changed_there_is_shown_and_not_overwritten_unasked(engine: Engine) -> None:
    async with _fresh(engine) as (vendor, pusher):
        await pusher.push(dental())
        _only(vendor, "flows")["global_prompt"] = "Be rude."
        sent = vendor.writes
        with pytest.raises(ChangedThere) as caught:
            await pusher.push(dental())
        (step,) = caught.value.steps
        assert [(d.path, d.now) for d in step.drift] == [("global_prompt", "Be rude.")]
        assert vendor.writes == sent
        await pusher.push(dental(), overwrite=True)
        assert _only(vendor, "flows")["global_prompt"] != "Be rude."


async def test_an_earlier_version_rolls_back_under_the_same_id(engine: Engine) -> None:
    async with _fresh(engine) as (vendor, pusher):
        first = await pusher.push(dental(), 1)
        was = _only(vendor, "flows")
        await pusher.push(_greeting("Hi."), 2)
        back = await pusher.push(dental(), 1)
        assert (back.agent_id, _only(vendor, "flows")) == (first.agent_id, was)


async def test_the_value_of_a_secret_stays_where_somebody_put_it_and_comes_nowhere_else(engine: Engine) -> None:
    async with _fresh(engine) as (vendor, pusher):
        first = await pusher.push(dental())
        assert first.to_fill == ("CLINIC_TOKEN", "CLINIC_KEY")
        for tool in [*_only(vendor, "flows")["tools"], *_only(vendor, "flows")["mcps"]]:
            for name, text in tool.get("headers", {}).items():
                tool["headers"][name] = text.replace("$CLINIC_TOKEN", "s3cr3t-1").replace("$CLINIC_KEY", "s3cr3t-2")
        second = await pusher.push(_greeting("Hi."), 2)
        assert (second.to_fill, doing(second)) == ((), {"keep", "update"})
        assert "s3cr3t-1" in str(_only(vendor, "flows"))
        assert "$CLINIC" not in str(_only(vendor, "flows"))
        rows = await pushes.of(engine.store, pusher.session_id, "retell")
        assert "s3cr3t" not in f"{rows} {second}"
        assert doing(await pusher.push(_greeting("Hi."), 2)) == {"keep"}


@pytest.mark.parametrize("failure", FAILURES)
@pytest.mark.timeout(300)
async def test_wherever_a_push_breaks_off_the_next_one_finishes_it(engine: Engine, failure: Failure) -> None:
    """Of a first push, of one that updates a published agent, and of one that gives it another engine; the failures
    take turns, and with `MORE` each of them is tried everywhere."""
    before, later, other = dental(), _greeting("Hi."), _without_flow()
    for spec, version in ((before, 1), (later, 2), (other, 3)):
        async with _fresh(engine) as (vendor, pusher):
            done = await _prepared(vendor, pusher, before, version)
            await pusher.push(spec, version)
            whole, writes = _there(vendor), vendor.writes - done
        some = range(writes) if MORE > 1 else range(FAILURES.index(failure), writes, len(FAILURES))
        for number in {*some, writes - 1}:
            async with _fresh(engine) as (vendor, pusher):
                done = await _prepared(vendor, pusher, before, version)
                vendor.fails_from, vendor.failure = done + number, failure
                with pytest.raises(RemoteFailed, match="push again to finish"):
                    await pusher.push(spec, version)
                vendor.heal()
                await pusher.push(spec, version)
                assert (version, number, _there(vendor), vendor.refused) == (version, number, whole, [])
                assert vendor.verdict() == []
                assert doing(await pusher.push(spec, version)) == {"keep"}


async def _prepared(vendor: Retell, pusher: Pusher, before: AgentSpec, version: int) -> int:
    """For a later version, the first one is there and published; how much was written for it."""
    if version > 1:
        vendor.publish(str((await pusher.push(before)).agent_id))
    return vendor.writes
