"""The outbox: replies on their way to their threads, delivered at least once and in the order of the thread."""

from collections.abc import Coroutine
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeVar

from sqlalchemy import Boolean, Select, bindparam, case, func, insert, select, update
from sqlalchemy.sql.dml import ReturningUpdate

from engine.errors import LostLease
from engine.messages.inbound import ThreadKey
from engine.messages.replies import Reply, read_reply
from engine.store.columns import now_ms
from engine.store.database import Database
from engine.store.renewal import run_with_renewal
from engine.store.rows import Outbound, Session
from engine.store.tables import outbox

FETCHED = ("api",)
"""Platforms whose replies are fetched and not delivered."""
LEASE_SECONDS = 5.0
"""After the death of a process, another one delivers again. Renewed every third while an adapter posts."""
MOST_FAILURES = 8
"""Then a reply is set aside. To be asked to wait is no failure, and neither is the death of whoever delivered."""
_T = TypeVar("_T")
_FIRST_RETRY_SECONDS = 1.0
_LONGEST_RETRY_SECONDS = 300.0

_older = outbox.alias("older")


def _head(*where: Any) -> Select[int]:
    """The oldest reply that is due; a thread's later replies wait for its earlier ones."""
    before_it = (_older.c.session_id == outbox.c.session_id, _older.c.state == "waiting", _older.c.id < outbox.c.id)
    return (
        select(outbox.c.id)
        .where(
            outbox.c.state == "waiting",
            outbox.c.platform == bindparam("on_platform"),
            outbox.c.next_try <= now_ms(),
            ~select(_older.c.id).where(*before_it).exists(),
            *where,
        )
        .order_by(outbox.c.id)
        .limit(1)
        .with_for_update(skip_locked=True)
    )


def _claim(head: Select[int]) -> ReturningUpdate[Any]:
    return (
        update(outbox)
        .where(outbox.c.id == head.scalar_subquery(), outbox.c.state == "waiting")
        .values(attempts=outbox.c.attempts + 1, next_try=now_ms() + bindparam("lease"))
        .returning(
            outbox.c.id, outbox.c.session_id, outbox.c.thread_key, outbox.c.reply, outbox.c.attempts, outbox.c.failures
        )
    )


_CLAIM_ANY = _claim(_head())
_CLAIM_OF_SESSION = _claim(_head(outbox.c.session_id == bindparam("of_session")))
_SENT = (
    update(outbox)
    .where(outbox.c.id == bindparam("outbox_id"), outbox.c.state == "waiting")
    .values(state="sent", platform_message_id=bindparam("message_id"), error=None)
)
_FAILED = (
    update(outbox)
    .where(
        outbox.c.id == bindparam("outbox_id"),
        outbox.c.state == "waiting",
        outbox.c.attempts == bindparam("attempt"),
    )
    .values(
        state=case(
            (bindparam("for_good", type_=Boolean()), "dead"),
            (outbox.c.failures + bindparam("failed") >= MOST_FAILURES, "dead"),
            else_="waiting",
        ),
        failures=outbox.c.failures + bindparam("failed"),
        next_try=now_ms() + bindparam("pause"),
        error=bindparam("why"),
    )
)
_RENEW = (
    update(outbox)
    .where(
        outbox.c.id == bindparam("outbox_id"),
        outbox.c.state == "waiting",
        outbox.c.attempts == bindparam("attempt"),
    )
    .values(next_try=now_ms() + bindparam("lease"))
)
_FREE_ALL = update(outbox).where(outbox.c.state == "waiting", outbox.c.attempts > 0).values(next_try=0)
_BY_ID = select(outbox).where(outbox.c.id == bindparam("outbox_id"))
_NEWEST = select(func.max(outbox.c.id)).where(outbox.c.session_id == bindparam("of_session"))


@dataclass(frozen=True, slots=True)
class Posted:
    """A reply as it stands in the outbox, whether it was delivered or not."""

    id: int
    session_id: str
    thread_key: str
    reply: Reply
    created_at: datetime
    newest: bool
    """It is the last reply of its session."""


