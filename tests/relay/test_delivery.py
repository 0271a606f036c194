"""accept, acknowledge, take turns, deliver: in order, at least once, and again when the platform fails."""

import asyncio
from dataclasses import dataclass, field

import pytest

from bots.relay import Relay
from engine.errors import PersonError
from engine.messages.inbound import ThreadKey
from engine.sessions import Outbound, TryLater, Undeliverable
from engine.store import dead_letters, inbox, outbox
from engine.turns.turn import Engine, accept, create, take_turns
from tests.talk import ANA, says


@dataclass
class Screen:
    """Keeps what it is given; fails as often as it is told to."""

    platform: str = "terminal"
    failures: list[Exception] = field(default_factory=list)
    shown: list[str] = field(default_factory=list)
    redelivered: list[bool] = field(default_factory=list)
    full: asyncio.Event = field(default_factory=asyncio.Event)

    async def deliver(self, outbound: Outbound, thread: ThreadKey) -> str | None:
        self.redelivered.append(outbound.redelivery)
        if self.failures:
            raise self.failures.pop(0)
        self.shown.append(outbound.reply.text.removeprefix("I read: "))
        self.full.set()
        return f"posted-{outbound.id}"


@pytest.fixture(autouse=True)
def _at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(outbox, "_FIRST_RETRY_SECONDS", 0.0)


async def test_a_message_is_acknowledged_when_it_is_durable_and_before_it_is_answered(engine: Engine) -> None:
    screen = Screen()

    async def acknowledge() -> None:
        assert screen.shown == []
        assert len(await inbox.due_sessions(engine.store)) == 1

    await Relay(engine, screen).receive(says("hello"), acknowledge)
    assert screen.shown == ["hello"]


@dataclass
class SlowScreen(Screen):
    """Draws a picture before it shows anything."""

    drawing: asyncio.Event = field(default_factory=asyncio.Event)
    drawn: asyncio.Event = field(default_factory=asyncio.Event)

    async def deliver(self, outbound: Outbound, thread: ThreadKey) -> str | None:
        self.drawing.set()
        await self.drawn.wait()
        return await super().deliver(outbound, thread)


async def test_whoever_shows_one_thread_reads_on_when_the_reply_stands_though_the_sweeper_shows_it(
    engine: Engine,
) -> None:
    accepted = await accept(engine, says("hello"))
    await take_turns(engine, accepted.session_id)
    screen = SlowScreen()
    relay = Relay(engine, screen, session_id=accepted.session_id)
    sweep = asyncio.create_task(relay.deliver_waiting())
    await screen.drawing.wait()
    own = asyncio.create_task(relay.deliver_waiting(accepted.session_id))
    done, _ = await asyncio.wait([own], timeout=0.2)
    assert not done
    screen.drawn.set()
    await asyncio.gather(own, sweep)
    assert screen.shown == ["hello"]


async def test_what_is_refused_is_not_acknowledged(engine: Engine) -> None:
    async def acknowledge() -> None:
        pytest.fail("acknowledged")

    with pytest.raises(PersonError):
        await Relay(engine, Screen()).receive(says(" "), acknowledge)


async def test_a_message_that_comes_twice_is_shown_once(engine: Engine) -> None:
    screen = Screen()
    for _ in range(2):
        await Relay(engine, screen).receive(says("hello", key="one"))
    assert screen.shown == ["hello"]


@pytest.mark.parametrize("failure", [RuntimeError("the line broke"), TryLater(0.001)], ids=["error", "try later"])
async def test_a_failed_delivery_is_made_again_and_knows_that_it_is_a_second_one(
    engine: Engine, failure: Exception
) -> None:
    screen = Screen(failures=[failure])
    relay = Relay(engine, screen)
    await relay.receive(says("hello"))
    while not screen.shown:
        await relay.deliver_waiting()
    assert screen.shown == ["hello"]
    assert screen.redelivered == [False, True]


