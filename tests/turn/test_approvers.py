"""Who is asked to approve: by name, once a day, and two people where a team wants that."""

import asyncio
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from engine import sessions
from engine.messages.replies import Asks, Reply
from engine.rules import ANYONE, Holder, Rules, person
from engine.settings import Settings
from engine.store import tables
from engine.turns.turn import Engine, resume
from engine.turns.worker import Worker
from tests.conftest import OpenEngine
from tests.interviewers import AsksForApproval
from tests.talk import ANA, BEN, clicks, tell

APPROVE: dict[str, object] = {"op": "approve", "what": "basics"}
LEADS = Holder(who="group:S1", name="@leads")


@dataclass
class Clock:
    now: datetime = datetime(2026, 12, 1, 8, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture
def settings(settings: Settings) -> Settings:
    """Sessions are paused after ten days."""
    return settings.model_copy(update={"session_expiry_seconds": 10 * 86_400})


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
async def engine(replica: OpenEngine, clock: Clock) -> Engine:
    return await replica(AsksForApproval(), clock=clock)


async def ruled(engine: Engine, rules: Rules) -> str:
    opened = (await tell(engine, "role: guide")).session.session_id
    await sessions.change_rules(engine, opened, lambda _: rules)
    return opened


async def reminders(engine: Engine) -> list[Reply]:
    async with engine.store.read() as connection:
        rows = await connection.execute(select(tables.outbox.c.reply).order_by(tables.outbox.c.id))
        return [reply for row in rows if "still waits" in (reply := Reply.model_validate(row.reply)).text]


def named(reply: Reply | None) -> list[str]:
    assert reply is not None
    return [who for part in reply.parts if isinstance(part, Asks) for who in part.who]


async def test_two_people_have_to_approve_and_the_same_one_twice_is_one(engine: Engine) -> None:
    await ruled(engine, ANYONE.model_copy(update={"approvals": 2}))
    for _ in range(2):
        said = await tell(engine, clicks("Agreed", APPROVE))
        assert said.reply is not None
        assert "Ana approved this. One more person has to." in said.reply.text
        assert said.session.spec.approvals == {}
    said = await tell(engine, clicks("Agreed", APPROVE, author=BEN))
    assert said.session.spec.approvals["basics"].by.author == BEN.id


async def test_the_first_of_two_approvals_holds_only_for_what_stood_there(engine: Engine) -> None:
    await ruled(engine, ANYONE.model_copy(update={"approvals": 2}))
    await tell(engine, clicks("Agreed", APPROVE))
    await tell(engine, "role: host")
    assert (await tell(engine, clicks("Agreed", APPROVE, author=BEN))).session.spec.approvals == {}
    assert "basics" in (await tell(engine, clicks("Agreed", APPROVE))).session.spec.approvals


async def test_those_who_are_asked_are_named_once_and_the_second_one_after_the_first(engine: Engine) -> None:
    rules = ANYONE.given("approve", [person(ANA), LEADS]).model_copy(update={"approvals": 2})
    opened = (await tell(engine, "hello")).session.session_id
    await sessions.change_rules(engine, opened, lambda _: rules)
    assert named((await tell(engine, "role: guide")).reply) == []
    assert named((await tell(engine, clicks("Agreed", APPROVE))).reply) == ["group:S1"]
    lead = BEN._replace(groups=("S1",))
    assert "basics" in (await tell(engine, clicks("Agreed", APPROVE, author=lead))).session.spec.approvals


async def test_a_reminder_comes_once_a_day_on_however_many_replicas_until_somebody_answers(
    engine: Engine, replica: OpenEngine, clock: Clock
) -> None:
    await ruled(engine, ANYONE.given("approve", [person(BEN)]))
    other = await replica(AsksForApproval(), clock=clock)
    for day in range(1, 4):
        await asyncio.gather(*(Worker(one).sweep() for one in (engine, other, engine)))
        assert len(await reminders(engine)) == day - 1
        clock.now += timedelta(days=1)
        await asyncio.gather(*(Worker(one).sweep() for one in (engine, other, engine)))
        found = await reminders(engine)
        assert len(found) == day
        assert (named(found[-1]), [s.label for s in found[-1].suggestions]) == ([f"person:{BEN.id}"], ["Yes"])
    await tell(engine, clicks("Agreed", APPROVE, author=BEN))
    await tell(engine, "thanks")
    clock.now += timedelta(days=2)
    await Worker(engine).sweep()
    assert len(await reminders(engine)) == 3


async def test_a_paused_session_reminds_nobody_until_it_is_awake(engine: Engine, clock: Clock) -> None:
    opened = await ruled(engine, ANYONE.given("approve", [person(BEN)]))
    clock.now += timedelta(days=11)
    await Worker(engine).sweep()
    assert len(await reminders(engine)) == 1
    clock.now += timedelta(days=3)
    await Worker(engine).sweep()
    assert len(await reminders(engine)) == 1
    await resume(engine, opened)
    clock.now += timedelta(days=1)
    await Worker(engine).sweep()
    assert len(await reminders(engine)) == 2


async def test_an_approval_that_is_for_everybody_reminds_nobody(engine: Engine, clock: Clock) -> None:
    await tell(engine, "role: guide")
    clock.now += timedelta(days=2)
    await Worker(engine).sweep()
    assert await reminders(engine) == []
