"""Webhooks, and the events on their way to them: written with the turn that they tell of, delivered at least once.

An event is erased when its receiver has taken it. Those of one webhook may overtake each other: `version` and
`timestamp` tell their order.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from sqlalchemy import (
    FromClause,
    Insert,
    Select,
    bindparam,
    case,
    delete,
    func,
    insert,
    literal,
    or_,
    select,
    union_all,
    update,
)
from sqlalchemy.sql.dml import ReturningUpdate

from engine.document.spec import Stage
from engine.errors import PersonError
from engine.ids import new_id
from engine.store.columns import now_ms
from engine.store.database import Database
from engine.store.rows import Session
from engine.store.tables import sessions, webhook_events, webhooks
from engine.targets.bundle import Bundle

Kind = Literal["session.stage_changed", "session.completed", "export.created"]
MOST_WEBHOOKS = 20
"""Of a workspace, or of none."""
LEASE_MS = 15_000
"""After the death of a process another one delivers again; a delivery is cut before."""
PAUSES_MS = (5_000, 20_000, 80_000, 320_000, 1_280_000, 5_120_000, 20_480_000)
"""After the first, second … attempt that failed; after one more the event is set aside, eight hours after the first."""
MOST_LISTED = 100


@dataclass(frozen=True, slots=True)
class Webhook:
    id: str
    url: str
    workspace: str | None
    events: tuple[str, ...]
    created_at: datetime
    waiting: int = 0
    dead: int = 0
    """Events that were set aside."""


@dataclass(frozen=True, slots=True)
class Event:
    """One that waits for its delivery, or was set aside."""

    id: int
    event_id: str
    session_id: str
    body: Mapping[str, Any]
    state: str
    attempts: int
    error: str | None
    created_at: datetime


@dataclass(frozen=True, slots=True)
class Claimed:
    """An event that this process delivers now."""

    id: int
    webhook_id: str
    event_id: str
    body: Mapping[str, Any]
    attempts: int
    url: str
    secret: str


# --- with a turn ---


def events_of(
    was: Session, stage: Stage, version: int, bundles: Sequence[Bundle], now: datetime
) -> list[dict[str, Any]]:
    """The bodies of what a turn has to tell."""
    kinds: list[tuple[Kind, dict[str, Any]]] = []
    if stage != was.stage:
        kinds.append(("session.stage_changed", {"stage_before": was.stage}))
        if stage == Stage.COMPLETED:
            kinds.append(("session.completed", {}))
    kinds += [("export.created", {"platform": b.platform, "checksum": b.checksum}) for b in bundles]
    data = {"session_id": was.id, "version": version, "stage": stage}
    return [
        {"id": new_id("evt"), "type": kind, "timestamp": now.isoformat(), "data": data | more} for kind, more in kinds
    ]


def values_of(bodies: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """What `told` has to be given."""
    values: dict[str, Any] = {}
    for n, body in enumerate(bodies):
        values |= {f"told_{n}": body, f"told_{n}_id": body["id"], f"told_{n}_kind": body["type"]}
    return values


def told(session: FromClause, count: int) -> Insert:
    """So many events for every webhook that hears of this session; nothing where there is none."""
    rows = [_told(session, number) for number in range(count)]
    columns = ["webhook_id", "session_id", "event_id", "body", "state", "attempts", "next_try", "created_at"]
    return insert(webhook_events).from_select(columns, union_all(*rows) if count > 1 else rows[0])


def _told(session: FromClause, number: int) -> Select[Any]:
    own = webhooks.c.workspace
    begins = func.substr(sessions.c.thread_key, 1, func.length(own) + 1) == own + ":"
    kind = bindparam(f"told_{number}_kind", type_=webhooks.c.events.type)
    return (
        select(
            webhooks.c.id,
            sessions.c.id,
            bindparam(f"told_{number}_id", type_=webhook_events.c.event_id.type),
            bindparam(f"told_{number}", type_=webhook_events.c.body.type),
            literal("waiting", webhook_events.c.state.type),
            literal(0, webhook_events.c.attempts.type),
            literal(0, webhook_events.c.next_try.type),
            bindparam("now", type_=webhook_events.c.created_at.type),
        )
        .select_from(webhooks.join(sessions, or_(own.is_(None), sessions.c.workspace == own, begins)))
        .where(sessions.c.id == select(session.c.id).scalar_subquery())
        .where((literal(" ") + webhooks.c.events + " ").contains(literal(" ") + kind + " "))
    )


# --- deliveries ---


def _claim() -> ReturningUpdate[Any]:
    e = webhook_events.c
    head = (
        select(e.id)
        .where(e.state == "waiting", e.next_try <= now_ms(), e.webhook_id.not_in(bindparam("busy", expanding=True)))
        .order_by(e.next_try, e.id)
        .limit(1)
        .with_for_update(skip_locked=True)
    )
    return (
        update(webhook_events)
        .where(e.id == head.scalar_subquery(), e.state == "waiting")
        .values(attempts=e.attempts + 1, next_try=now_ms() + LEASE_MS)
        .returning(e.id, e.webhook_id, e.event_id, e.body, e.attempts)
    )


_CLAIM = _claim()
_THIS_ATTEMPT = (
    webhook_events.c.id == bindparam("row_id"),
    webhook_events.c.state == "waiting",
    webhook_events.c.attempts == bindparam("attempt"),
)
_TAKEN = delete(webhook_events).where(*_THIS_ATTEMPT)
_FAILED = (
    update(webhook_events)
    .where(*_THIS_ATTEMPT)
    .values(
        state=case((webhook_events.c.attempts > len(PAUSES_MS), "dead"), else_="waiting"),
        next_try=now_ms() + bindparam("pause"),
        error=bindparam("why"),
    )
)


async def claim(db: Database, busy: Collection[str]) -> Claimed | None:
    """Lease the next event that is due, of a webhook that is none of these."""
    async with db.step() as connection:
        row = (await connection.execute(_CLAIM, {"busy": list(busy)})).first()
        if row is None:
            return None
        of = select(webhooks.c.url, webhooks.c.secret).where(webhooks.c.id == row.webhook_id)
        webhook = (await connection.execute(of)).first()
    return Claimed(**row._mapping, url=webhook.url, secret=webhook.secret) if webhook else None


async def mark_taken(db: Database, claimed: Claimed) -> None:
    async with db.step() as connection:
        await connection.execute(_TAKEN, {"row_id": claimed.id, "attempt": claimed.attempts})


async def mark_failed(db: Database, claimed: Claimed, why: str) -> None:
    """Put the next attempt off, longer each time; after the last one set the event aside."""
    pause = PAUSES_MS[min(claimed.attempts, len(PAUSES_MS)) - 1]
    values = {"row_id": claimed.id, "attempt": claimed.attempts, "pause": pause, "why": why[:500]}
    async with db.step() as connection:
        await connection.execute(_FAILED, values)


# --- who hears ---


async def put(db: Database, webhook: Webhook, secret: str) -> None:
    """Raises PersonError where this workspace has as many as it may."""
    async with db.write() as connection:
        count = select(func.count()).select_from(webhooks).where(_same(webhook.workspace))
        if (await connection.execute(count)).scalar_one() >= MOST_WEBHOOKS:
            raise PersonError(f"There are {MOST_WEBHOOKS} webhooks already. Delete one that nobody needs.")
        row: dict[str, Any] = {"id": webhook.id, "url": webhook.url, "workspace": webhook.workspace, "secret": secret}
        row |= {"events": " ".join(webhook.events), "created_at": webhook.created_at}
        await connection.execute(insert(webhooks), row)


async def listed(db: Database, workspace: str | None) -> list[Webhook]:
    """Those of a workspace, or (None) all, oldest first."""
    in_state = [func.count().filter(webhook_events.c.state == state) for state in ("waiting", "dead")]
    query = select(webhooks, *in_state).outerjoin(webhook_events).group_by(webhooks.c.id).order_by(webhooks.c.id)
    if workspace is not None:
        query = query.where(webhooks.c.workspace == workspace)
    async with db.read() as connection:
        rows = await connection.execute(query)
        return [Webhook(r.id, r.url, r.workspace, tuple(r.events.split()), r.created_at, *r[-2:]) for r in rows]


async def events(db: Database, webhook_id: str) -> list[Event]:
    """What waits, and what was set aside: the newest."""
    e = webhook_events.c
    columns = (e.id, e.event_id, e.session_id, e.body, e.state, e.attempts, e.error, e.created_at)
    query = select(*columns).where(e.webhook_id == webhook_id).order_by(e.id.desc()).limit(MOST_LISTED)
    async with db.read() as connection:
        return [Event(*row) for row in await connection.execute(query)]


async def retry(db: Database, webhook_id: str) -> int:
    """Deliver what was set aside anew, at once; how many events those are."""
    e = webhook_events.c
    again = update(webhook_events).where(e.webhook_id == webhook_id, e.state == "dead")
    async with db.step() as connection:
        return (await connection.execute(again.values(state="waiting", attempts=0, next_try=0))).rowcount


async def drop(db: Database, webhook_id: str) -> None:
    """With all that was on its way to it."""
    async with db.step() as connection:
        await connection.execute(delete(webhooks).where(webhooks.c.id == webhook_id))


def _same(workspace: str | None) -> Any:
    return webhooks.c.workspace.is_(None) if workspace is None else webhooks.c.workspace == workspace
