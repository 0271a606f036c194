"""Alembic's way into the database: the connection it is handed, or the one that DATABASE_URL names."""

import asyncio
import sys

from alembic import context
from sqlalchemy import Connection

from engine.errors import OperatorError
from engine.settings import load_settings
from engine.store.database import Database
from engine.store.tables import metadata


def _migrate(connection: Connection) -> None:
    context.configure(connection=connection, target_metadata=metadata, render_as_batch=True)
    with context.begin_transaction():
        context.run_migrations()


async def _connect_and_migrate() -> None:
    database = Database.connect(load_settings().sql_url)
    try:
        async with database.write() as connection:
            await connection.run_sync(_migrate)
    finally:
        await database.close()


handed_over = context.config.attributes.get("connection")
if handed_over is not None:
    _migrate(handed_over)
else:
    try:
        asyncio.run(_connect_and_migrate())
    except OperatorError as error:
        sys.exit(str(error))
