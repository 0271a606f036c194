"""What waits in the database, of all replicas together."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, func, select

from engine.store.database import Database
from engine.store.tables import inbox, outbox, sessions


@dataclass(frozen=True, slots=True)
class Backlog:
    messages: int
    """That wait for their turn."""
    replies: int
    """That wait for their delivery."""
    set_aside: int
    oldest_seconds: float
    """How long ago the oldest of those messages was sent; 0: none waits."""
    leases: int
    """Sessions in whose turn somebody is, or died."""


async def backlog(db: Database, now: datetime) -> Backlog:
    """Counted over the partial indexes of what waits."""
    waits = select(func.count(), func.min(inbox.c.sent_at)).where(inbox.c.state == "waiting")
    async with db.read() as connection:
        messages, oldest = (await connection.execute(waits)).one()

        async def count(where: ColumnElement[bool]) -> int:
            return int((await connection.execute(select(func.count()).where(where))).scalar_one())

        return Backlog(
            messages=messages,
            replies=await count(outbox.c.state == "waiting"),
            set_aside=await count(inbox.c.state == "dead") + await count(outbox.c.state == "dead"),
            oldest_seconds=max(0.0, (now - oldest).total_seconds()) if oldest else 0.0,
            leases=await count(sessions.c.lease_until > 0),
        )
