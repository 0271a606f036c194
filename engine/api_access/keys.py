"""API keys. Only a hash is stored: whoever reads the database cannot use them."""

import hashlib
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from sqlalchemy import bindparam, insert, select, update

from engine.errors import PersonError
from engine.ids import new_id
from engine.store.database import Database
from engine.store.tables import api_keys

Scope = Literal["read", "write"]
PREFIX = "abk_"
_BY_HASH = select(api_keys).where(api_keys.c.hash == bindparam("key_hash"), api_keys.c.revoked_at.is_(None))


@dataclass(frozen=True, slots=True)
class ApiKey:
    id: str
    name: str
    scopes: tuple[Scope, ...]
    created_at: datetime
    last_used_at: datetime | None
    revoked_at: datetime | None


async def create(db: Database, name: str, scopes: Sequence[Scope], now: datetime) -> tuple[str, ApiKey]:
    """The key itself, to be shown once, and its record."""
    key = PREFIX + secrets.token_urlsafe(32)
    record = ApiKey(new_id("key"), name, tuple(scopes), now, None, None)
    values = {"id": record.id, "name": name, "hash": _hash(key), "scopes": list(scopes), "created_at": now}
    async with db.step() as connection:
        await connection.execute(insert(api_keys), values)
    return key, record


async def find(db: Database, key: str) -> ApiKey | None:
    """The record of a key that is valid. The comparison is of hashes, so its timing tells nothing about a key."""
    async with db.read() as connection:
        row = (await connection.execute(_BY_HASH, {"key_hash": _hash(key)})).first()
    return _record(row) if row else None


async def note_use(db: Database, key_id: str, now: datetime) -> None:
    async with db.step() as connection:
        await connection.execute(update(api_keys).where(api_keys.c.id == key_id).values(last_used_at=now))


async def revoke(db: Database, key_id: str, now: datetime) -> None:
    """Raises PersonError when there is no such key."""
    async with db.step() as connection:
        done = await connection.execute(update(api_keys).where(api_keys.c.id == key_id).values(revoked_at=now))
    if done.rowcount != 1:
        raise PersonError(f"There is no API key “{key_id[:60]}”.")


async def listed(db: Database) -> Sequence[ApiKey]:
    """All keys, revoked ones included, oldest first."""
    async with db.read() as connection:
        return [_record(row) for row in await connection.execute(select(api_keys).order_by(api_keys.c.id))]


async def exist(db: Database) -> bool:
    """Whether there ever was a key; revoking the last one does not open the API again."""
    async with db.read() as connection:
        return (await connection.execute(select(api_keys.c.id).limit(1))).first() is not None


def _hash(key: str) -> str:
    return hashlib.sha256(key.encode()).hexdigest()


def _record(row: Any) -> ApiKey:
    return ApiKey(row.id, row.name, tuple(row.scopes), row.created_at, row.last_used_at, row.revoked_at)
