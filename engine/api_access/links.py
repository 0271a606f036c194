"""What lets a browser look: a link to one session, or a sign-in with an API key. Only a hash is stored; both end by
themselves, and can be taken back at once."""

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import and_, bindparam, delete, insert, or_, select

from engine.ids import new_id
from engine.messages.inbound import Author
from engine.store.database import Database
from engine.store.tables import api_keys, page_links

LINK_LASTS = timedelta(days=7)
SIGN_IN_LASTS = timedelta(hours=12)


@dataclass(frozen=True, slots=True)
class Link:
    """`session_id`: the one session that it shows; None: all that the key of `key_id` may read."""

    session_id: str | None
    key_id: str | None
    key_name: str
    workspace: str | None
    """Of the key, where it sees the sessions of one only."""
    scopes: tuple[str, ...]
    """Of the key; a link to a session has none, and only shows."""


async def to_session(db: Database, session_id: str, asked_by: Author, now: datetime) -> str:
    """A token that shows this session for `LINK_LASTS`."""
    return await _make(db, now + LINK_LASTS, now, session_id=session_id, author_id=asked_by.id)


async def sign_in(db: Database, key_id: str, now: datetime) -> str:
    """A token that stands for this API key for `SIGN_IN_LASTS`, or until the key is revoked."""
    return await _make(db, now + SIGN_IN_LASTS, now, key_id=key_id, author_id=f"api:{key_id}")


async def find(db: Database, token: str, now: datetime) -> Link | None:
    """What a token is good for now; None where it was never given, has ended or was taken back."""
    async with db.read() as connection:
        row = (await connection.execute(_BY_HASH, {"token_hash": _hash(token), "now": now})).first()
    if row is None:
        return None
    return Link(row.session_id, row.key_id, row.name or "", row.workspace, tuple(row.scopes or ()))


async def sign_out(db: Database, token: str) -> None:
    async with db.step() as connection:
        await connection.execute(delete(page_links).where(page_links.c.hash == _hash(token)))


async def take_back(db: Database, session_id: str) -> int:
    """End all links to this session; how many there were."""
    async with db.step() as connection:
        done = await connection.execute(delete(page_links).where(page_links.c.session_id == session_id))
    return done.rowcount


_KEY = and_(
    page_links.c.key_id == api_keys.c.id,
    api_keys.c.revoked_at.is_(None),
    or_(api_keys.c.expires_at.is_(None), api_keys.c.expires_at > bindparam("now")),
)
_BY_HASH = (
    select(page_links.c.session_id, page_links.c.key_id, api_keys.c.name, api_keys.c.workspace, api_keys.c.scopes)
    .outerjoin(api_keys, _KEY)
    .where(page_links.c.hash == bindparam("token_hash"), page_links.c.expires_at > bindparam("now"))
    .where(page_links.c.key_id.is_(None) | api_keys.c.id.is_not(None))
)


async def _make(db: Database, until: datetime, now: datetime, **values: Any) -> str:
    token = secrets.token_urlsafe(32)
    row = {"id": new_id("lnk"), "hash": _hash(token), "created_at": now, "expires_at": until, **values}
    async with db.step() as connection:
        await connection.execute(delete(page_links).where(page_links.c.expires_at < now))
        await connection.execute(insert(page_links), row)
    return token


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
