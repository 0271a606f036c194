"""A push creates once, updates ever after, overwrites nobody's work unseen, and is finished by the next one."""

from collections.abc import Iterator
from contextlib import AbstractAsyncContextManager
from typing import Any

import pytest

from engine.document.spec import AgentSpec, DataField, Goal, KnowledgeItem, Tool
from engine.pushing.push import ChangedThere
from engine.pushing.remote import RemoteFailed
from engine.sessions import Engine
from engine.store import pushes
from engine.workflow.synthesize import draw
from tests.pushing.elevenlabs import ElevenLabs
from tests.pushing.pusher import Pusher, doing, fresh, new_session
from tests.pushing.vendor import FAILURES, Failure, running


def _spec(**more: Any) -> AgentSpec:
    tools: list[dict[str, Any]] = [
        {"name": "find_table", "purpose": "Find a table.", "url": "https://api.example.com/f", "method": "GET",
         "auth": "none"},
        {"name": "book_table", "purpose": "Book a table.", "url": "https://api.example.com/b", "auth": "bearer",
         "auth_ref": "BISTRO_TOKEN", "effect": "write", "confirm": True},
    ]  # fmt: skip
    spec = AgentSpec(
        name="Bistro", role="host", use_case="Books tables.", direction="inbound", languages=("en",), greeting="Hello.",
        goals=(Goal(id="book", statement="Book a table.", tools=("find_table", "book_table")),),
        data_fields=(DataField(name="guests", type="integer", description="How many"),),
        tools=tuple(Tool.model_validate({"state": "accepted", **tool}) for tool in tools),
        knowledge=(KnowledgeItem(id="menu", title="Menu", kind="url", content="https://example.com/menu"),),
    )  # fmt: skip
    spec = spec.model_copy(update=more)
    return spec.model_copy(update={"flow": draw(spec)})


@pytest.fixture
def vendor() -> ElevenLabs:
    return ElevenLabs(secrets={"BISTRO_TOKEN": "sec-1"})


@pytest.fixture
def address(vendor: ElevenLabs) -> Iterator[str]:
    with running(vendor) as url:
        yield url


@pytest.fixture
async def session_id(engine: Engine) -> str:
    return await new_session(engine)


@pytest.fixture
def pusher(engine: Engine, session_id: str, address: str) -> Pusher:
    return Pusher(engine, session_id, address, "elevenlabs")


def _titles(vendor: ElevenLabs) -> dict[str, list[str]]:
    return {
        kind: sorted(str(body.get("name") or body["tool_config"]["name"]) for body in kept.values())
        for kind, kept in vendor.kept.items()
    }


async def test_a_first_push_creates_everything_in_an_order_that_the_platform_takes(
    vendor: ElevenLabs, pusher: Pusher
) -> None:
    report = await pusher.push(_spec())
    assert doing(report) == {"create"}
    assert vendor.refused == []
    assert _titles(vendor)["tools"] == ["book_table", "find_table"]
    assert report.agent_id in vendor.kept["agents"]


async def test_a_second_push_of_the_same_sends_nothing(vendor: ElevenLabs, pusher: Pusher) -> None:
    first = await pusher.push(_spec())
    sent = vendor.writes
    again = await pusher.push(_spec())
    assert (doing(again), vendor.writes, again.agent_id) == ({"keep"}, sent, first.agent_id)


async def test_what_changed_is_updated_under_its_id_and_what_is_gone_is_deleted(
    vendor: ElevenLabs, pusher: Pusher
) -> None:
    first = await pusher.push(_spec())
    tools = _spec().tools
    spec = _spec(
        tools=tools[:1], goals=(Goal(id="book", statement="Find a table.", tools=("find_table",)),), greeting="Hi."
    )
    second = await pusher.push(spec, 2)
    assert second.agent_id == first.agent_id
    assert _titles(vendor)["tools"] == ["find_table"]
    assert vendor.only("agents")["conversation_config"]["agent"]["first_message"] == "Hi."
    assert vendor.refused == []


async def test_a_document_that_changed_replaces_the_old_one(vendor: ElevenLabs, pusher: Pusher) -> None:
    await pusher.push(_spec())
    menu = KnowledgeItem(id="menu", title="Menu", kind="url", content="https://example.com/winter")
    await pusher.push(_spec(knowledge=(menu,)), 2)
    assert vendor.only("documents")["url"] == "https://example.com/winter"
    assert vendor.refused == []


async def test_a_dry_run_shows_the_difference_and_sends_nothing(vendor: ElevenLabs, pusher: Pusher) -> None:
    planned = await pusher.push(_spec(), dry_run=True)
    assert (doing(planned), vendor.writes, planned.agent_id) == ({"create"}, 0, None)
    await pusher.push(_spec())
    sent = vendor.writes
    report = await pusher.push(_spec(greeting="Good evening."), 2, dry_run=True)
    agent = next(step for step in report.steps if step.key == "agent:agent")
    assert ("conversation_config.agent.first_message", "Hello.", "Good evening.") in [
        (d.path, d.was, d.now) for d in agent.changes
    ]
    assert vendor.writes == sent


