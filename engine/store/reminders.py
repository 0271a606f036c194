"""Sessions in which somebody is asked for an approval, and when they are reminded."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import bindparam, insert, select, update

from engine.messages.replies import Reply
from engine.store.database import Database
from engine.store.outbox import row_of
from engine.store.rows import Session
from engine.store.sessions import COLUMNS, session_of
from engine.store.tables import outbox, sessions

_AT_ONCE = 50
_DUE = (
    select(*COLUMNS)
    .where(sessions.c.remind_at <= bindparam("now"), sessions.c.status == "active")
    .order_by(sessions.c.remind_at)
    .limit(_AT_ONCE)
)
_NEXT = (
    update(sessions)
    .where(
        sessions.c.id == bindparam("session_id"),
        sessions.c.status == "active",
        sessions.c.revision == bindparam("seen"),
        sessions.c.remind_at <= bindparam("now"),
    )
    .values(remind_at=bindparam("next"))
)


async def due(db: Database, now: datetime) -> Sequence[Session]:
    """Those that nobody answered in time; a paused session waits for whoever wakes it."""
    async with db.read() as connection:
        return [session_of(row) for row in await connection.execute(_DUE, {"now": now})]


async def put(db: Database, session: Session, reply: Reply | None, now: datetime, following: datetime | None) -> None:
    """Write the reminder and when the next one is due, in one; nothing where another replica, or an answer, was
    first."""
    values = {"session_id": session.id, "seen": session.revision, "now": now, "next": following}
    async with db.write() as connection:
        done = await connection.execute(_NEXT, values)
        if done.rowcount and reply:
            row = row_of(session.thread_key, reply, now)
            await connection.execute(insert(outbox), {**row, "session_id": session.id})
