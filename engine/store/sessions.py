"""Sessions: find or open one by its thread, read them, pause and close them."""

import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

import structlog
from pydantic import ValidationError
from sqlalchemy import ColumnElement, bindparam, delete, or_, select, update
from sqlalchemy.dialects.postgresql import insert as pg_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert
from sqlalchemy.ext.asyncio import AsyncConnection

from engine.document import unknown
from engine.document.spec import Stage
from engine.errors import SessionClosed, SessionNotFound
from engine.messages.inbound import Author
from engine.rules import Rules, person
from engine.store import drafts
from engine.store.database import Database
from engine.store.rows import Session, SessionStatus
from engine.store.tables import messages, sessions

NO_SESSION = "There is no such session (any more)."
"""Said to people too, so it names no id."""
_log = structlog.get_logger()
_ID = re.compile(r"ses_[0-9a-z]{26}")
LEFT = "~"
"""Between the thread that an abandoned session has left and the session's id: thread keys are unique."""
COLUMNS = (
    sessions.c.id,
    sessions.c.thread_key,
    sessions.c.status,
    sessions.c.stage,
    sessions.c.version,
    sessions.c.revision,
    sessions.c.author_id,
    sessions.c.author_name,
    sessions.c.asked,
    sessions.c.tokens,
    sessions.c.documents,
    sessions.c.settings,
    sessions.c.created_at,
    sessions.c.updated_at,
    sessions.c.expires_at,
    sessions.c.abandoned_at,
    sessions.c.votes,
)
_BY_THREAD_LOCKED = select(*COLUMNS).where(sessions.c.thread_key == bindparam("thread_key")).with_for_update()
_BY_ID = select(*COLUMNS).where(sessions.c.id == bindparam("id"))
_BY_CREATE_KEY = select(*COLUMNS).where(sessions.c.create_key == bindparam("create_key"))
_SET_RULES = (
    update(sessions)
    .where(sessions.c.id == bindparam("session_id"))
    .values(settings=bindparam("rules"), remind_at=bindparam("remind"))
)
_PAUSE = (
    update(sessions)
    .where(sessions.c.status == "active", sessions.c.expires_at < bindparam("now"))
    .values(status="paused")
)


async def opened(
    connection: AsyncConnection,
    session_id: str,
    thread_key: str,
    author: Author,
    *,
    now: datetime,
    expires: datetime,
    create_key: str | None = None,
    workspace: str | None = None,
    asked: Any = None,
    only_known: bool = False,
) -> Session:
    """The session of this thread, opened as `session_id` if it is new; its row is locked until the transaction ends.

    The lock is what makes inbox ids follow the order of commits within a session. With `only_known` none is opened:
    SessionNotFound.
    """
    found = (await connection.execute(_BY_THREAD_LOCKED, {"thread_key": thread_key})).first()
    if found is None and only_known:
        raise SessionNotFound(NO_SESSION)
    if found is None:
        await connection.execute(
            _insert(connection),
            {
                "id": session_id,
                "thread_key": thread_key,
                "create_key": create_key,
                "workspace": workspace,
                "status": "active",
                "stage": Stage.INITIAL,
                "version": 0,
                "revision": 0,
                "author_id": author.id,
                "author_name": author.name,
                "asked": asked,
                "lease_epoch": 0,
                "lease_until": 0,
                "lost_leases": 0,
                "created_at": now,
                "updated_at": now,
                "expires_at": expires,
            },
        )
        found = (await connection.execute(_BY_THREAD_LOCKED, {"thread_key": thread_key})).first()
    assert found is not None
    return session_of(found)


def _insert(connection: AsyncConnection) -> Any:
    insert_into = pg_insert if connection.dialect.name == "postgresql" else sqlite_insert
    return insert_into(sessions).on_conflict_do_nothing(index_elements=["thread_key"])


async def by_id(db: Database, session_id: str) -> Session:
    """Raises SessionNotFound."""
    async with db.read() as connection:
        found = None
        if _ID.fullmatch(session_id):
            found = (await connection.execute(_BY_ID, {"id": session_id})).first()
    if found is None:
        raise SessionNotFound(NO_SESSION)
    return session_of(found)


async def by_thread(db: Database, thread_key: str) -> Session | None:
    """The open session of this thread; an abandoned one has left it."""
    async with db.read() as connection:
        query = select(*COLUMNS).where(sessions.c.thread_key == thread_key)
        found = (await connection.execute(query)).first()
    return session_of(found) if found else None