async def posted(db: Database, outbox_id: int) -> Posted | None:
    async with db.read() as connection:
        row = (await connection.execute(_BY_ID, {"outbox_id": outbox_id})).first()
        if row is None:
            return None
        newest = (await connection.execute(_NEWEST, {"of_session": row.session_id})).scalar_one()
    reply = read_reply(row.reply)
    return Posted(row.id, row.session_id, row.thread_key, reply, row.created_at, newest == row.id)


async def newest(db: Database, session_id: str) -> Reply | None:
    """The last reply of a session, whether it was delivered or not."""
    query = select(outbox.c.reply).where(outbox.c.session_id == session_id).order_by(outbox.c.id.desc()).limit(1)
    async with db.read() as connection:
        row = (await connection.execute(query)).first()
    return read_reply(row.reply) if row else None


async def put(db: Database, session: Session, reply: Reply, now: datetime) -> None:
    """A reply outside of any turn: the answer to a command."""
    async with db.write() as connection:
        await connection.execute(insert(outbox), {**row_of(session.thread_key, reply, now), "session_id": session.id})


def row_of(thread_key: str, reply: Reply, now: datetime) -> dict[str, Any]:
    """As it is stored, but for its session."""
    platform = ThreadKey.parse(thread_key).platform
    return {
        "thread_key": thread_key,
        "platform": platform,
        "reply": reply,
        "state": "sent" if platform in FETCHED else "waiting",
        "attempts": 0,
        "next_try": 0,
        "created_at": now,
    }


async def is_first(db: Database, outbound: Outbound) -> bool:
    """No reply was written to this session before."""
    earlier = select(outbox.c.id).where(outbox.c.session_id == outbound.session_id, outbox.c.id < outbound.id).limit(1)
    async with db.read() as connection:
        return (await connection.execute(earlier)).first() is None


async def claim(db: Database, platform: str, session_id: str | None = None) -> Outbound | None:
    """Lease the next reply to deliver on this platform, of one session or of any."""
    statement = _CLAIM_OF_SESSION if session_id else _CLAIM_ANY
    async with db.step() as connection:
        values = {"on_platform": platform, "of_session": session_id, "lease": int(LEASE_SECONDS * 1000)}
        row = (await connection.execute(statement, values)).first()
    return row and Outbound(row.id, row.session_id, row.thread_key, read_reply(row.reply), row.attempts, row.failures)


async def keep(db: Database, outbound: Outbound, delivery: Coroutine[Any, Any, _T]) -> _T:
    """What `delivery` gives, with the lease of this reply renewed meanwhile. Raises LostLease, and stops the work."""

    async def renew() -> None:
        values = {"outbox_id": outbound.id, "attempt": outbound.attempts, "lease": int(LEASE_SECONDS * 1000)}
        async with db.step() as connection:
            renewed = await connection.execute(_RENEW, values)
        if renewed.rowcount != 1:
            raise LostLease(outbound.session_id)

    return await run_with_renewal(delivery, renew, LEASE_SECONDS)


async def free_all(db: Database) -> None:
    """Deliver at once what waits for its next attempt: for a process that knows that all others are dead."""
    async with db.step() as connection:
        await connection.execute(_FREE_ALL)


async def mark_sent(db: Database, outbound: Outbound, platform_message_id: str | None) -> None:
    async with db.step() as connection:
        await connection.execute(_SENT, {"outbox_id": outbound.id, "message_id": platform_message_id})


async def mark_failed(
    db: Database, outbound: Outbound, why: str, *, retry_after: float | None = None, for_good: bool = False
) -> None:
    """Put off the next delivery: by what the platform asked for, or twice as long after each failure. Seconds."""
    pause = retry_after or min(_FIRST_RETRY_SECONDS * 2**outbound.failures, _LONGEST_RETRY_SECONDS)
    values = {
        "outbox_id": outbound.id,
        "attempt": outbound.attempts,
        "for_good": for_good,
        "failed": int(retry_after is None),
        "pause": int(pause * 1000),
        "why": why[:2000],
    }
    async with db.step() as connection:
        await connection.execute(_FAILED, values)
