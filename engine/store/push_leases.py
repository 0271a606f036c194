"""One push of a session to a platform at a time, on whichever replica: a lease in the database.

Its owner renews it with every row that it keeps, and every third of its length. A process that dies leaves it behind;
it runs out, and the next push finishes what that one began.
"""

import asyncio
from collections.abc import Callable, Coroutine
from dataclasses import dataclass
from typing import Any, TypeVar
from uuid import uuid4

from sqlalchemy import update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncConnection

from engine.errors import LostLease, SessionNotFound
from engine.store.columns import now_ms
from engine.store.database import Database
from engine.store.renewal import run_with_renewal
from engine.store.tables import push_leases

_T = TypeVar("_T")
LEASE_SECONDS = 30.0
"""Longer than a platform may take over one request: what a dead process has sent has arrived by then, or never will."""
_LOOKS_PER_SECOND = 5
_c = push_leases.c


@dataclass(frozen=True, slots=True)
class PushLease:
    session_id: str
    platform: str
    owner: str

    @property
    def is_mine(self) -> tuple[Any, ...]:
        return _c.session_id == self.session_id, _c.platform == self.platform, _c.owner == self.owner


async def hold(
    db: Database, session_id: str, platform: str, patience: float, work: Callable[[PushLease], Coroutine[Any, Any, _T]]
) -> _T | None:
    """What `work` gives while nobody else pushes; None where somebody else still does after `patience` seconds.

    Raises LostLease, with the work stopped, where this process slept past its lease and another one took over."""
    lease = PushLease(session_id, platform, uuid4().hex)
    if not await _taken(db, lease, patience):
        return None
    try:
        return await run_with_renewal(work(lease), lambda: _renewed(db, lease), LEASE_SECONDS)
    finally:
        await asyncio.shield(_released(db, lease))


async def renew(connection: AsyncConnection, lease: PushLease) -> None:
    """Within a transaction: it is committed only as long as this push is the one under way. Raises LostLease."""
    renewed = await connection.execute(update(push_leases).where(*lease.is_mine).values(until=_later()))
    if renewed.rowcount != 1:
        raise LostLease(lease.session_id)


async def free_all(db: Database) -> None:
    """For a process that knows that all others are dead."""
    async with db.step() as connection:
        await connection.execute(update(push_leases).values(until=0))


async def _taken(db: Database, lease: PushLease, patience: float) -> bool:
    """Whether it could be had within this time."""
    for _ in range(int(patience * _LOOKS_PER_SECOND)):
        if await _take(db, lease):
            return True
        await asyncio.sleep(1 / _LOOKS_PER_SECOND)
    return await _take(db, lease)


async def _take(db: Database, lease: PushLease) -> bool:
    from sqlalchemy.dialects.postgresql import insert as pg_insert  # no chat needs them before somebody pushes
    from sqlalchemy.dialects.sqlite import insert as sqlite_insert

    new = {"session_id": lease.session_id, "platform": lease.platform, "owner": lease.owner, "until": _later()}
    key, is_free = [_c.session_id, _c.platform], _c.until < now_ms()
    mine = {"owner": lease.owner, "until": _later()}
    insert: Any = (sqlite_insert if db.is_sqlite else pg_insert)(push_leases).values(new)
    try:
        async with db.step() as connection:
            done = await connection.execute(insert.on_conflict_do_update(index_elements=key, set_=mine, where=is_free))
    except IntegrityError:
        raise SessionNotFound("That session was erased just now.") from None
    return bool(done.rowcount == 1)


async def _renewed(db: Database, lease: PushLease) -> None:
    async with db.step() as connection:
        await renew(connection, lease)


async def _released(db: Database, lease: PushLease) -> None:
    async with db.step() as connection:
        await connection.execute(update(push_leases).where(*lease.is_mine).values(until=0))


def _later() -> Any:
    return now_ms() + int(LEASE_SECONDS * 1000)
