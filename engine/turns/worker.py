"""What every process does beside its own edge: take turns, finish what dead processes left, and end in good order.

Whatever happens to one session stays with it. A session whose turn cannot be taken is logged and tried again by the
next sweep; a database that is away is said once, and waited for.
"""

import asyncio
import time
from collections.abc import Awaitable, Callable
from contextlib import suppress
from typing import Self

import structlog

from engine.background import Background
from engine.errors import OperatorError
from engine.interview.contract import OnText
from engine.logs import where
from engine.store import inbox, sessions
from engine.turns.reminding import remind
from engine.turns.retention import forget_old
from engine.turns.turn import Engine, take_turns

_log = structlog.get_logger()
SWEEP_SECONDS = 1.0
"""How soon another replica notices what a dead one left, once its leases are over."""
OUTAGE_SECONDS = 5.0
"""Between sweeps while the database is away: asking it more often does not help."""
SWEPT_AT_ONCE = 8
FORGET_EVERY_SECONDS = 3600.0
"""How often what is older than RETENTION_DAYS is looked for."""
TURNS_AT_ONCE = 100
"""In one process; what is accepted beyond them waits in the database, where other replicas find it, too."""
LAST_TURNS_SECONDS = 3.0
"""How long a shutdown waits for the turns that are under way; what does not finish is swept up by the next process.

Before it, an edge has as long for its own; with what is closed after it, a process ends within 10 seconds."""

Deliver = Callable[[str | None], Awaitable[None]]
"""Post the replies that wait, of one session or of all that this process can reach."""


class Worker:
    """Started with `async with`: the sweeper runs inside, and the end waits for the turns that are under way."""

    def __init__(self, engine: Engine, deliver: Deliver | None = None, *, sweep_seconds: float = SWEEP_SECONDS) -> None:
        """`deliver`: None where replies are fetched, as over HTTP."""
        self._engine = engine
        self._deliver = deliver
        self._sweep_seconds = sweep_seconds
        self._background = Background()
        self._swept: dict[str, asyncio.Task[None]] = {}
        self._places = asyncio.Semaphore(SWEPT_AT_ONCE)
        self._in_flight = asyncio.Semaphore(TURNS_AT_ONCE)
        self._closing = asyncio.Event()
        self._sweeper: asyncio.Task[None] | None = None
        self._forget_at = 0.0
        self._trouble = ""

    @property
    def running(self) -> bool:
        return self._sweeper is not None and not self._sweeper.done()

    @property
    def failing(self) -> bool:
        """The database was away at the last sweep."""
        return bool(self._trouble)

    async def __aenter__(self) -> Self:
        self._sweeper = self._background.start(self._sweep_until_closing())
        return self

    async def __aexit__(self, *_: object) -> None:
        """Let the turns that are under way finish; every accepted message is durable in any case."""
        self._closing.set()
        await self._background.finish(LAST_TURNS_SECONDS)

    def answer(self, session_id: str, on_text: OnText | None = None) -> asyncio.Task[None]:
        """Take the turns of this session and deliver their replies, whatever becomes of the caller. Never fails."""
        return self._background.start(self._answer(session_id, on_text))

    async def sweep(self) -> int:
        """Finish what a dead process left, remind approvers, pause what has been idle for too long; how many sessions
        were due."""
        begun = await self._begin_sweep()
        await asyncio.gather(*begun)
        if self._deliver:
            await self._deliver(None)
        return len(begun)

    async def _begin_sweep(self) -> list[asyncio.Task[None]]:
        await remind(self._engine)
        await sessions.pause_idle(self._engine.store, self._engine.clock())
        due = await inbox.due_sessions(self._engine.store)
        new = [session_id for session_id in due if session_id not in self._swept]
        for session_id in new:
            task = self._swept[session_id] = self._background.start(self._in_turn(session_id))
            task.add_done_callback(lambda _, done=session_id: self._swept.pop(done, None))  # type: ignore[misc]
        return [self._swept[session_id] for session_id in new]

    async def _in_turn(self, session_id: str) -> None:
        async with self._places:
            await self._answer(session_id, None)

    async def _answer(self, session_id: str, on_text: OnText | None) -> None:
        try:
            async with self._in_flight:
                await take_turns(self._engine, session_id, on_text)
            if self._deliver:
                await self._deliver(session_id)
        except OperatorError as error:
            self._note_outage(str(error))
        except Exception as error:  # noqa: BLE001 - one session's trouble never stops another's; its messages are kept
            _log.error("A turn could not be taken; the next sweep tries again.", session=session_id, **where(error))

    async def _sweep_until_closing(self) -> None:
        deliveries: asyncio.Task[None] | None = None
        while not self._closing.is_set():
            try:
                await self._begin_sweep()
                if self._deliver and (deliveries is None or deliveries.done()):
                    deliveries = self._background.start(self._deliver_all())
                if time.monotonic() >= self._forget_at:
                    self._forget_at = time.monotonic() + FORGET_EVERY_SECONDS
                    self._background.start(forget_old(self._engine))
                self._trouble = ""
            except OperatorError as error:
                self._note_outage(str(error))
            except Exception as error:  # noqa: BLE001 - the sweeper outlives whatever a sweep meets
                _log.error("A sweep failed.", **where(error))
            pause = OUTAGE_SECONDS if self._trouble else self._sweep_seconds
            with suppress(TimeoutError):
                async with asyncio.timeout(pause):
                    await self._closing.wait()

    async def _deliver_all(self) -> None:
        assert self._deliver
        try:
            await self._deliver(None)
        except OperatorError as error:
            self._note_outage(str(error))
        except Exception as error:  # noqa: BLE001 - as for turns
            _log.error("Deliveries failed; the next sweep tries again.", **where(error))

    def _note_outage(self, reason: str) -> None:
        if reason != self._trouble:  # one line an outage
            _log.error("Turns wait until the database answers.", reason=reason)
        self._trouble = reason
