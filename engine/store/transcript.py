"""Messages and versions: what was said, and what was agreed. Rows are only ever added."""

from collections.abc import Mapping, Sequence
from typing import Any

import structlog
from pydantic import ValidationError
from sqlalchemy import bindparam, select, tuple_

from engine.document.history import read_history
from engine.document.spec import AgentSpec
from engine.document.upcast import read
from engine.errors import UnreadableDocument
from engine.interview.contract import Message
from engine.messages.inbound import Author
from engine.store.database import Database
from engine.store.rows import ListedVersion, Session, Version
from engine.store.tables import messages, spec_versions

_log = structlog.get_logger()
WINDOW = 20
"""Messages of history that a turn sees: a thread of 200 costs no more than one of 20."""
EMPTY = Version(0, None, AgentSpec(), (), Author("builder", "Builder"), None, None)

_WINDOW = (
    select(messages)
    .where(messages.c.session_id == bindparam("session_id"))
    .order_by(messages.c.seq.desc())
    .limit(WINDOW)
)
_VERSION = select(spec_versions).where(
    spec_versions.c.session_id == bindparam("session_id"), spec_versions.c.version == bindparam("version")
)


async def window(db: Database, session_id: str) -> tuple[Message, ...]:
    """The last messages of the transcript, oldest first."""
    async with db.read() as connection:
        rows = (await connection.execute(_WINDOW, {"session_id": session_id})).all()
    return tuple(message_of(row) for row in reversed(rows))


async def message(db: Database, message_id: str) -> tuple[int, Message] | None:
    """The version of the spec after the turn that it was part of, and the message."""
    async with db.read() as connection:
        row = (await connection.execute(select(messages).where(messages.c.id == message_id))).first()
    return (row.version, message_of(row)) if row else None


async def place(db: Database, session_id: str, message_id: str) -> int | None:
    """The `seq` of a message of this session."""
    query = select(messages.c.seq).where(messages.c.session_id == session_id, messages.c.id == message_id)
    async with db.read() as connection:
        return (await connection.execute(query)).scalar()


async def page(
    db: Database, session_id: str, *, after: int = 0, limit: int = 100
) -> Sequence[tuple[int, int, Message]]:
    """`(seq, version, message)` in order; the next page begins `after` the last seq."""
    query = (
        select(messages)
        .where(messages.c.session_id == session_id, messages.c.seq > after)
        .order_by(messages.c.seq)
        .limit(limit)
    )
    async with db.read() as connection:
        return [(row.seq, row.version, message_of(row)) for row in await connection.execute(query)]


async def latest(
    db: Database, session_id: str, *, before: int | None = None, limit: int = 100
) -> Sequence[tuple[int, int, Message]]:
    """The same from its end, newest first; the page of older ones begins `before` the last seq."""
    query = select(messages).where(messages.c.session_id == session_id).order_by(messages.c.seq.desc()).limit(limit)
    if before is not None:
        query = query.where(messages.c.seq < before)
    async with db.read() as connection:
        return [(row.seq, row.version, message_of(row)) for row in await connection.execute(query)]


async def version(db: Database, session_id: str, number: int) -> Version | None:
    """One version of the spec; number 0 is the empty spec that every session starts from.

    Raises UnreadableDocument.
    """
    if number == 0:
        return EMPTY
    async with db.read() as connection:
        row = (await connection.execute(_VERSION, {"session_id": session_id, "version": number})).first()
    return version_of(row) if row else None


async def versions(
    db: Database, session_id: str, *, before: int | None = None, limit: int = 50
) -> Sequence[ListedVersion]:
    """Versions with their changes, newest first; the next page begins `before` the last number.

    One that cannot be read here keeps nobody from seeing the others.
    """
    query = select(spec_versions).where(spec_versions.c.session_id == session_id)
    if before is not None:
        query = query.where(spec_versions.c.version < before)
    async with db.read() as connection:
        rows = await connection.execute(query.order_by(spec_versions.c.version.desc()).limit(limit))
        return [_listed(row) for row in rows]


async def specs_of(db: Database, found: Sequence[Session]) -> Mapping[str, AgentSpec]:
    """The current spec of each of these sessions, by its id; a session whose spec cannot be read here is left out."""
    current = tuple_(spec_versions.c.session_id, spec_versions.c.version).in_([(s.id, s.version) for s in found])
    query = select(spec_versions.c.session_id, spec_versions.c.version, spec_versions.c.spec).where(current)
    specs = {session.id: EMPTY.spec for session in found}
    async with db.read() as connection:
        for row in await connection.execute(query):
            try:
                specs[row.session_id] = _spec_of(row)
            except UnreadableDocument:
                del specs[row.session_id]
    return specs


def message_of(row: Any) -> Message:
    return Message(
        id=row.id,
        role=row.role,
        author=Author(row.author_id, row.author_name),
        text=row.text,
        at=row.at,
        addressed=row.addressed,
    )


def _spec_of(row: Any) -> AgentSpec:
    """Raises UnreadableDocument, which is for a person; what the operator needs is in the log."""
    try:
        return read(row.spec, session_id=row.session_id, version=row.version)
    except UnreadableDocument as unreadable:
        _log.error(unreadable.reason, places=unreadable.places)
        raise


def _listed(row: Any) -> ListedVersion:
    changes: tuple[Any, ...] = ()
    try:
        changes = read_history(row.changes)
        _spec_of(row)
    except (UnreadableDocument, ValidationError):
        readable = False
    else:
        readable = True
    return ListedVersion(
        number=row.version,
        parent=row.parent,
        changes=changes,
        author=Author(row.author_id, row.author_name),
        message_id=row.message_id,
        created_at=row.created_at,
        readable=readable,
    )


def version_of(row: Any) -> Version:
    return Version(
        number=row.version,
        parent=row.parent,
        spec=_spec_of(row),
        changes=read_history(row.changes),
        author=Author(row.author_id, row.author_name),
        message_id=row.message_id,
        created_at=row.created_at,
    )