async def test_what_somebody_changed_there_is_shown_and_not_overwritten_unasked(
    vendor: ElevenLabs, pusher: Pusher
) -> None:
    await pusher.push(_spec())
    vendor.only("agents")["conversation_config"]["agent"]["first_message"] = "Bonsoir."
    sent = vendor.writes
    with pytest.raises(ChangedThere, match="Bistro") as caught:
        await pusher.push(_spec(greeting="Hi."), 2)
    (drift,) = caught.value.steps[0].drift
    assert (drift.path, drift.was, drift.now) == ("conversation_config.agent.first_message", "Hello.", "Bonsoir.")
    assert vendor.writes == sent
    await pusher.push(_spec(greeting="Hi."), 2, overwrite=True)
    assert vendor.only("agents")["conversation_config"]["agent"]["first_message"] == "Hi."
    assert doing(await pusher.push(_spec(greeting="Hi."), 2)) == {"keep"}


async def test_what_somebody_deleted_there_is_made_again(vendor: ElevenLabs, pusher: Pusher) -> None:
    await pusher.push(_spec())
    lost = next(i for i, tool in vendor.kept["tools"].items() if tool["tool_config"]["name"] == "find_table")
    del vendor.kept["tools"][lost]
    await pusher.push(_spec())
    assert _titles(vendor)["tools"] == ["book_table", "find_table"]
    assert vendor.refused == []
    assert len(vendor.kept["agents"]) == 1


async def test_an_earlier_version_rolls_back_under_the_same_id(vendor: ElevenLabs, pusher: Pusher) -> None:
    first = await pusher.push(_spec(), 1)
    await pusher.push(_spec(greeting="Hi.", tools=_spec().tools[:1]), 2)
    back = await pusher.push(_spec(), 1)
    assert back.agent_id == first.agent_id
    assert vendor.only("agents")["conversation_config"]["agent"]["first_message"] == "Hello."
    assert _titles(vendor)["tools"] == ["book_table", "find_table"]


async def test_nothing_is_sent_while_a_secret_is_missing(vendor: ElevenLabs, pusher: Pusher) -> None:
    vendor.secrets.clear()
    planned = await pusher.push(_spec(), dry_run=True)
    assert planned.missing == ("BISTRO_TOKEN",)
    with pytest.raises(Exception, match="BISTRO_TOKEN"):
        await pusher.push(_spec())
    assert vendor.writes == 0


async def test_a_key_that_is_refused_is_named_and_not_repeated(vendor: ElevenLabs, pusher: Pusher) -> None:
    with pytest.raises(RemoteFailed, match="refuses the key") as caught:
        await pusher.push(_spec(), key="sk-wrong")
    assert "sk-wrong" not in str(caught.value)
    assert vendor.writes == 0


def _fresh(engine: Engine) -> AbstractAsyncContextManager[tuple[ElevenLabs, Pusher]]:
    return fresh(engine, "elevenlabs", ElevenLabs(secrets={"BISTRO_TOKEN": "sec-1"}))


@pytest.mark.parametrize("settings", ["sqlite"], indirect=True)
@pytest.mark.parametrize("failure", FAILURES)
@pytest.mark.timeout(300)
async def test_wherever_a_push_breaks_off_the_next_one_finishes_it(engine: Engine, failure: Failure) -> None:
    """At every second request that writes, of a first push and of one that creates, updates and deletes; the failures
    take turns."""
    before, after = (
        _spec(),
        _spec(
            greeting="Hi.", tools=_spec().tools[1:], goals=(Goal(id="book", statement="Book.", tools=("book_table",)),)
        ),
    )
    async with _fresh(engine) as (vendor, pusher):
        await pusher.push(before)
        first = vendor.writes
        complete = _titles(vendor)
        await pusher.push(after, 2)
        second, changed = vendor.writes - first, _titles(vendor)
    for number in range(FAILURES.index(failure) % 2, first + second, 2):
        async with _fresh(engine) as (vendor, pusher):
            is_first = number < first
            spec, version, whole = (before, 1, complete) if is_first else (after, 2, changed)
            if not is_first:
                await pusher.push(before)
            vendor.fails_from, vendor.failure = number, failure
            with pytest.raises(RemoteFailed, match="push again to finish"):
                await pusher.push(spec, version)
            vendor.heal()
            await pusher.push(spec, version)
            assert (number, _titles(vendor), vendor.refused) == (number, whole, [])
            assert doing(await pusher.push(spec, version)) == {"keep"}


async def test_ids_are_kept_with_the_session_and_go_with_it(engine: Engine, pusher: Pusher) -> None:
    report = await pusher.push(_spec())
    kept = await pushes.of(engine.store, pusher.session_id, "elevenlabs")
    assert kept["agent:agent"].remote_id == report.agent_id
    assert await pushes.of(engine.store, "ses_other", "elevenlabs") == {}
