"""What was brought to a platform: one row an object, with its id there."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import delete, insert, select, update

from engine.store import push_leases
from engine.store.database import Database
from engine.store.push_leases import PushLease
from engine.store.tables import pushes


@dataclass(frozen=True, slots=True)
class Pushed:
    key: str
    """`tool:book_table`"""
    remote_id: str | None
    """None: it was being created, and nobody knows whether that worked."""
    version: int
    """Of the spec that it was last made from."""
    sent: Any = None
    """What it was last created or updated with."""
    seen: Any = None
    """How it looked there right afterwards, as far as it was sent; None where nobody looked."""
    pending: Any = None
    """What an update was sending whose answer nobody has; or, being created, the ids of its name that were there."""


async def of(db: Database, session_id: str, platform: str) -> Mapping[str, Pushed]:
    """By key, in the order in which they were first pushed."""
    c = pushes.c
    query = select(c.key, c.remote_id, c.version, c.sent, c.seen, c.pending)
    query = query.where(c.session_id == session_id, c.platform == platform).order_by(c.created_at, c.key)
    async with db.read() as connection:
        return {row.key: Pushed(*row) for row in await connection.execute(query)}


async def keep(db: Database, lease: PushLease, row: Pushed, at: datetime) -> None:
    """Insert or replace the row of its key. Raises LostLease where another push has taken over."""
    session_id, platform = lease.session_id, lease.platform
    values = {
        "remote_id": row.remote_id,
        "version": row.version,
        "sent": row.sent,
        "seen": row.seen,
        "pending": row.pending,
        "updated_at": at,
    }
    async with db.write() as connection:
        await push_leases.renew(connection, lease)
        found = await connection.execute(update(pushes).where(*_is(session_id, platform, row.key)).values(values))
        if not found.rowcount:
            more = {"session_id": session_id, "platform": platform, "key": row.key, "created_at": at}
            await connection.execute(insert(pushes).values(more | values))


async def forget(db: Database, lease: PushLease, key: str) -> None:
    """Delete the row of this key. Raises LostLease where another push has taken over."""
    async with db.write() as connection:
        await push_leases.renew(connection, lease)
        await connection.execute(delete(pushes).where(*_is(lease.session_id, lease.platform, key)))


def _is(session_id: str, platform: str, key: str) -> tuple[Any, ...]:
    return pushes.c.session_id == session_id, pushes.c.platform == platform, pushes.c.key == key
