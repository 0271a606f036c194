"""The exports that were made when a session was completed."""

from collections.abc import Sequence

from sqlalchemy import select

from engine.store.database import Database
from engine.store.tables import exports
from engine.targets.bundle import Bundle, read_bundle


async def of_session(db: Database, session_id: str) -> Sequence[Bundle]:
    """Every bundle that was made, as far as this release knows its platform; newest version first."""
    query = select(exports.c.bundle).where(exports.c.session_id == session_id)
    async with db.read() as connection:
        found = await connection.execute(query.order_by(exports.c.version.desc(), exports.c.platform))
        return [bundle for stored in found.scalars() if (bundle := read_bundle(stored))]
