"""A look into the SQLite file before SQLAlchemy is loaded, for a chat that greets a newcomer at once.

It only ever says “surely nothing there”. Whatever else it finds, or cannot read, is for the store itself to tell.
"""

import os
import sqlite3
from contextlib import closing
from pathlib import Path

_SQLITE = "sqlite:///"
_ONE = "SELECT 1 FROM sessions WHERE thread_key = ?"
_OPEN = "SELECT 1 FROM sessions WHERE thread_key LIKE ? || ':%' AND status IN ('active', 'paused') AND version > 0"


def surely_new(database_url: str, thread_key: str) -> bool:
    """No session lives, or ever lived, in this thread."""
    return _surely_none(database_url, _ONE, thread_key)


def surely_nothing_open(database_url: str, platform: str) -> bool:
    """There is nothing on this platform that somebody could go on with."""
    return _surely_none(database_url, _OPEN, platform)


def _surely_none(database_url: str, query: str, value: str) -> bool:
    if not database_url.startswith(_SQLITE):
        return False
    file = Path(database_url.removeprefix(_SQLITE)).absolute()
    if not file.exists():
        return os.access(file.parent, os.W_OK)  # else the store says what is wrong
    try:
        with closing(sqlite3.connect(f"{file.as_uri()}?mode=ro", uri=True)) as database:
            return database.execute(query, (value,)).fetchone() is None
    except sqlite3.Error:
        return False
