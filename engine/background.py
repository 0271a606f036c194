"""Work that nobody waits for: it is kept hold of, its failure is in the log, and a shutdown lets it come to its end."""

import asyncio
from collections.abc import Coroutine
from typing import Any

import structlog

_log = structlog.get_logger()
CANCELLED_SECONDS = 1.0
"""For what is cancelled to put its things in order."""


class Background:
    """The tasks of one part of the program. None of them ends with an exception that nobody retrieves."""

    def __init__(self) -> None:
        self._tasks: set[asyncio.Task[None]] = set()

    def start(self, work: Coroutine[Any, Any, object]) -> asyncio.Task[None]:
        """Do it beside everything else; the task may be cancelled."""
        task = asyncio.create_task(_logged(work))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        task.add_done_callback(lambda _: work.close())  # one that is cancelled before it begins is never awaited
        return task

    async def finish(self, seconds: float | None = None) -> None:
        """Until all of it has come to its end; what has not within `seconds` is cancelled.

        What does not heed that either is left behind.
        """
        if self._tasks:
            _done, late = await asyncio.wait(self._tasks, timeout=seconds)
            for task in late:
                task.cancel()
            if late:
                await asyncio.wait(late, timeout=CANCELLED_SECONDS)


async def _logged(work: Coroutine[Any, Any, object]) -> None:
    try:
        await work
    except Exception as error:  # noqa: BLE001 - nobody waits for it, so the log is the only place to say it
        _log.error("Something in the background failed.", exc_info=error)
