"""One turn per session at a time: the lease of a session, and the fenced commit of a turn.

The epoch grows with every lease. Every write of a turn is fenced by it: a process that was stopped for longer than its
lease, and finds another one at work, writes nothing.
"""

from collections.abc import Coroutine, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal, TypeVar

from sqlalchemy import Row, bindparam, case, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from engine.document.upcast import write
from engine.errors import LostLease
from engine.inbound import ThreadKey
from engine.interview.contract import Message, Usage
from engine.replies import Reply
from engine.spec import Stage
from engine.store.columns import now_ms
from engine.store.database import Database
from engine.store.renewal import run_with_renewal
from engine.store.rows import Session, SessionStatus, Version
from engine.store.sessions import COLUMNS, session_of
from engine.store.tables import exports, inbox, messages, outbox, sessions, spec_versions, usage
from engine.targets.bundle import Bundle

_T = TypeVar("_T")
LEASE_SECONDS = 5.0
"""How long a dead process keeps a session from the others. Renewed every third, so a slow model does not matter."""
FETCHED = ("api",)
"""Platforms whose replies are fetched and not delivered."""

# not correlated with `sessions`: SQLite's RETURNING leaves out table names, and `id` would be the inbox's own
_waiting = select(inbox.c.id).where(inbox.c.session_id == bindparam("of_session"), inbox.c.state == "waiting")
_FREE = (sessions.c.id == bindparam("session_id"), sessions.c.lease_until < now_ms(), sessions.c.status != "abandoned")
MINE = (
    sessions.c.id == bindparam("session_id"),
    sessions.c.lease_owner == bindparam("owner"),
    sessions.c.lease_epoch == bindparam("epoch"),
)


def _taken(*where: Any) -> Any:
    return (
        update(sessions)
        .where(*_FREE, *where)
        .values(
            lease_owner=bindparam("new_owner"),
            lease_epoch=sessions.c.lease_epoch + 1,
            lease_until=now_ms() + bindparam("length"),
            lost_leases=case((sessions.c.lease_until > 0, sessions.c.lost_leases + 1), else_=0),
        )
        .returning(*COLUMNS, sessions.c.lease_epoch, sessions.c.lost_leases)
    )


_TAKE = _taken()
_TAKE_IF_WAITING = _taken(_waiting.exists(), ~_waiting.where(inbox.c.next_try > now_ms()).exists())
_RENEW = update(sessions).where(*MINE).values(lease_until=now_ms() + bindparam("length"))
_RELEASE = update(sessions).where(*MINE).values(lease_until=0)
_FREE_ALL = update(sessions).where(sessions.c.lease_until > now_ms()).values(lease_until=1)
_ANSWER = (
    update(inbox)
    .where(inbox.c.id.in_(bindparam("ids", expanding=True)), inbox.c.state == "waiting")
    .values(
        state=bindparam("to_state"),
        outbox_id=bindparam("by_outbox"),
        error=case((bindparam("to_state") == "dead", inbox.c.error), else_=None),
    )
    .returning(_waiting.where(inbox.c.id.not_in(bindparam("ids", expanding=True))).exists().label("more"))
)
_REFUSE = update(inbox).where(inbox.c.id == bindparam("inbox_id")).values(error=bindparam("why"))
_FINISH = (
    update(sessions)
    .where(*MINE)
    .values(
        status=bindparam("to_status"),
        stage=bindparam("to_stage"),
        version=bindparam("to_version"),
        asked=bindparam("to_asked", type_=sessions.c.asked.type),
        tokens=sessions.c.tokens + bindparam("used_tokens"),
        revision=sessions.c.revision + 1,
        updated_at=bindparam("now"),
        expires_at=bindparam("expires"),
        lease_until=0,
    )
)
_POST = insert(outbox).returning(outbox.c.id)
_VERSION = insert(spec_versions)
_MESSAGES = insert(messages)
_EXPORTS = insert(exports)
_USAGE = insert(usage)


@dataclass(frozen=True, slots=True)
class Lease:
    """The right to take a turn in this session, as it stood when the lease was taken."""

    row: Row[Any]
    """The session as it is stored. It is read where it can be set aside if it cannot be read."""
    owner: str
    seconds: float

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
    def lost(self) -> LostLease:
        return LostLease(self.session_id)

    @property
    def keys(self) -> dict[str, Any]:
        return {"session_id": self.session_id, "owner": self.owner, "epoch": self.epoch}


@dataclass(frozen=True, slots=True)
class Outcome:
    """Everything that one turn writes."""

    status: SessionStatus
    stage: Stage
    version: int
    asked: Any
    """The open question as JSON."""
    now: datetime
    expires: datetime
    reply: Reply | None
    reply_message: Message | None
    """The reply as it stands in the transcript."""
    said: Sequence[Message] = ()
    answered: Sequence[int] = ()
    """Inbox ids that this turn has read."""
    refused: Mapping[int, str] = field(default_factory=dict)
    """Those of them that were clicks and could not be applied -> why, in people's words."""
    new_version: Version | None = None
    bundles: Sequence[Bundle] = ()
    used: Usage = field(default_factory=Usage)
    """Of language models."""

    @property
    def replied(self) -> tuple[Message, ...]:
        return (self.reply_message,) if self.reply_message else ()


