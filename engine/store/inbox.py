"""The inbox: what was accepted and not yet answered."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, case, func, insert, literal, select, update
from sqlalchemy.dialects.postgresql import insert as pg_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert
from sqlalchemy.ext.asyncio import AsyncConnection

from engine.document.history import read_click
from engine.errors import TooManyWaiting
from engine.interview.contract import Message
from engine.messages.inbound import Author
from engine.messages.replies import Reply, read_reply
from engine.store.columns import now_ms
from engine.store.database import Database
from engine.store.rows import Waiting
from engine.store.tables import inbox, messages, outbox, sessions

MOST_AT_ONCE = 50
"""Messages that one turn reads; what is more waits for the next turn."""
MOST_WAITING = 200
"""In one session; a message beyond them is not accepted. Some may slip in at the same instant."""
MOST_ATTEMPTS = 3
"""A message whose turn fails this often is set aside, so that it does not block its thread."""
RETRY_MS = 1000
"""Before the second attempt; three times as long before each further one."""
MOST_DEATHS = 8
"""Processes that died while they read this one message alone; then it is set aside, and not another process."""
PAUSE_AFTER_DEATHS_MS = (0, 0, 2_000, 5_000, 15_000, 30_000, 60_000, 60_000)
"""Before it is read again after the first, second … death. In three minutes a storm of kills ends, or misses one
reading; a message that kills its reader does so every time."""

_READ = (
    "id",
    "message_id",
    "author_id",
    "author_name",
    "author_groups",
    "text",
    "sent_at",
    "changes",
    "secrets",
    "attempts",
    "deaths",
    "edits",
)
WAITING = tuple(inbox.c[name].label(f"inbox_{name}") for name in _READ)
"""What `to_read` makes messages of."""
_SEEN = select(inbox.c.id, inbox.c.session_id).where(inbox.c.event_key == bindparam("event_key"))
_ANSWERED = (
    select(inbox.c.session_id, inbox.c.state, inbox.c.error, outbox.c.reply)
    .select_from(inbox.outerjoin(outbox, outbox.c.id == inbox.c.outbox_id))
    .where(inbox.c.id == bindparam("inbox_id"))
)
_FAILED = (
    update(inbox)
    .where(inbox.c.id.in_(bindparam("ids", expanding=True)), inbox.c.state == "waiting")
    .values(attempts=inbox.c.attempts + 1, deaths=0, next_try=now_ms() + bindparam("pause"), error=bindparam("why"))
)
_SUSPECT = (
    update(inbox)
    .where(inbox.c.id == bindparam("inbox_id"), inbox.c.state == "waiting")
    .values(deaths=inbox.c.deaths + 1, next_try=now_ms() + bindparam("pause"))
)
_SURVIVED = (
    update(inbox)
    .where(inbox.c.id.in_(bindparam("ids", expanding=True)), inbox.c.state == "waiting", inbox.c.deaths > 0)
    .values(deaths=inbox.c.deaths - 1, next_try=0)
)
_DUE_SESSIONS = (
    select(inbox.c.session_id)
    .join(sessions, sessions.c.id == inbox.c.session_id)
    .where(
        inbox.c.state == "waiting",
        inbox.c.next_try <= now_ms(),
        sessions.c.lease_until < now_ms(),
        sessions.c.status != "abandoned",
    )
    .distinct()
    .limit(100)
)


_IS_FULL = (
    select(inbox.c.id)
    .where(inbox.c.session_id == sessions.c.id, inbox.c.state == "waiting")
    .order_by(inbox.c.id)
    .offset(MOST_WAITING - 1)
    .limit(1)
    .correlate(sessions)
    .exists()
)
_FULL = select(sessions.c.id).where(sessions.c.id == bindparam("session_id"), _IS_FULL)
_NEW = {"attempts": 0, "deaths": 0, "next_try": 0}


def _put_in_thread(insert_into: Any) -> Any:
    given = (
        *("event_key", "message_id", "author_id", "author_name", "author_groups"),
        *("text", "changes", "secrets", "sent_at"),
    )
    fixed = {"state": "waiting", **_NEW}
    values = (bindparam(f"new_{name}", type_=inbox.c[name].type) for name in given)
    source = (
        select(sessions.c.id, *values, *(literal(value, inbox.c[name].type) for name, value in fixed.items()))
        .where(sessions.c.thread_key == bindparam("thread_key"), sessions.c.status != "abandoned", ~_IS_FULL)
        .with_for_update()
    )
    statement = insert_into(inbox).from_select(["session_id", *given, *fixed], source)
    return statement.on_conflict_do_nothing(index_elements=["event_key"]).returning(inbox.c.id, inbox.c.session_id)


_PUT_IN_THREAD = {True: _put_in_thread(sqlite_insert), False: _put_in_thread(pg_insert)}


@dataclass(frozen=True, slots=True)
class Answered:
    """How far an accepted message is: `reply` is None while it waits, and where the builder kept silent."""

    session_id: str
    state: str
    reply: Reply | None
    refused: str | None
    """Of a click that is done: why it could not be applied."""


async def put(connection: AsyncConnection, row: Mapping[str, Any]) -> int | None:
    """Insert an inbox row; its id, or None if its event key is there already."""
    insert_into = pg_insert if connection.dialect.name == "postgresql" else sqlite_insert
    statement = insert_into(inbox).on_conflict_do_nothing(index_elements=["event_key"]).returning(inbox.c.id)
    values = {"state": "waiting", **_NEW, **row}
    inbox_id: int | None = (await connection.execute(statement, values)).scalar()
    return inbox_id


async def check_room(connection: AsyncConnection, session_id: str) -> None:
    """Raises TooManyWaiting."""
    if (await connection.execute(_FULL, {"session_id": session_id})).first():
        raise TooManyWaiting


async def put_in_thread(db: Database, thread_key: str, row: Mapping[str, Any]) -> tuple[int, str] | None:
    """`put` for a thread that has an open session, in one statement that locks the session's row: inbox and session id.

    None where there is no such session, the event key is there already, or too many wait: `put` in a transaction then
    tells which.
    """
    values = {"thread_key": thread_key, **{f"new_{name}": value for name, value in row.items()}}
    found = await db.run(_PUT_IN_THREAD[db.is_sqlite], values, urgent=True)
    return (found[0].id, found[0].session_id) if found else None


async def put_context(connection: AsyncConnection, row: Mapping[str, Any], version: int) -> int | None:
    """Store what was said to somebody else: a message of the transcript, and an inbox row only for its event key."""
    inbox_id = await put(connection, {**row, "state": "done"})
    if inbox_id is not None:
        said = {
            "id": row["message_id"],
            "session_id": row["session_id"],
            "role": "person",
            "author_id": row["author_id"],
            "author_name": row["author_name"],
            "text": row["text"],
            "addressed": False,
            "version": version,
            "at": row["sent_at"],
        }
        await connection.execute(insert(messages), said)
        of_session = sessions.c.id == row["session_id"]
        await connection.execute(update(sessions).where(of_session).values(revision=sessions.c.revision + 1))
    return inbox_id


async def seen(connection: AsyncConnection, event_key: str) -> tuple[int, str] | None:
    """The inbox id and the session of an event key that was accepted before."""
    row = (await connection.execute(_SEEN, {"event_key": event_key})).first()
    return (row.id, row.session_id) if row else None


def to_read(rows: Sequence[Any], *, one_by_one: bool = False) -> list[Waiting]:
    """What the next turn reads of these rows of `WAITING`, in the order in which it was sent.

    After a failure or a death, or `one_by_one`: one message at a time, so that the bad one fails alone. A click that
    only a newer release understands (`Waiting.newer`) comes alone, and so does an edit (`Waiting.edits`): what was sent
    before it is answered first.
    """
    rows = [row for row in rows if row.inbox_id is not None]
    if rows and (one_by_one or rows[0].inbox_attempts or rows[0].inbox_deaths):
        rows = rows[:1]
    found = sorted((_waiting_of(row) for row in rows), key=lambda w: (w.message.at, w.id))
    before = next((n for n, w in enumerate(found) if w.newer or w.edits), len(found))
    return found[: max(1, before)]


async def first_of(db: Database, session_id: str) -> tuple[str, str]:
    """Event key and text of the message that began a session; empty where it began without one."""
    query = (
        select(inbox.c.event_key, inbox.c.text).where(inbox.c.session_id == session_id).order_by(inbox.c.id).limit(1)
    )
    async with db.read() as connection:
        row = (await connection.execute(query)).first()
    return (row.event_key, row.text) if row else ("", "")


async def answered(db: Database, inbox_id: int) -> Answered | None:
    async with db.read() as connection:
        row = (await connection.execute(_ANSWERED, {"inbox_id": inbox_id})).first()
    if row is None:
        return None
    reply = read_reply(row.reply) if row.reply else None
    return Answered(row.session_id, row.state, reply, row.error if row.state == "done" else None)


async def note_failure(db: Database, rows: Sequence[Waiting], why: str) -> None:
    """Count the attempt and put off the next one."""
    pause = RETRY_MS * 3 ** min(w.attempts for w in rows)
    async with db.step() as connection:
        await connection.execute(_FAILED, {"ids": [w.id for w in rows], "pause": pause, "why": why[:2000]})


async def note_death_in_advance(db: Database, row: Waiting) -> None:
    """Before a message is read alone, after its readers died: if this process dies as well, the message is to blame.

    A turn that ends, ends the row too; one that stops without an end takes the note back with `note_survival`.
    """
    pause = PAUSE_AFTER_DEATHS_MS[min(row.deaths, len(PAUSE_AFTER_DEATHS_MS) - 1)]
    async with db.step() as connection:
        await connection.execute(_SUSPECT, {"inbox_id": row.id, "pause": pause})


async def note_survival(db: Database, rows: Sequence[Waiting]) -> None:
    """This process stopped reading and lives: what was noted in advance is taken back."""
    async with db.step() as connection:
        await connection.execute(_SURVIVED, {"ids": [w.id for w in rows]})


async def due_sessions(db: Database) -> list[str]:
    """Sessions with something to read that nobody is reading."""
    async with db.read() as connection:
        return list((await connection.execute(_DUE_SESSIONS)).scalars())


async def last_heard(db: Database, platform: str, before: datetime, limit: int) -> Sequence[tuple[str, datetime]]:
    """`(thread key, when its last message of before then was sent)` of the open sessions that were last in use; where
    all its messages are later, the first of them."""
    known = func.max(case((inbox.c.sent_at < before, inbox.c.sent_at)))
    query = (
        select(sessions.c.thread_key, func.coalesce(known, func.min(inbox.c.sent_at)))
        .join(inbox, inbox.c.session_id == sessions.c.id)
        .where(sessions.c.status != "abandoned", sessions.c.thread_key.startswith(f"{platform}:"))
        .group_by(sessions.c.id, sessions.c.thread_key, sessions.c.updated_at)
        .order_by(sessions.c.updated_at.desc())
        .limit(limit)
    )
    async with db.read() as connection:
        return [(thread_key, at) for thread_key, at in await connection.execute(query)]


def _waiting_of(row: Any) -> Waiting:
    changes = None if row.inbox_changes is None else read_click(row.inbox_changes)
    return Waiting(
        id=row.inbox_id,
        message=Message(
            id=row.inbox_message_id,
            role="person",
            author=Author(row.inbox_author_id, row.inbox_author_name, tuple(row.inbox_author_groups)),
            text=row.inbox_text,
            at=row.inbox_sent_at,
        ),
        changes=None if row.inbox_changes is None else changes or (),
        secrets=tuple(row.inbox_secrets),
        attempts=row.inbox_attempts,
        deaths=row.inbox_deaths,
        edits=row.inbox_edits,
        newer=row.inbox_changes is not None and changes is None,
    )
