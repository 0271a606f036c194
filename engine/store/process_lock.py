"""Whether this process is the only one at its SQLite file: then every lease in it belongs to the dead.

Each process holds a shared lock on a file beside the database for as long as it lives, and the kernel lets it go when
the process dies. Who gets it exclusively is alone. The database file itself cannot serve: closing a second handle of it
would drop SQLite's own locks.
"""

import sys
from pathlib import Path
from typing import IO

if sys.platform != "win32":
    import fcntl


class ProcessLock:
    """Held until `release`, or the end of the process. On Windows nobody is ever known to be alone."""

    def __init__(self, database: str | None) -> None:
        """`database`: the path of the SQLite file; without one there is nothing to share."""
        self._path = Path(f"{database}.lock") if database and database != ":memory:" else None
        self._file: IO[bytes] | None = None

    def acquire(self) -> bool:
        """Hold the lock; whether no other process held it at this moment."""
        if self._path is None or sys.platform == "win32":
            return False
        self._file = self._path.open("wb")
        try:
            fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            fcntl.flock(self._file, fcntl.LOCK_SH)  # waits for a moment where another process is just starting
            return False
        return True

    def share(self) -> None:
        """Let other processes begin; whoever was alone has taken over what the dead left."""
        if self._file is not None and sys.platform != "win32":
            fcntl.flock(self._file, fcntl.LOCK_SH)

    def release(self) -> None:
        if self._file is not None:
            self._file.close()
