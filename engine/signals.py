"""One SIGINT or SIGTERM ends a process in good order and with exit code 0, at whichever moment it comes."""

import os
import signal
from collections.abc import Coroutine
from types import FrameType
from typing import Any, NoReturn

STOPS = (signal.SIGINT, signal.SIGTERM)
IMPATIENT_SECONDS = 1.0
"""A signal that comes later than this after the first ends the process at once; an earlier one is the same signal,
which a terminal gives to the whole group and `make` passes on."""


def end_at_once() -> None:
    """Let a signal end the process there and then: before it begins its work, and after it.

    Call it before the heavy imports, which a KeyboardInterrupt would leave with a traceback.
    """
    for number in STOPS:
        signal.signal(number, _end)


async def until_told(work: Coroutine[Any, Any, None]) -> None:
    """Do `work` until it comes to its end, or a signal cancels it. Raises what it raises."""
    import asyncio  # a third of the time to the first line of `make chat`, which calls `end_at_once`

    loop, task = asyncio.get_running_loop(), asyncio.ensure_future(work)
    told = asyncio.Event()

    def stop(number: int, frame: FrameType | None) -> None:
        for stops in STOPS:
            signal.signal(stops, signal.SIG_IGN)
        loop.call_soon_threadsafe(begin_to_stop)

    def begin_to_stop() -> None:
        told.set()
        task.cancel()
        loop.call_later(IMPATIENT_SECONDS, end_at_once)

    for number in STOPS:
        signal.signal(number, stop)
    try:
        await task
    except asyncio.CancelledError:
        if not told.is_set():
            raise
    finally:
        end_at_once()


def heed_cancellation() -> None:
    """Raise CancelledError where this task was cancelled and something swallowed it, as `asyncio.wait_for` of Python
    3.11 does in the instant in which its result comes. To be called before waiting for as long as the process lives.
    """
    import asyncio

    task = asyncio.current_task()
    if task and task.cancelling():
        raise asyncio.CancelledError


def _end(number: int, frame: FrameType | None) -> NoReturn:
    os._exit(0)
