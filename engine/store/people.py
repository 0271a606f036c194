"""What is kept of one person: found for them, or erased with every session that they were part of."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Table, delete, func, or_, select

from engine.store import drafts
from engine.store.database import Database
from engine.store.tables import documents, export_requests, inbox, messages, sessions, spec_versions


@dataclass(frozen=True, slots=True)
class Part:
    """What one person has in one session. Rows are as they are stored."""

    session_id: str
    thread_key: str
    began: bool
    """They opened it."""
    others: int
    """How many other people wrote in it."""
    messages: Sequence[dict[str, Any]]
    documents: Sequence[dict[str, Any]]
    changes: Sequence[dict[str, Any]]
    exports: Sequence[dict[str, Any]]


async def sessions_of(db: Database, person: str, *, after: str = "", limit: int) -> Sequence[str]:
    """Sessions that they opened or wrote in, oldest first."""
    query = select(sessions.c.id).where(_with(person), sessions.c.id > after).order_by(sessions.c.id).limit(limit)
    async with db.read() as connection:
        return list((await connection.execute(query)).scalars())


async def part_in(db: Database, session_id: str, person: str) -> Part:
    """Raises nothing for a session that is gone meanwhile: it is empty then."""

    def theirs(table: Table, *columns: ColumnElement[Any]) -> Any:
        return select(*columns).where(table.c.session_id == session_id, table.c.author_id == person)

    said = messages.c
    wrote = theirs(messages, said.id)
    shared = select(documents.c.name, documents.c.text, documents.c.at).where(
        documents.c.session_id == session_id,
        or_(documents.c.message_id.in_(wrote), documents.c.message_id.in_(theirs(inbox, inbox.c.message_id))),
    )
    waits = theirs(inbox, inbox.c.message_id.label("id"), inbox.c.text, inbox.c.sent_at.label("at"))
    others = select(func.count(said.author_id.distinct())).where(
        said.session_id == session_id, said.role == "person", said.author_id != person
    )
    version, asked = spec_versions.c, export_requests.c
    async with db.read() as connection:
        session = (await connection.execute(select(sessions).where(sessions.c.id == session_id))).first()

        async def rows(query: Any) -> list[dict[str, Any]]:
            return [dict(row) for row in (await connection.execute(query)).mappings()]

        return Part(
            session_id=session_id,
            thread_key=session.thread_key if session else "",
            began=bool(session and session.author_id == person),
            others=(await connection.execute(others)).scalar_one(),
            messages=[
                *await rows(theirs(messages, said.id, said.text, said.at).order_by(said.seq)),
                *await rows(waits.where(inbox.c.message_id.not_in(wrote)).order_by(inbox.c.id)),
            ],
            documents=await rows(shared.order_by(documents.c.at)),
            changes=await rows(theirs(spec_versions, version.version, version.changes, version.created_at)),
            exports=await rows(theirs(export_requests, asked.platform, asked.version, asked.at)),
        )


async def erase(db: Database, person: str) -> Sequence[str]:
    """Every session that they opened or wrote in, whole: what was agreed there holds their words. Which those were."""
    async with db.step() as connection:
        found = list((await connection.execute(select(sessions.c.id).where(_with(person)))).scalars())
        await connection.execute(drafts.of_sessions(_with(person)))
        await connection.execute(delete(sessions).where(_with(person)))
        await connection.execute(delete(export_requests).where(export_requests.c.author_id == person))
    await db.forget_erased()
    return found


def _with(person: str) -> ColumnElement[bool]:
    wrote = select(messages.c.seq).where(messages.c.session_id == sessions.c.id, messages.c.author_id == person)
    waits = select(inbox.c.id).where(inbox.c.session_id == sessions.c.id, inbox.c.author_id == person)
    return or_(sessions.c.author_id == person, wrote.exists(), waits.exists())
