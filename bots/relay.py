"""accept -> take turns -> deliver: the only road from an adapter to the engine."""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import nullcontext
from typing import Self

from engine.messages.inbound import Inbound
from engine.sessions import Deliver, OnText, deliver_due
from engine.turns.turn import Accepted, Engine, accept
from engine.turns.worker import SWEEP_SECONDS, Worker


class Relay:
    """One adapter's connection to the engine. Start it with `async with`: the worker's sweeper runs inside."""

    def __init__(
        self, engine: Engine, adapter: Deliver, *, session_id: str | None = None, sweep_seconds: float = SWEEP_SECONDS
    ) -> None:
        """`session_id`: the only session that this adapter can reach; a terminal shows one thread, a bot all."""
        self._engine = engine
        self._adapter = adapter
        self._only = session_id
        self._one_by_one = asyncio.Lock() if session_id else nullcontext()
        """Whoever shows one thread reads on only when the reply stands, though the sweeper be showing it."""
        self._worker = Worker(engine, self.deliver_waiting, sweep_seconds=sweep_seconds)

    async def __aenter__(self) -> Self:
        await self._worker.__aenter__()
        return self

    async def __aexit__(self, *raised: object) -> None:
        await self._worker.__aexit__(*raised)

    def move_to(self, session_id: str) -> None:
        """From here on this is the only session that the adapter can reach: a thread may begin anew."""
        self._only = session_id

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

    async def keep(self, inbound: Inbound) -> Accepted:
        """Store what starts no turn. Raises as `receive`."""
        return await accept(self._engine, inbound)

    async def read_again(self, accepted: Accepted) -> None:
        """Take the turn of a message that was edited or deleted."""
        if not accepted.seen_before:
            await asyncio.shield(self._worker.answer(accepted.session_id))

    async def deliver_waiting(self, session_id: str | None = None) -> None:
        """Deliver every reply that is due on this platform, of one session or of all, in the order of each thread."""
        if self._only and session_id not in (None, self._only):
            return
        async with self._one_by_one:
            await deliver_due(self._engine, self._adapter, session_id or self._only)
