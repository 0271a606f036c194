"""Shared documents: stored with the message that they came with, and what was read of them, part by part.

A part is written as soon as it is read, fenced by the lease of its turn, and once: a process that dies in the middle of
a long document leaves all that it had read.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from engine.ids import new_id
from engine.interview.contract import Usage
from engine.interview.digest.shared import Shared
from engine.interview.digest.sources import Part, Source, part_written, read_part
from engine.store.database import Database
from engine.store.lease import MINE, Lease
from engine.store.tables import document_parts, documents, sessions, usage


async def put(
    connection: AsyncConnection, session_id: str, message_id: str, shared: Sequence[Shared], at: datetime
) -> None:
    """Store what came with a message, in the transaction that stores the message."""
    rows = [
        {
            "id": new_id("doc"),
            "session_id": session_id,
            "message_id": message_id,
            "number": number,
            "name": one.name,
            "unit": one.unit,
            "extent": one.extent,
            "length": len(one.text),
            "more": one.more,
            "text": one.text,
            "at": at,
        }
        for number, one in enumerate(shared, start=1)
    ]
    await connection.execute(insert(documents), rows)
    count = sessions.c.documents + len(rows)
    await connection.execute(update(sessions).where(sessions.c.id == session_id).values(documents=count))


async def of_session(db: Database, session_id: str) -> tuple[Source, ...]:
    """Its documents in the order in which they came, without their texts."""
    columns = [c for c in documents.c if c is not documents.c.text]
    those = (
        select(*columns)
        .where(documents.c.session_id == session_id)
        .order_by(documents.c.at, documents.c.message_id, documents.c.number)
    )
    read = (
        select(document_parts)
        .join(documents)
        .where(documents.c.session_id == session_id)
        .order_by(document_parts.c.document_id, document_parts.c.number)
    )
    async with db.read() as connection:
        rows = (await connection.execute(those)).all()
        parts = (await connection.execute(read)).all()
    return tuple(_source(row, [part for part in parts if part.document_id == row.id]) for row in rows)


async def text_of(db: Database, document_id: str) -> str:
    async with db.read() as connection:
        query = select(documents.c.text).where(documents.c.id == document_id)
        return str((await connection.execute(query)).scalar_one())


async def note_part(db: Database, lease: Lease, source: Source, part: Part, used: Usage, now: datetime) -> None:
    """Write a part that was read, and what it cost. Raises LostLease, and writes nothing."""
    row = {
        "document_id": source.id,
        "number": part.number,
        "message_id": part.message,
        "until": part.end,
        "found": part_written(part),
        "at": now,
    }
    async with db.write() as connection:
        mine = update(sessions).where(*MINE).values(tokens=sessions.c.tokens + used.tokens)
        if (await connection.execute(mine, lease.keys)).rowcount != 1:
            raise lease.lost
        await connection.execute(insert(document_parts), row)
        if used.calls:
            await connection.execute(insert(usage), _usage_row(lease.session_id, used, now))


def _usage_row(session_id: str, used: Usage, now: datetime) -> Mapping[str, Any]:
    return {
        "session_id": session_id,
        "message_id": None,
        "model": used.model,
        "calls": used.calls,
        "input_tokens": used.input_tokens,
        "cached_tokens": used.cached_tokens,
        "output_tokens": used.output_tokens,
        "cost_usd": used.cost_usd,
        "at": now,
    }


def _source(row: Any, parts: Sequence[Any]) -> Source:
    return Source(
        id=row.id,
        name=row.name,
        message=row.message_id,
        unit=row.unit,
        extent=row.extent,
        length=row.length,
        more=row.more,
        parts=tuple(read_part(part.number, part.message_id, part.until, part.found) for part in parts),
    )