async def test_a_later_reply_waits_for_an_earlier_one_of_its_thread_and_for_no_other(engine: Engine) -> None:
    other = says("other", thread=ThreadKey.terminal("other"))
    for inbound in (says("first"), says("second"), other):
        await take_turns(engine, (await accept(engine, inbound)).session_id)
    screen = Screen(failures=[TryLater(60)])
    await Relay(engine, screen).deliver_waiting()
    assert screen.shown == ["other"]


async def test_a_reply_that_the_platform_will_never_take_is_set_aside_and_the_thread_goes_on(engine: Engine) -> None:
    screen = Screen(failures=[Undeliverable("the channel is gone")])
    relay = Relay(engine, screen)
    await relay.receive(says("first"))
    await relay.receive(says("second"))
    assert screen.shown == ["second"]
    assert [(d.box, d.error) for d in await dead_letters.listed(engine.store)] == [("outbox", "the channel is gone")]


async def test_a_reply_that_fails_too_often_is_set_aside(engine: Engine) -> None:
    screen = Screen(failures=[RuntimeError("no")] * (outbox.MOST_FAILURES + 1))
    await Relay(engine, screen).receive(says("first"))
    assert screen.shown == []
    assert len(screen.redelivered) == outbox.MOST_FAILURES
    assert [d.box for d in await dead_letters.listed(engine.store)] == ["outbox"]


async def test_a_reply_is_shown_at_the_last_attempt_that_it_has(engine: Engine) -> None:
    screen = Screen(failures=[RuntimeError("no")] * (outbox.MOST_FAILURES - 1))
    await Relay(engine, screen).receive(says("first"))
    assert screen.shown == ["first"]


async def test_to_be_asked_to_wait_is_no_failure_however_often_it_happens(engine: Engine) -> None:
    screen = Screen(failures=[*[TryLater(0.001)] * (2 * outbox.MOST_FAILURES), RuntimeError("the first failure")])
    relay = Relay(engine, screen)
    await relay.receive(says("first"))
    while not screen.shown:
        assert await dead_letters.listed(engine.store) == []
        await relay.deliver_waiting()
    assert screen.shown == ["first"]


async def test_a_process_that_comes_back_late_sets_nothing_aside_that_another_delivers(
    engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    await take_turns(engine, (await accept(engine, says("hello"))).session_id)
    with monkeypatch.context() as patched:
        patched.setattr(outbox, "LEASE_SECONDS", 0.0)  # over at once, as for a process that was stopped
        late = await outbox.claim(engine.store, "terminal")
    again = await outbox.claim(engine.store, "terminal")
    assert late
    assert again
    await outbox.mark_failed(engine.store, late, "the channel was gone", for_good=True)
    assert await dead_letters.listed(engine.store) == []
    await outbox.mark_failed(engine.store, late, "asked to wait", retry_after=60)
    await outbox.mark_failed(engine.store, again, "try again", retry_after=0.001)
    screen = Screen()
    while not screen.shown:
        await Relay(engine, screen).deliver_waiting()
    assert screen.shown == ["hello"]


async def test_an_adapter_delivers_only_to_its_own_platform(engine: Engine) -> None:
    await take_turns(engine, (await accept(engine, says("hello", thread=ThreadKey.discord("g", "c")))).session_id)
    terminal, discord = Screen(), Screen(platform="discord")
    for screen in (terminal, discord):
        await Relay(engine, screen).deliver_waiting()
    assert (terminal.shown, discord.shown) == ([], ["hello"])


async def test_a_reply_to_the_api_is_fetched_and_never_delivered(engine: Engine) -> None:
    opened = await create(engine, author=ANA)
    screen = Screen(platform="api")
    await Relay(engine, screen).receive(says("hello", thread=opened.session.thread))
    assert screen.shown == []


async def test_the_sweeper_finishes_what_another_process_accepted(engine: Engine) -> None:
    await accept(engine, says("hello"))
    screen = Screen()
    async with Relay(engine, screen, sweep_seconds=0.01):
        await asyncio.wait_for(screen.full.wait(), 60)
    assert screen.shown == ["hello"]
