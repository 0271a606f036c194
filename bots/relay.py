"""accept -> take turns -> deliver: the only road from an adapter to the engine, and the sweeper beside it."""

import asyncio
from collections.abc import Awaitable, Callable, Coroutine
from contextlib import suppress
from typing import Protocol

import structlog

from engine.errors import OperatorError
from engine.inbound import Inbound, ThreadKey
from engine.interview.contract import OnText
from engine.store import outbox
from engine.store.rows import Outbound
from engine.turn import Accepted, Engine, accept, sweep, take_turns

__all__ = ["Deliver", "Outbound", "Relay", "TryLater", "Undeliverable"]

_log = structlog.get_logger()
SWEEP_SECONDS = 1.0
"""How soon another replica notices what a dead one left, once its leases are over."""
LAST_TURNS_SECONDS = 20.0
"""How long a shutdown waits for the turns that are under way; what does not finish is swept up by the next process."""


class TryLater(Exception):
    """The platform asks to wait."""

    def __init__(self, seconds: float) -> None:
        super().__init__(f"asked to wait {seconds:g} s")
        self.seconds = seconds


class Undeliverable(Exception):
    """The platform will never take this reply: the channel is gone, or the bot is no longer in it."""


class Deliver(Protocol):
    """How an adapter posts a reply to one platform's threads."""

    @property
    def platform(self) -> str:
        """The prefix of its thread keys: only replies to those threads come here."""

    async def deliver(self, outbound: Outbound, thread: ThreadKey) -> str | None:
        """Post the reply; the platform's id of the message. Raises TryLater, Undeliverable, or anything: tried again.

        `outbound.redelivery`: an earlier attempt may have reached the thread, so look for `outbound.id` there first,
        or give the platform that id as its own key against duplicates.
        """


class Relay:
    """One adapter's connection to the engine. Start it with `async with`: the sweeper runs inside."""

    def __init__(
        self, engine: Engine, adapter: Deliver, *, session_id: str | None = None, sweep_seconds: float = SWEEP_SECONDS
    ) -> None:
        """`session_id`: the only session that this adapter can reach; a terminal shows one thread, a bot all."""
        self._engine = engine
        self._adapter = adapter
        self._only = session_id
        self._sweep_seconds = sweep_seconds
        self._under_way: set[asyncio.Task[None]] = set()
        self._closing = asyncio.Event()

    async def __aenter__(self) -> "Relay":
        self._start(self._sweep_until_closing())
        return self

    async def __aexit__(self, *_: object) -> None:
        """Let the turns that are under way finish; every accepted message is durable in any case."""
        self._closing.set()
        if self._under_way:
            _done, late = await asyncio.wait(self._under_way, timeout=LAST_TURNS_SECONDS)
            for task in late:
                task.cancel()
            await asyncio.gather(*late, return_exceptions=True)

    async def receive(
        self,
        inbound: Inbound,
        acknowledge: Callable[[], Awaitable[None]] | None = None,
        on_text: OnText | None = None,
    ) -> Accepted:
        """The whole path of a message; returns when its reply was delivered, or another process has taken it over.

        `acknowledge` is called as soon as the message is durable. Raises PersonError, SessionClosed and OperatorError
        only before that; afterwards whatever fails is tried again by a sweeper.
        """
        accepted = await accept(self._engine, inbound)
        if acknowledge:
            await acknowledge()
        if not accepted.seen_before:
            await asyncio.shield(self._start(self._answer(accepted.session_id, on_text)))
        return accepted

    async def deliver_waiting(self, session_id: str | None = None) -> None:
        """Deliver every reply that is due on this platform, in the order of each thread."""
        while outbound := await outbox.claim(self._engine.store, self._adapter.platform, session_id):
            await self._deliver(outbound)

    def _start(self, work: Coroutine[None, None, None]) -> asyncio.Task[None]:
        task = asyncio.create_task(work)
        self._under_way.add(task)
        task.add_done_callback(self._under_way.discard)
        return task

    async def _answer(self, session_id: str, on_text: OnText | None) -> None:
        try:
            await take_turns(self._engine, session_id, on_text)
            await self.deliver_waiting(session_id)
        except OperatorError as error:
            _log.error("A turn is put off.", session=session_id, reason=str(error))

    async def _deliver(self, outbound: Outbound) -> None:
        store = self._engine.store
        try:
            message_id = await self._adapter.deliver(outbound, ThreadKey.parse(outbound.thread_key))
        except TryLater as later:
            await outbox.mark_failed(store, outbound, str(later), retry_after=later.seconds)
        except Undeliverable as error:
            _log.error("A reply is set aside.", outbox=outbound.id, reason=str(error))
            await outbox.mark_failed(store, outbound, str(error), for_good=True)
        except Exception as error:  # noqa: BLE001 - an adapter can fail in any way; the reply stays and is tried again
            _log.warning("A delivery failed.", outbox=outbound.id, attempt=outbound.attempts, exc_info=error)
            await outbox.mark_failed(store, outbound, f"{type(error).__name__}: {error}")
        else:
            await outbox.mark_sent(store, outbound, message_id)

    async def _sweep_until_closing(self) -> None:
        """Take the turns and make the deliveries that a dead or failing process left."""
        trouble = ""
        while not self._closing.is_set():
            try:
                await sweep(self._engine)
                await self.deliver_waiting(self._only)
                trouble = ""
            except* OperatorError as errors:
                reason = str(errors.exceptions[0])
                if reason != trouble:  # one line an outage
                    _log.error("The sweeper waits.", reason=reason)
                trouble = reason
            with suppress(TimeoutError):
                async with asyncio.timeout(self._sweep_seconds):
                    await self._closing.wait()
