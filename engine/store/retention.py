"""What is older than an operator keeps it: erased in small steps, so that no turn waits for it."""

from datetime import datetime

from sqlalchemy import delete, select

from engine.store import drafts
from engine.store.database import Database
from engine.store.tables import audit_log, idempotency_keys, inbox, sessions

SESSIONS_AT_ONCE = 50
_UNREAD = select(inbox.c.id).where(inbox.c.session_id == sessions.c.id, inbox.c.state == "waiting").exists()
"""What was acknowledged is answered before it is erased, however long that takes."""


async def erase_idle(db: Database, before: datetime) -> list[str]:
    """Erase sessions that nobody has touched since, the longest idle first; which those were. Call it until there are
    none."""
    query = (
        select(sessions.c.id)
        .where(sessions.c.updated_at < before, ~_UNREAD)
        .order_by(sessions.c.updated_at)
        .limit(SESSIONS_AT_ONCE)
    )
    async with db.step() as connection:
        found = list((await connection.execute(query)).scalars())
        if found:
            await connection.execute(drafts.of_sessions(sessions.c.id.in_(found)))
            await connection.execute(delete(sessions).where(sessions.c.id.in_(found)))
    return found


async def erase_traces(db: Database, before: datetime) -> int:
    """Erase what living sessions do not need any more: answered inbox rows, answers to repeated requests, and the audit
    log; how many rows those were. A message stays in its transcript."""
    old = (
        delete(inbox).where(inbox.c.state == "done", inbox.c.sent_at < before),
        delete(idempotency_keys).where(idempotency_keys.c.created_at < before),
        delete(audit_log).where(audit_log.c.at < before),
    )
    erased = 0
    for statement in old:
        async with db.step() as connection:
            erased += (await connection.execute(statement)).rowcount
    return erased
