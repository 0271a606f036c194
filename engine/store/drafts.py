"""Drafts: the message of a thread that shows a reply's words while they come, until the reply takes its place."""

from typing import Any

from sqlalchemy import Delete, delete, insert, select, update

from engine.store.database import Database
from engine.store.tables import drafts, sessions


async def of(db: Database, thread_key: str) -> str | None:
    """The platform's id of the message; empty where nobody knows whether it was posted, None where there is none."""
    async with db.read() as connection:
        query = select(drafts.c.message_id).where(drafts.c.thread_key == thread_key)
        return (await connection.execute(query)).scalar_one_or_none()


async def keep(db: Database, thread_key: str, message_id: str) -> None:
    async with db.write() as connection:
        known = update(drafts).where(drafts.c.thread_key == thread_key).values(message_id=message_id)
        if not (await connection.execute(known)).rowcount:
            await connection.execute(insert(drafts).values(thread_key=thread_key, message_id=message_id))


async def drop(db: Database, thread_key: str) -> None:
    async with db.write() as connection:
        await connection.execute(delete(drafts).where(drafts.c.thread_key == thread_key))


def of_sessions(*which: Any) -> Delete:
    """Erases those in the threads of these sessions; to be done before the sessions are erased."""
    threads = select(sessions.c.thread_key).where(*which)
    return delete(drafts).where(drafts.c.thread_key.in_(threads))
