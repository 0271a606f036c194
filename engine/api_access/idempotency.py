"""Which request an `Idempotency-Key` stands for, and what was answered. A session's keys are erased with it."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, select, update
from sqlalchemy.dialects.postgresql import insert as pg_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert
from sqlalchemy.exc import IntegrityError

from engine.errors import SessionNotFound
from engine.store.database import Database
from engine.store.tables import idempotency_keys

_BY_KEY = select(idempotency_keys).where(idempotency_keys.c.key == bindparam("by_key"))
_KEEP = (
    update(idempotency_keys)
    .where(idempotency_keys.c.key == bindparam("by_key"), idempotency_keys.c.answer.is_(None))
    .values(answer=bindparam("first_answer"))
)


@dataclass(frozen=True, slots=True)
class Claim:
    """The request that a key belongs to."""

    key: str
    fingerprint: str
    """Of the body that came with the key first."""
    answer: Any
    """As JSON; None until the request was answered."""


async def claim(db: Database, key: str, session_id: str, fingerprint: str, now: datetime) -> Claim:
    """Take the key for this request, or find the request that has it. Raises SessionNotFound."""
    insert_into = sqlite_insert if db.is_sqlite else pg_insert
    taken = {"key": key, "session_id": session_id, "fingerprint": fingerprint, "created_at": now}
    try:
        async with db.step() as connection:
            await connection.execute(insert_into(idempotency_keys).on_conflict_do_nothing(), [taken])
    except IntegrityError:
        raise SessionNotFound("That session was erased just now.") from None
    return await _found(db, key)


async def keep(db: Database, key: str, answer: Any) -> Any:
    """Store the answer, unless one is there already; the one that is stored."""
    async with db.step() as connection:
        await connection.execute(_KEEP, {"by_key": key, "first_answer": answer})
    return (await _found(db, key)).answer


async def _found(db: Database, key: str) -> Claim:
    async with db.read() as connection:
        row = (await connection.execute(_BY_KEY, {"by_key": key})).first()
    if row is None:
        raise SessionNotFound("That session was erased just now.")
    return Claim(row.key, row.fingerprint, row.answer)
