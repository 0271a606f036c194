"""accept -> take turns -> deliver: the only road from an adapter to the engine."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Protocol, Self

import structlog

from engine.errors import LostLease
from engine.logs import kind_of
from engine.messages.inbound import Inbound, ThreadKey
from engine.sessions import OnText, Outbound
from engine.store import outbox
from engine.turns.turn import Accepted, Engine, accept
from engine.turns.worker import SWEEP_SECONDS, Worker

__all__ = ["Deliver", "Outbound", "Relay", "TryLater", "Undeliverable"]

_log = structlog.get_logger()


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
    """One adapter's connection to the engine. Start it with `async with`: the worker's sweeper runs inside."""

    def __init__(
        self, engine: Engine, adapter: Deliver, *, session_id: str | None = None, sweep_seconds: float = SWEEP_SECONDS
    ) -> None:
        """`session_id`: the only session that this adapter can reach; a terminal shows one thread, a bot all."""
        self._engine = engine
        self._adapter = adapter
        self._only = session_id
        self._worker = Worker(engine, self.deliver_waiting, sweep_seconds=sweep_seconds)

    async def __aenter__(self) -> Self:
        await self._worker.__aenter__()
        return self

    async def __aexit__(self, *raised: object) -> None:
        await self._worker.__aexit__(*raised)

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
            await asyncio.shield(self._worker.answer(accepted.session_id, on_text))
        return accepted

    async def deliver_waiting(self, session_id: str | None = None) -> None:
        """Deliver every reply that is due on this platform, of one session or of all, in the order of each thread."""
        if self._only and session_id not in (None, self._only):
            return
        only = session_id or self._only
        while outbound := await outbox.claim(self._engine.store, self._adapter.platform, only):
            await self._deliver(outbound)

    async def _deliver(self, outbound: Outbound) -> None:
        store = self._engine.store
        try:
            delivery = self._adapter.deliver(outbound, ThreadKey.parse(outbound.thread_key))
            message_id = await outbox.keep(store, outbound, delivery)
        except TryLater as later:
            await outbox.mark_failed(store, outbound, str(later), retry_after=later.seconds)
        except Undeliverable as error:
            _log.error("A reply is set aside.", outbox=outbound.id, reason=str(error))
            await outbox.mark_failed(store, outbound, str(error), for_good=True)
        except LostLease:
            _log.warning("Another process delivers this reply now.", outbox=outbound.id)
        except Exception as error:  # noqa: BLE001 - an adapter can fail in any way; the reply stays and is tried again
            _log.warning("A delivery failed.", outbox=outbound.id, attempt=outbound.attempts, exc_info=error)
            await outbox.mark_failed(store, outbound, kind_of(error))
        else:
            await outbox.mark_sent(store, outbound, message_id)
