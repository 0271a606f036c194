"""API keys. Only a hash is stored: whoever reads the database cannot use them."""

import hashlib
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from sqlalchemy import bindparam, insert, or_, select, update

from engine.errors import PersonError
from engine.ids import new_id
from engine.store.database import Database
from engine.store.tables import api_keys

Scope = Literal["read", "write", "export", "push", "admin"]
"""What a key may do: look, talk, take finished configs (a part of `read`), bring them to a platform (a part of
`write`), look after keys and people's data."""
PREFIX = "abk_"
_BY_HASH = select(api_keys).where(
    api_keys.c.hash == bindparam("key_hash"),
    api_keys.c.revoked_at.is_(None),
    or_(api_keys.c.expires_at.is_(None), api_keys.c.expires_at > bindparam("now")),
)


@dataclass(frozen=True, slots=True)
class ApiKey:
    id: str
    name: str
    scopes: tuple[Scope, ...]
    workspace: str | None
    """It sees the sessions of this workspace only; None: all."""
    created_at: datetime
    expires_at: datetime | None
    last_used_at: datetime | None
    revoked_at: datetime | None


async def create(
    db: Database,
    name: str,
    scopes: Sequence[Scope],
    now: datetime,
    *,
    workspace: str | None = None,
    expires_at: datetime | None = None,
) -> tuple[str, ApiKey]:
    """The key itself, to be shown once, and its record. Raises PersonError for one that sees a part and rules all."""
    if workspace and "admin" in scopes:
        raise PersonError("A key of one workspace cannot have the scope “admin”, which reaches every workspace.")
    key = PREFIX + secrets.token_urlsafe(32)
    record = ApiKey(new_id("key"), name, tuple(scopes), workspace, now, expires_at, None, None)
    values = {"id": record.id, "name": name, "hash": hash_of(key), "scopes": list(scopes), "workspace": workspace}
    async with db.step() as connection:
        await connection.execute(insert(api_keys), values | {"created_at": now, "expires_at": expires_at})
    return key, record


async def find(db: Database, key: str, now: datetime) -> ApiKey | None:
    """The record of a key that is valid. The comparison is of hashes, so its timing tells nothing about a key."""
    async with db.read() as connection:
        row = (await connection.execute(_BY_HASH, {"key_hash": hash_of(key), "now": now})).first()
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


def hash_of(key: str) -> str:
    """What is kept of a key."""
    return hashlib.sha256(key.encode()).hexdigest()


def _record(row: Any) -> ApiKey:
    return ApiKey(
        row.id,
        row.name,
        tuple(row.scopes),
        row.workspace,
        row.created_at,
        row.expires_at,
        row.last_used_at,
        row.revoked_at,
    )
