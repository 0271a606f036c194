"""The revisions of the migrations, read from their files: a start asks only this, and Alembic takes long to import."""

import re
from functools import cache
from pathlib import Path

from sqlalchemy import Connection, inspect, text

MIGRATIONS = Path(__file__).parents[2] / "migrations"
_REVISION = re.compile(r"^revision = (?P<own>\S+)\ndown_revision = (?P<before>\S+)$", re.MULTILINE)


@cache
def known() -> frozenset[str]:
    """Every revision of this release."""
    return frozenset(_chain())


@cache
def head() -> str:
    """The revision this program was written for: the one that none comes after."""
    [last] = known() - set(_chain().values())
    return last


def recorded(connection: Connection) -> frozenset[str]:
    """What Alembic noted in this database; empty before the first migration."""
    if not inspect(connection).has_table("alembic_version"):
        return frozenset()
    return frozenset(connection.scalars(text("SELECT version_num FROM alembic_version")))


def _chain() -> dict[str, str]:
    """Each revision and the one before it, as `migrations/script.py.mako` writes them."""
    found = (_REVISION.search(path.read_text("utf-8")) for path in (MIGRATIONS / "versions").glob("*.py"))
    return {match["own"].strip("\"'"): match["before"].strip("\"'") for match in found if match}