async def by_create_key(db: Database, create_key: str) -> Session | None:
    async with db.read() as connection:
        found = (await connection.execute(_BY_CREATE_KEY, {"create_key": create_key})).first()
    return session_of(found) if found else None


async def listed(
    db: Database,
    *,
    status: SessionStatus | None = None,
    stage: Stage | None = None,
    platform: str | None = None,
    workspace: str | None = None,
    author: str | None = None,
    before: str | None = None,
    limit: int = 50,
) -> Sequence[Session]:
    """Sessions, newest first. The next page begins `before` the id of the last one.

    `platform` is the beginning of the thread key, such as `slack` or `slack:T0123`; `workspace` that of an API key;
    `author` is somebody who opened the session or wrote in it.
    """
    query = select(*COLUMNS).order_by(sessions.c.id.desc()).limit(limit)
    if status:
        query = query.where(sessions.c.status == status)
    if stage:
        query = query.where(sessions.c.stage == stage)
    if platform:
        query = query.where(sessions.c.thread_key.startswith(f"{platform}:", autoescape=True))
    if workspace:
        query = query.where(_in_workspace(workspace))
    if author:
        wrote = select(messages.c.seq).where(messages.c.session_id == sessions.c.id, messages.c.author_id == author)
        query = query.where(or_(sessions.c.author_id == author, wrote.exists()))
    if before:
        query = query.where(sessions.c.id < before)
    async with db.read() as connection:
        return [session_of(row) for row in await connection.execute(query)]


async def in_workspace(db: Database, session_id: str, workspace: str) -> bool:
    """Whether there is such a session, and it belongs to the workspace of an API key."""
    query = select(sessions.c.id).where(sessions.c.id == session_id, _in_workspace(workspace))
    async with db.read() as connection:
        return (await connection.execute(query)).first() is not None


def _in_workspace(workspace: str) -> ColumnElement[bool]:
    in_thread = sessions.c.thread_key.startswith(f"{workspace}:", autoescape=True)
    return or_(sessions.c.workspace == workspace, in_thread)


async def change_rules(
    db: Database, session_id: str, change: Callable[[Session], tuple[Rules, datetime | None]]
) -> Session:
    """What `change` makes of the rules as they are now, and when those are reminded whom the open question asks then;
    of two at once both count. The session as it is after it. Raises SessionNotFound, and what `change` raises."""
    await by_id(db, session_id)
    async with db.write() as connection:
        row = (await connection.execute(_BY_ID.with_for_update(), {"id": session_id})).first()
        if row is None:
            raise SessionNotFound(NO_SESSION)
        session = session_of(row)
        rules, remind = change(session)
        values = {"session_id": session_id, "rules": unknown.write(rules), "remind": remind}
        await connection.execute(_SET_RULES, values)
    return replace(session, rules=rules)


async def purge(db: Database, session_id: str) -> None:
    """Erase the session and all that belongs to it. Raises SessionNotFound."""
    await by_id(db, session_id)
    async with db.step() as connection:
        await connection.execute(drafts.of_sessions(sessions.c.id == session_id))
        await connection.execute(delete(sessions).where(sessions.c.id == session_id))
    await db.forget_erased()


async def pause_idle(db: Database, now: datetime) -> int:
    """Pause the active sessions whose time is over; how many there were."""
    async with db.step() as connection:
        return (await connection.execute(_PAUSE, {"now": now})).rowcount


def check_open(session: Session) -> None:
    """Raises SessionClosed when it takes no more messages."""
    if session.status == "abandoned":
        raise SessionClosed("This session was abandoned and takes no more messages. Start a new one.")


def _rules_of(row: Any) -> Rules:
    """What cannot be read here lets only the person who began the session approve, until somebody sets it anew."""
    try:
        return unknown.read(Rules, row.settings)
    except ValidationError:
        _log.error("The settings of a session were written by another release, and cannot be read.", session=row.id)
        return Rules().given("approve", [person(Author(row.author_id, row.author_name))])


def session_of(row: Any) -> Session:
    return Session(
        id=row.id,
        thread_key=row.thread_key.partition(LEFT)[0],
        status=row.status,
        stage=Stage(row.stage) if row.stage in Stage.__members__ else Stage.INITIAL,
        version=row.version,
        revision=row.revision,
        author=Author(row.author_id, row.author_name),
        asked=row.asked,
        tokens=row.tokens,
        documents=row.documents,
        rules=_rules_of(row),
        created_at=row.created_at,
        updated_at=row.updated_at,
        expires_at=row.expires_at,
        abandoned_at=row.abandoned_at,
        votes=row.votes,
    )