async def take(
    db: Database, session_id: str, owner: str, *, seconds: float = LEASE_SECONDS, if_waiting: bool = True
) -> Lease | None:
    """The lease, or None: somebody else has it, or (`if_waiting`) nothing is due."""
    statement = _TAKE_IF_WAITING if if_waiting else _TAKE
    async with db.step() as connection:
        values = {"session_id": session_id, "of_session": session_id, "new_owner": owner, "length": int(seconds * 1000)}
        row = (await connection.execute(statement, values)).first()
    return Lease(row, owner, seconds) if row else None


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


async def commit(db: Database, lease: Lease, outcome: Outcome) -> bool:
    """Write the whole turn or nothing, and give the lease back; whether more waits.

    The row stays locked from the first statement to the last, and `accept` locks it too: a message is either seen by
    the last statement, or its sender finds the lease free. Raises LostLease.
    """
    async with db.write() as connection:
        if (await connection.execute(_FINISH, {**lease.keys, **_session_values(outcome)})).rowcount != 1:
            raise lease.lost
        more = True  # not known without answers: whoever asked for the commit looks again
        if outcome.new_version:
            await connection.execute(_VERSION, _version_row(lease, outcome.new_version))
        said = (*outcome.said, *outcome.replied)
        if said:
            await connection.execute(_MESSAGES, [message_row(lease, m, outcome.version) for m in said])
        posted = None
        if outcome.reply:
            posted = await post(connection, lease, outcome.reply, outcome.now)
        if outcome.bundles:
            await connection.execute(_EXPORTS, [_export_row(lease, b, outcome.now) for b in outcome.bundles])
        if outcome.used.calls:
            await connection.execute(_USAGE, _usage_row(lease, outcome))
        if outcome.answered:
            more = await end_reading(connection, lease, outcome.answered, "done", posted)
        if outcome.refused:
            refused = [{"inbox_id": click, "why": why} for click, why in outcome.refused.items()]
            await connection.execute(_REFUSE, refused)
        return more


async def end_reading(
    connection: AsyncConnection, lease: Lease, read: Sequence[int], state: Literal["done", "dead"], posted: int | None
) -> bool:
    """Mark these inbox rows, inside the transaction that gives the lease back; whether more waits. Raises LostLease."""
    keys = {"of_session": lease.session_id, "by_outbox": posted}
    ended = (await connection.execute(_ANSWER, {"ids": list(read), "to_state": state, **keys})).all()
    if len(ended) != len(read):
        raise lease.lost
    return bool(ended[0].more)


async def post(connection: AsyncConnection, lease: Lease, reply: Reply, now: datetime) -> int:
    """Put a reply into the outbox; its id."""
    return int((await connection.execute(_POST, _outbox_row(lease, reply, now))).scalar_one())


def _session_values(outcome: Outcome) -> Mapping[str, Any]:
    return {
        "to_status": outcome.status,
        "to_stage": outcome.stage,
        "to_version": outcome.version,
        "to_asked": outcome.asked,
        "used_tokens": outcome.used.tokens,
        "now": outcome.now,
        "expires": outcome.expires,
    }


def _version_row(lease: Lease, version: Version) -> Mapping[str, Any]:
    return {
        "session_id": lease.session_id,
        "version": version.number,
        "parent": version.parent,
        "spec": write(version.spec),
        "changes": [{"change": change, "origin": origin} for change, origin in version.changes],
        "author_id": version.author.id,
        "author_name": version.author.name,
        "message_id": version.message_id,
        "created_at": version.created_at,
    }


def message_row(lease: Lease, message: Message, version: int) -> Mapping[str, Any]:
    return {
        "id": message.id,
        "session_id": lease.session_id,
        "role": message.role,
        "author_id": message.author.id,
        "author_name": message.author.name,
        "text": message.text,
        "addressed": message.addressed,
        "version": version,
        "at": message.at,
    }


def _outbox_row(lease: Lease, reply: Reply, now: datetime) -> Mapping[str, Any]:
    platform = ThreadKey.parse(lease.row.thread_key).platform
    return {
        "session_id": lease.session_id,
        "thread_key": lease.row.thread_key,
        "platform": platform,
        "reply": reply,
        "state": "sent" if platform in FETCHED else "waiting",
        "attempts": 0,
        "next_try": 0,
        "created_at": now,
    }


def _export_row(lease: Lease, bundle: Bundle, now: datetime) -> Mapping[str, Any]:
    return {
        "session_id": lease.session_id,
        "version": bundle.version,
        "platform": bundle.platform,
        "bundle": bundle,
        "created_at": now,
    }


def _usage_row(lease: Lease, outcome: Outcome) -> Mapping[str, Any]:
    used, message = outcome.used, outcome.reply_message
    return {
        "session_id": lease.session_id,
        "message_id": message.id if message else None,
        "model": used.model,
        "calls": used.calls,
        "input_tokens": used.input_tokens,
        "cached_tokens": used.cached_tokens,
        "output_tokens": used.output_tokens,
        "cost_usd": used.cost_usd,
        "at": outcome.now,
    }
