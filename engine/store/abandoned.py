"""Sessions that were abandoned: they leave their thread to a new one, and can come back to it for some time."""

from datetime import datetime, timedelta

from sqlalchemy import bindparam, case, select, update
from sqlalchemy.exc import IntegrityError

from engine.document.spec import Stage
from engine.errors import PersonError
from engine.store.database import Database
from engine.store.rows import Session
from engine.store.sessions import COLUMNS, LEFT, by_id, session_of
from engine.store.tables import sessions

DAYS = 30
"""How long one can be restored."""
TAKEN = "Another agent is being designed in that thread. Abandon it first, or go on with it."
GONE = f"There is no agent here that was abandoned in the last {DAYS} days."
_CLOSE = (
    update(sessions)
    .where(sessions.c.id == bindparam("session_id"), sessions.c.status != "abandoned")
    .values(
        status="abandoned",
        abandoned_at=bindparam("now"),
        # the thread is free for a new session; an API session is its own thread
        thread_key=case(
            (sessions.c.thread_key.startswith("api:"), sessions.c.thread_key),
            else_=sessions.c.thread_key + LEFT + sessions.c.id,
        ),
        revision=sessions.c.revision + 1,
        lease_epoch=sessions.c.lease_epoch + 1,
        lease_until=0,
    )
)
_RESTORE = (
    update(sessions)
    .where(
        sessions.c.id == bindparam("session_id"),
        sessions.c.status == "abandoned",
        sessions.c.abandoned_at > bindparam("since"),
    )
    .values(
        status=case((sessions.c.stage == Stage.COMPLETED, "completed"), else_="active"),
        abandoned_at=None,
        thread_key=bindparam("home"),
        revision=sessions.c.revision + 1,
        expires_at=bindparam("expires"),
    )
)


async def close(db: Database, session_id: str, now: datetime) -> None:
    """Abandon it: its thread is free, and a turn that is under way writes nothing. Raises SessionNotFound."""
    await by_id(db, session_id)
    async with db.step() as connection:
        await connection.execute(_CLOSE, {"session_id": session_id, "now": now})


async def newest_of(db: Database, thread_key: str, now: datetime) -> Session | None:
    """The session that left this thread last, of those in which something was agreed and that can be restored."""
    c = sessions.c
    query = (
        select(*COLUMNS)
        .where(c.thread_key.startswith(f"{thread_key}{LEFT}", autoescape=True), c.status == "abandoned")
        .where(c.version > 0, c.abandoned_at > now - timedelta(days=DAYS))
        .order_by(c.abandoned_at.desc())
        .limit(1)
    )
    async with db.read() as connection:
        found = (await connection.execute(query)).first()
    return session_of(found) if found else None


async def restore(db: Database, session: Session, now: datetime, expires: datetime) -> None:
    """Bring it back to its thread. Raises PersonError where it is too late, or another one is there."""
    values = {"session_id": session.id, "home": session.thread_key, "expires": expires}
    try:
        async with db.step() as connection:
            done = await connection.execute(_RESTORE, {**values, "since": now - timedelta(days=DAYS)})
    except IntegrityError:
        raise PersonError(TAKEN) from None
    if not done.rowcount:
        raise PersonError(GONE)
