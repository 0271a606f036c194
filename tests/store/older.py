"""A database as an older release left it."""

from alembic import command
from alembic.config import Config
from sqlalchemy import Connection

from engine.store.revisions import MIGRATIONS


def back_to(connection: Connection, revision: str) -> None:
    """`alembic downgrade REVISION` on an open connection."""
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    config.attributes["connection"] = connection
    command.downgrade(config, revision)
