"""The exports that were made when a session was completed, and who asked for which export since."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, and_, bindparam, exists, select
from sqlalchemy.dialects.postgresql import insert as pg_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert

from engine.messages.inbound import Author
from engine.store.database import Database
from engine.store.tables import export_requests, exports, spec_versions
from engine.targets.bundle import Bundle, read_bundle

MOST_LISTED = 200


@dataclass(frozen=True, slots=True)
class ExportRequest:
    """Somebody asked for this bundle, for the first time at that moment."""

    platform: str
    version: int
    """Of the spec."""
    checksum: str
    author: Author
    at: datetime


async def of_session(db: Database, session_id: str) -> Sequence[Bundle]:
    """Every bundle that was made, as far as this release knows its platform; newest version first."""
    query = select(exports.c.bundle).where(exports.c.session_id == session_id)
    async with db.read() as connection:
        found = await connection.execute(query.order_by(exports.c.version.desc(), exports.c.platform))
        return [bundle for stored in found.scalars() if (bundle := read_bundle(stored))]


async def bundle(db: Database, session_id: str, platform: str, version: int) -> Bundle | None:
    """The bundle as it was made when the session was completed with this version; None where none was."""
    c = exports.c
    query = select(c.bundle).where(c.session_id == session_id, c.platform == platform, c.version == version)
    async with db.read() as connection:
        stored = (await connection.execute(query)).scalar()
    return read_bundle(stored) if stored else None


async def remember(db: Database, session_id: str, bundle: Bundle, author: Author, at: datetime) -> None:
    """Note who asked for it; once for each person and bundle."""
    row = {
        "session_id": session_id,
        "platform": bundle.platform,
        "version": bundle.version,
        "checksum": bundle.checksum,
        "author_id": author.id,
        "author_name": author.name,
        "at": at,
    }
    insert_into = sqlite_insert if db.is_sqlite else pg_insert
    async with db.write() as connection:
        await connection.execute(insert_into(export_requests).on_conflict_do_nothing(), row)


async def requests(db: Database, session_id: str) -> Sequence[ExportRequest]:
    """What was asked for, newest first; of an export that an older release made, whoever completed the session."""
    r = export_requests.c
    asked = select(r.platform, r.version, r.checksum, r.author_id, r.author_name, r.at).where(
        r.session_id == session_id
    )
    async with db.read() as connection:
        rows = await connection.execute(asked.order_by(r.at.desc(), r.id.desc()).limit(MOST_LISTED))
        found = [ExportRequest(*row[:3], Author(*row[3:5]), row.at) for row in rows]
        older = [
            ExportRequest(made.platform, made.version, made.checksum, Author(*row[1:3]), row.created_at)
            for row in await connection.execute(_OF_OLDER_RELEASES, {"of_session": session_id})
            if (made := read_bundle(row.bundle))
        ]
    return sorted([*found, *older], key=lambda request: request.at, reverse=True)[:MOST_LISTED]


def _of_older_releases() -> Select[Any]:
    e, r, v = exports.c, export_requests.c, spec_versions.c
    same = and_(r.session_id == e.session_id, r.platform == e.platform, r.version == e.version)
    made_by = and_(v.session_id == e.session_id, v.version == e.version)
    query = select(e.bundle, v.author_id, v.author_name, e.created_at).join_from(exports, spec_versions, made_by)
    return query.where(e.session_id == bindparam("of_session"), ~exists().where(same))


_OF_OLDER_RELEASES = _of_older_releases()
