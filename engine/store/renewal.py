"""Work that must not outlive its lease."""

import asyncio
from collections.abc import Awaitable, Callable, Coroutine
from typing import Any, TypeVar

_T = TypeVar("_T")


async def run_with_renewal(work: Coroutine[Any, Any, _T], renew: Callable[[], Awaitable[None]], seconds: float) -> _T:
    """What `work` gives, with its lease of `seconds` renewed every third. Whatever `renew` raises stops the work, which
    has come to its end before this returns."""
    task = asyncio.ensure_future(work)
    try:
        while not (await asyncio.wait({task}, timeout=seconds / 3))[0]:
            await renew()
        return task.result()
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
