"""Who did what over HTTP: ids and addresses, never what somebody wrote."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime

from sqlalchemy import insert, select

from engine.store.database import Database
from engine.store.tables import audit_log


@dataclass(frozen=True, slots=True)
class Deed:
    """A request that changed something, or took something out."""

    at: datetime
    caller_id: str
    """Of the API key, or `local`."""
    caller_name: str
    method: str
    path: str
    """Without what stands behind its question mark."""
    session_id: str | None
    status: int
    address: str
    request_id: str


@dataclass(frozen=True, slots=True)
class Entry:
    """`id` counts up; the next page begins before it."""

    id: int
    deed: Deed


async def keep(db: Database, deeds: Sequence[Deed]) -> None:
    """Store them in one transaction."""
    async with db.step() as connection:
        await connection.execute(insert(audit_log), [asdict(deed) for deed in deeds])


async def page(
    db: Database,
    *,
    session_id: str | None = None,
    caller_id: str | None = None,
    before: int | None = None,
    limit: int = 100,
) -> Sequence[Entry]:
    """Newest first."""
    c = audit_log.c
    query = select(audit_log).order_by(c.id.desc()).limit(limit)
    for column, value in ((c.session_id, session_id), (c.caller_id, caller_id)):
        if value is not None:
            query = query.where(column == value)
    if before is not None:
        query = query.where(c.id < before)
    async with db.read() as connection:
        rows = (await connection.execute(query)).mappings().all()
    return [Entry(row["id"], Deed(**{name: row[name] for name in Deed.__slots__})) for row in rows]
