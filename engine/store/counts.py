"""How many agents somebody has in the making, and how many messages they have sent: what an operator may limit."""

from datetime import datetime

from sqlalchemy import ColumnElement, Select, func, select

from engine.store.database import Database
from engine.store.tables import inbox, sessions


async def open_sessions(db: Database, *, within: str, author_id: str | None = None) -> int:
    """Sessions that are neither finished nor abandoned; `within` is what their thread keys begin with."""
    query = select(func.count()).select_from(sessions).where(sessions.c.status.in_(("active", "paused")))
    return await _count(db, query.where(*_of(within), *([sessions.c.author_id == author_id] if author_id else [])))


async def messages(db: Database, *, within: str, since: datetime, author_id: str | None = None) -> int:
    """Messages, clicks and forms that were accepted."""
    query = select(func.count()).select_from(inbox.join(sessions)).where(inbox.c.sent_at >= since)
    return await _count(db, query.where(*_of(within), *([inbox.c.author_id == author_id] if author_id else [])))


def _of(within: str) -> list[ColumnElement[bool]]:
    return [sessions.c.thread_key.startswith(within, autoescape=True)]


async def _count(db: Database, query: Select[int]) -> int:
    async with db.read() as connection:
        return int((await connection.execute(query)).scalar_one())
