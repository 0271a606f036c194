"""What the endpoints share: the engine, the turns that run in the background, and the sweeper's state."""

import asyncio
from dataclasses import dataclass
from typing import Annotated

import structlog
from fastapi import Depends, Request

from engine.errors import OperatorError
from engine.logs import where
from engine.turn import Engine, sweep, take_turns

SWEEP_SECONDS = 1.0
SWEEP_PAUSE_SECONDS = 5.0
"""After a failed sweep: the database is gone, and asking it more often does not help."""
_log = structlog.get_logger()


class Turns:
    """Turns run beside the request that asked for them, so a caller who hangs up loses nothing."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._running: set[asyncio.Task[None]] = set()

    def start(self, session_id: str) -> None:
        task = asyncio.create_task(self._take(session_id))
        self._running.add(task)
        task.add_done_callback(self._running.discard)

    async def finish(self, seconds: float) -> None:
        """Let what runs come to its end; what does not in time is left to the sweeper of whoever is up next."""
        if self._running:
            _, late = await asyncio.wait(self._running, timeout=seconds)
            for task in late:
                task.cancel()

    async def _take(self, session_id: str) -> None:
        try:
            await take_turns(self._engine, session_id)
        except OperatorError:
            _log.warning("a turn stopped: the database does not answer; the sweeper finishes it", session=session_id)
        except Exception as error:  # noqa: BLE001 - the message is stored, so the sweeper tries again
            _log.error("a turn failed; the sweeper tries again", session=session_id, **where(error))


class Sweeper:
    """Finishes what a dead process left, every second or so."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._task: asyncio.Task[None] | None = None
        self.failing = False

    @property
    def running(self) -> bool:
        return self._task is not None and not self._task.done()

    def start(self) -> None:
        self._task = asyncio.create_task(self._sweep())

    async def stop(self) -> None:
        if self._task:
            self._task.cancel()
            await asyncio.wait([self._task])

    async def _sweep(self) -> None:
        while True:
            try:
                await sweep(self._engine)
            except Exception as error:  # noqa: BLE001 - the sweeper outlives every outage
                if not self.failing:
                    _log.warning("sweeping failed", **where(error))
                self.failing = True
                await asyncio.sleep(SWEEP_PAUSE_SECONDS)
            else:
                self.failing = False
                await asyncio.sleep(SWEEP_SECONDS)


@dataclass(frozen=True, slots=True)
class State:
    engine: Engine
    turns: Turns
    sweeper: Sweeper


def _state(request: Request) -> State:
    state: State = request.app.state.shared
    return state


StateDep = Annotated[State, Depends(_state)]


def _engine(state: StateDep) -> Engine:
    return state.engine


EngineDep = Annotated[Engine, Depends(_engine)]
