"""What the admin API keeps for itself: its keys, and the answers to requests that may come again."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from engine.settings import Settings
from engine.store import schema
from engine.store.database import Database


@asynccontextmanager
async def open_database(settings: Settings) -> AsyncIterator[Database]:
    """For whoever looks after keys while no engine runs. Raises OperatorError with one sentence."""
    db = Database.connect(settings.sql_url)
    try:
        await schema.ready(db)
        yield db
    finally:
        await db.close()
