"""The database on the right revision: brought there for the embedded SQLite, checked for PostgreSQL."""

import asyncio
import sqlite3
import time
from contextlib import closing

from sqlalchemy import Connection, inspect, text

from engine.errors import OperatorError
from engine.sentences import some
from engine.store.database import WAL, Database
from engine.store.revisions import MIGRATIONS, head, known, recorded
from engine.store.tables import metadata, sessions, spec_versions

_OF_EVERY_RELEASE = {sessions.name, spec_versions.name}
"""By these tables a database of ours is known, whatever its revision: other programs also call a revision 0002."""
_WAL_SECONDS = 10


async def ready(db: Database) -> None:
    """Raise OperatorError with one sentence unless the database can be written and is on this program's revision."""
    if db.is_sqlite:
        await asyncio.to_thread(_probe, db)
        await _upgrade(db)
        return
    async with db.read() as connection:
        current = await connection.run_sync(_revision)
    if current != head():
        found = f"revision {current}" if current else "no tables yet"
        raise OperatorError(
            f"The database is not on this version's revision {head()} ({found}). Run: alembic upgrade head"
        )


def _probe(db: Database) -> None:
    """Open the file once without aiosqlite, which leaves a thread behind where it cannot, and make it a WAL file."""
    try:
        with closing(sqlite3.connect(db.url.database or ":memory:")) as connection:
            connection.execute("PRAGMA schema_version")
            _write_ahead(connection)
    except sqlite3.Error as error:
        raise OperatorError(db.sentence(error)) from error


def _write_ahead(connection: sqlite3.Connection) -> None:
    """Of two processes that make a new file at once, SQLite refuses one here without waiting its busy timeout."""
    until = time.monotonic() + _WAL_SECONDS
    while True:
        try:
            connection.execute(WAL)
            return
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode != sqlite3.SQLITE_BUSY or time.monotonic() > until:
                raise
            time.sleep(0.01)


async def _upgrade(db: Database) -> None:
    """Migrate under SQLite's write lock, so that two processes that start at once do not both do it."""
    async with db.write() as connection:
        current = await connection.run_sync(_revision)
        if current == head():
            await connection.execute(text("UPDATE alembic_version SET version_num = version_num"))  # can it be written?
            return
        await connection.run_sync(upgrade)


def upgrade(connection: Connection) -> None:
    """`alembic upgrade head` on an open connection."""
    from alembic import command  # a start on the right revision does not need it
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    config.attributes["connection"] = connection
    command.upgrade(config, "head")


def _revision(connection: Connection) -> str | None:
    """The revision of this database; None: it is empty. Raises OperatorError where migrating it cannot help."""
    revisions = recorded(connection)
    tables = set(inspect(connection).get_table_names())
    if _OF_EVERY_RELEASE - tables if revisions else tables & set(metadata.tables):
        raise OperatorError(
            "The database belongs to another program. Make one for Agent Builder alone, and point DATABASE_URL at it."
        )
    if not revisions <= known():
        raise OperatorError(
            f"The database is on revision {some(sorted(revisions))}, which this version does not know: a newer Agent "
            "Builder wrote it. Update Agent Builder, or point DATABASE_URL at another database."
        )
    return next(iter(revisions), None)
