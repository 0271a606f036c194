"""The database on the right revision: brought there for the embedded SQLite, checked for PostgreSQL."""

import asyncio
import sqlite3
from contextlib import closing
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, inspect, text

from engine.errors import OperatorError
from engine.sentences import some
from engine.store.database import Database
from engine.store.tables import metadata, sessions, spec_versions

_MIGRATIONS = Path(__file__).parents[2] / "migrations"
_OF_EVERY_RELEASE = {sessions.name, spec_versions.name}
"""By these tables a database of ours is known, whatever its revision: other programs also call a revision 0002."""


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
    """Open the file once without aiosqlite, which leaves a thread behind where it cannot."""
    try:
        with closing(sqlite3.connect(db.url.database or ":memory:")) as connection:
            connection.execute("PRAGMA schema_version")
    except sqlite3.Error as error:
        raise OperatorError(db.sentence(error)) from error


def head() -> str:
    """The revision this program was written for."""
    revision = ScriptDirectory(str(_MIGRATIONS)).get_current_head()
    assert revision is not None
    return revision


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
    config = Config()
    config.set_main_option("script_location", str(_MIGRATIONS).replace("%", "%%"))
    config.attributes["connection"] = connection
    command.upgrade(config, "head")


def _revision(connection: Connection) -> str | None:
    """The revision of this database; None: it is empty. Raises OperatorError where migrating it cannot help."""
    revisions = set(MigrationContext.configure(connection).get_current_heads())
    tables = set(inspect(connection).get_table_names())
    if _OF_EVERY_RELEASE - tables if revisions else tables & set(metadata.tables):
        raise OperatorError(
            "The database belongs to another program. Make one for Agent Builder alone, and point DATABASE_URL at it."
        )
    if not revisions <= _known():
        raise OperatorError(
            f"The database is on revision {some(sorted(revisions))}, which this version does not know: a newer Agent "
            "Builder wrote it. Update Agent Builder, or point DATABASE_URL at another database."
        )
    return next(iter(revisions), None)


def _known() -> set[str]:
    return {script.revision for script in ScriptDirectory(str(_MIGRATIONS)).walk_revisions()}
