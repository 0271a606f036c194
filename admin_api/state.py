"""What the endpoints share: the engine, and the worker that takes turns beside the requests that asked for them."""

import asyncio
from dataclasses import dataclass
from typing import Annotated

from fastapi import Depends, Request

from admin_api.limits import Guard
from engine.turns.turn import Engine
from engine.turns.worker import Worker


@dataclass(frozen=True, slots=True)
class State:
    engine: Engine
    worker: Worker
    """A caller who hangs up loses nothing: its turn is the worker's."""
    guard: Guard
    stopping: asyncio.Event
    """Set once the server is to end, for answers that would go on and on."""


def _state(request: Request) -> State:
    state: State = request.app.state.shared
    return state


StateDep = Annotated[State, Depends(_state)]


def _engine(state: StateDep) -> Engine:
    return state.engine


EngineDep = Annotated[Engine, Depends(_engine)]
