"""One turn per session at a time: the lease of a session, taken together with what the turn is to read.

The epoch grows with every lease. Every write of a turn is fenced by it: a process that was stopped for longer than its
lease, and finds another one at work, writes nothing.
"""

from collections.abc import Coroutine, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from sqlalchemy import Column, ColumnElement, Select, and_, bindparam, case, select, update

from engine.errors import LostLease
from engine.store.columns import now_ms
from engine.store.database import Database
from engine.store.inbox import MOST_AT_ONCE, WAITING, to_read
from engine.store.renewal import run_with_renewal
from engine.store.rows import Session, Waiting
from engine.store.sessions import COLUMNS, session_of
from engine.store.tables import inbox, sessions
from engine.store.unit import Parts, Unit

_T = TypeVar("_T")
LEASE_SECONDS = 5.0
"""How long a dead process keeps a session from the others. Renewed every third, so a slow model does not matter."""

# not correlated with `sessions`: SQLite's RETURNING leaves out table names, and `id` would be the inbox's own
_waiting = select(inbox.c.id).where(inbox.c.session_id == bindparam("session_id"), inbox.c.state == "waiting")
_seen = sessions.alias("seen")


def _as_seen(column: Column[Any]) -> ColumnElement[bool]:
    """What is read beside the lease is as old as the statement; a turn that ended while this waited for the row shows
    in the lease, and whoever ended it looks again."""
    return column == select(_seen.c[column.key]).where(_seen.c.id == bindparam("session_id")).scalar_subquery()


_FREE = (
    sessions.c.id == bindparam("session_id"),
    sessions.c.lease_until < now_ms(),
    sessions.c.status != "abandoned",
    _as_seen(sessions.c.lease_epoch),
    _as_seen(sessions.c.lease_until),
)
MINE = (
    sessions.c.id == bindparam("session_id"),
    sessions.c.lease_owner == bindparam("owner"),
    sessions.c.lease_epoch == bindparam("epoch"),
)


def _taken(*where: Any) -> Unit:
    """The lease, and beside it what waits: one row a message, or one row with no message."""
    leased = (*COLUMNS, sessions.c.lease_epoch, sessions.c.lost_leases)
    take = (
        update(sessions)
        .where(*_FREE, *where)
        .values(
            lease_owner=bindparam("owner"),
            lease_epoch=sessions.c.lease_epoch + 1,
            lease_until=now_ms() + bindparam("length"),
            lost_leases=case((sessions.c.lease_until > 0, sessions.c.lost_leases + 1), else_=0),
        )
        .returning(*leased)
    )

    def with_what_waits(parts: Parts) -> Select[Any]:
        session = parts.first
        those = (inbox.c.session_id == session.c.id, inbox.c.state == "waiting")
        return (
            select(*(session.c[column.key] for column in leased), *WAITING)
            .select_from(session.outerjoin(inbox, and_(*those)))
            .order_by(inbox.c.id)
            .limit(MOST_AT_ONCE)
        )

    return Unit(
        take, select(*leased).where(sessions.c.id == bindparam("session_id")).subquery("session"), with_what_waits
    )


_TAKE = _taken()
_TAKE_IF_WAITING = _taken(_waiting.exists(), ~_waiting.where(inbox.c.next_try > now_ms()).exists())
_RENEW = update(sessions).where(*MINE).values(lease_until=now_ms() + bindparam("length"))
_RELEASE = update(sessions).where(*MINE).values(lease_until=0)
_FREE_ALL = update(sessions).where(sessions.c.lease_until > now_ms()).values(lease_until=1)


@dataclass(frozen=True, slots=True)
class Lease:
    """The right to take a turn in this session, as it stood when the lease was taken."""

    rows: Sequence[Any]
    """The session as it is stored, beside one message that waits, or none; one row a message. They are read where
    they can be set aside if they cannot be read."""
    owner: str
    seconds: float

    @property
    def row(self) -> Any:
        return self.rows[0]

    @property
    def session_id(self) -> str:
        return str(self.row.id)

    @property
    def epoch(self) -> int:
        return int(self.row.lease_epoch)

    @property
    def lost_before(self) -> int:
        """How many owners in a row died, or slept past their lease, with this session in their hands."""
        return int(self.row.lost_leases)

    @property
    def session(self) -> Session:
        return session_of(self.row)

    @property
    def waiting(self) -> list[Waiting]:
        """What the turn is to read."""
        return to_read(self.rows, one_by_one=self.lost_before > 0)

    @property
    def lost(self) -> LostLease:
        return LostLease(self.session_id)

    @property
    def keys(self) -> dict[str, Any]:
        return {"session_id": self.session_id, "owner": self.owner, "epoch": self.epoch}


async def take(
    db: Database, session_id: str, owner: str, *, seconds: float = LEASE_SECONDS, if_waiting: bool = True
) -> Lease | None:
    """The lease, or None: somebody else has it, or (`if_waiting`) nothing is due."""
    values = {"session_id": session_id, "owner": owner, "length": int(seconds * 1000)}
    rows = await db.run(_TAKE_IF_WAITING if if_waiting else _TAKE, values)
    return Lease(rows, owner, seconds) if rows else None


async def release(db: Database, lease: Lease) -> None:
    """Give it back; without effect where it is lost already."""
    async with db.step() as connection:
        await connection.execute(_RELEASE, lease.keys)


async def free_all(db: Database) -> None:
    """Take every lease from its owner: for a process that knows that all others are dead. Each counts as lost."""
    async with db.step() as connection:
        await connection.execute(_FREE_ALL)


async def keep(db: Database, lease: Lease, work: Coroutine[Any, Any, _T]) -> _T:
    """What `work` gives, with the lease renewed meanwhile. Raises LostLease, and stops the work."""

    async def renew() -> None:
        async with db.step() as connection:
            renewed = await connection.execute(_RENEW, {**lease.keys, "length": int(lease.seconds * 1000)})
        if renewed.rowcount != 1:
            raise lease.lost

    return await run_with_renewal(work, renew, lease.seconds)
