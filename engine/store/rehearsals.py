"""Rehearsals, as the turns that were kept of them. They are written with the turn of the session, see `outcome`."""

from collections.abc import Sequence
from dataclasses import fields

from sqlalchemy import Select, select

from engine.store.database import Database
from engine.store.rows import RehearsalTurn
from engine.store.tables import rehearsal_turns

_COLUMNS = [rehearsal_turns.c[field.name] for field in fields(RehearsalTurn)]
MOST_LISTED = 2_000
"""Turns; a session with more of them shows its newest."""


async def turns_of(db: Database, rehearsal_id: str) -> Sequence[RehearsalTurn]:
    """In order; none for a rehearsal that does not exist."""
    table = rehearsal_turns
    return await _found(db, select(*_COLUMNS).where(table.c.rehearsal_id == rehearsal_id).order_by(table.c.number))


async def of_session(db: Database, session_id: str) -> Sequence[RehearsalTurn]:
    """Of all rehearsals of the session, the newest turn first."""
    table = rehearsal_turns
    query = select(*_COLUMNS).where(table.c.session_id == session_id)
    return await _found(db, query.order_by(table.c.at.desc(), table.c.number.desc()).limit(MOST_LISTED))


async def _found(db: Database, query: Select[tuple[object, ...]]) -> Sequence[RehearsalTurn]:
    async with db.read() as connection:
        return [RehearsalTurn(**row._mapping) for row in await connection.execute(query)]
