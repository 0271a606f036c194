"""What a turn writes, and its commit: the whole turn or nothing of it, fenced by the epoch of its lease."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import datetime
from functools import cache
from typing import Any, NamedTuple

from sqlalchemy import FromClause, Insert, Select, Table, bindparam, case, func, insert, select, union_all, update

from engine.document.spec import Stage
from engine.document.upcast import write
from engine.interview.contract import Message, Usage
from engine.messages.replies import Reply
from engine.store import webhooks
from engine.store.database import Database
from engine.store.lease import MINE, Lease
from engine.store.outbox import row_of
from engine.store.rows import RehearsalTurn, SessionStatus, Version
from engine.store.tables import (
    export_requests,
    exports,
    inbox,
    messages,
    outbox,
    rehearsal_turns,
    sessions,
    spec_versions,
    usage,
)
from engine.store.unit import Parts, Unit
from engine.targets.bundle import Bundle

Row = Mapping[str, Any]


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
    votes: Mapping[str, Any] | None = None
    """As `Session.votes`; None: they stay as they are."""
    remind: datetime | None = None
    """When those are reminded whom the open question asks."""
    rehearsed: Sequence[RehearsalTurn] = ()

    @property
    def replied(self) -> tuple[Message, ...]:
        return (self.reply_message,) if self.reply_message else ()


async def commit(db: Database, lease: Lease, outcome: Outcome) -> None:
    """Write the whole turn or nothing, and give the lease back. Raises LostLease.

    What was accepted meanwhile may have found the lease taken: whoever commits looks for it afterwards.
    """
    written = _rows_of(lease, outcome)
    told = webhooks.events_of(lease.session, outcome.stage, outcome.version, outcome.bundles, outcome.now)
    inserted = tuple((table, len(rows)) for table, rows in written.items() if rows)
    shape = Shape(inserted, len(outcome.answered), len(told))
    values = {**lease.keys, **_session_values(outcome), **webhooks.values_of(told)}
    for table, rows in written.items():
        for number, row in enumerate(rows):
            values |= {f"{table.name}_{number}_{name}": value for name, value in row.items()}
    for number, inbox_id in enumerate(outcome.answered):
        values |= {f"read_{number}": inbox_id, f"why_{number}": outcome.refused.get(inbox_id)}
    if not await db.run(_commit(shape), values):
        raise lease.lost


class Shape(NamedTuple):
    """How many rows a commit writes; for each shape there is one statement."""

    inserted: tuple[tuple[Table, int], ...]
    read: int
    told: int
    """Events that webhooks hear of."""


@cache
def _commit(shape: Shape) -> Unit:
    ids = [bindparam(f"read_{number}", type_=inbox.c.id.type) for number in range(shape.read)]
    whys = [bindparam(f"why_{number}", type_=inbox.c.error.type) for number in range(shape.read)]
    is_read = inbox.c.id.in_(ids)
    they_wait = select(func.count()).select_from(inbox).where(is_read, inbox.c.state == "waiting")
    finish = (
        update(sessions)
        .where(*MINE, *([they_wait.scalar_subquery() == shape.read] if ids else []))
        .values(
            status=bindparam("to_status"),
            stage=bindparam("to_stage"),
            version=bindparam("to_version"),
            asked=bindparam("to_asked", type_=sessions.c.asked.type),
            votes=func.coalesce(bindparam("to_votes", type_=sessions.c.votes.type), sessions.c.votes),
            remind_at=bindparam("to_remind"),
            tokens=sessions.c.tokens + bindparam("used_tokens"),
            revision=sessions.c.revision + 1,
            updated_at=bindparam("now"),
            expires_at=bindparam("expires"),
            lease_until=0,
        )
        .returning(sessions.c.id)
    )

    def then(parts: Parts) -> Select[Any]:
        posted = None
        if shape.told:
            parts.add(webhooks.told(parts.first, shape.told))
        for table, count in shape.inserted:
            rows = _inserted(parts.first, table, count)
            if table is outbox:
                posted = parts.add_numbered(rows, outbox.c.id)
            else:
                parts.add(rows)
        if ids:
            of_session = inbox.c.session_id == select(parts.first.c.id).scalar_subquery()
            why = case(*zip((inbox.c.id == inbox_id for inbox_id in ids), whys, strict=True))
            parts.add(update(inbox).where(of_session, is_read).values(state="done", outbox_id=posted, error=why))
        return select(parts.first.c.id)

    return Unit(finish, select(sessions.c.id).where(*MINE).subquery("session"), then)


def _inserted(session: FromClause, table: Table, count: int) -> Insert:
    """So many rows of a table, with the id of this session; none where it has no row."""
    names = COLUMNS[table]
    rows = [
        select(session.c.id, *(bindparam(f"{table.name}_{n}_{name}", type_=table.c[name].type) for name in names))
        for n in range(count)
    ]
    return insert(table).from_select(["session_id", *names], union_all(*rows) if count > 1 else rows[0])


COLUMNS: Mapping[Table, Sequence[str]] = {
    table: [c.name for c in table.c if c.name not in leave_out]
    for table, leave_out in (
        (spec_versions, {"session_id"}),
        (messages, {"session_id", "seq"}),
        (exports, {"session_id"}),
        (export_requests, {"session_id", "id"}),
        (usage, {"session_id", "id"}),
        (rehearsal_turns, {"session_id"}),
        (outbox, {"session_id", "id", "platform_message_id", "error", "failures"}),
    )
}
"""What a turn writes of each table; the rest comes from the session and the database."""


def _rows_of(lease: Lease, outcome: Outcome) -> Mapping[Table, Sequence[Row]]:
    """In the order in which they are written: the outbox last, since the inbox points to it."""
    version, reply = outcome.new_version, outcome.reply
    return {
        spec_versions: [_version_row(version)] if version else [],
        messages: [message_row(m, outcome.version) for m in (*outcome.said, *outcome.replied)],
        exports: [_export_row(bundle, outcome.now) for bundle in outcome.bundles],
        export_requests: [_request_row(bundle, version, outcome.now) for bundle in outcome.bundles if version],
        usage: [_usage_row(outcome)] if outcome.used.calls else [],
        rehearsal_turns: [asdict(turn) for turn in outcome.rehearsed],
        outbox: [row_of(lease.row.thread_key, reply, outcome.now)] if reply else [],
    }


def _session_values(outcome: Outcome) -> dict[str, Any]:
    return {
        "to_status": outcome.status,
        "to_stage": outcome.stage,
        "to_version": outcome.version,
        "to_asked": outcome.asked,
        "to_votes": outcome.votes,
        "to_remind": outcome.remind,
        "used_tokens": outcome.used.tokens,
        "now": outcome.now,
        "expires": outcome.expires,
    }


def _version_row(version: Version) -> Row:
    return {
        "version": version.number,
        "parent": version.parent,
        "spec": write(version.spec),
        "changes": [{"change": change, "origin": origin} for change, origin in version.changes],
        "author_id": version.author.id,
        "author_name": version.author.name,
        "message_id": version.message_id,
        "created_at": version.created_at,
    }


def message_row(message: Message, version: int) -> Row:
    return {
        "id": message.id,
        "role": message.role,
        "author_id": message.author.id,
        "author_name": message.author.name,
        "text": message.text,
        "addressed": message.addressed,
        "version": version,
        "at": message.at,
    }


def _export_row(bundle: Bundle, now: datetime) -> Row:
    return {"version": bundle.version, "platform": bundle.platform, "bundle": bundle, "created_at": now}


def _request_row(bundle: Bundle, version: Version, now: datetime) -> Row:
    """Whoever completes a session asks for its exports."""
    return {
        "platform": bundle.platform,
        "version": bundle.version,
        "checksum": bundle.checksum,
        "author_id": version.author.id,
        "author_name": version.author.name,
        "at": now,
    }


def _usage_row(outcome: Outcome) -> Row:
    used, message = outcome.used, outcome.reply_message
    return {
        "message_id": message.id if message else None,
        "model": used.model,
        "calls": used.calls,
        "input_tokens": used.input_tokens,
        "cached_tokens": used.cached_tokens,
        "output_tokens": used.output_tokens,
        "cost_usd": used.cost_usd,
        "at": outcome.now,
    }
