"""PostgreSQL for the benchmarks: the one that the system has installed, with its default settings, else the tests'."""

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy.engine import URL

from tests import servers

_INSTALLED = Path("/usr/lib/postgresql")
"""Where Debian puts it, one directory a version."""


@contextmanager
def postgres_server() -> Iterator[URL]:
    """A PostgreSQL; yields the URL of its maintenance database. `TEST_DATABASE_URL` names a running one."""
    programs = sorted(_INSTALLED.glob("*/bin"), key=lambda path: int(path.parent.name))
    if os.environ.get("TEST_DATABASE_URL") or not programs:
        with servers.postgres_server() as url:
            yield url
        return
    with (
        tempfile.TemporaryDirectory(prefix="agent-builder-bench-") as directory,
        _running(programs[-1], directory) as url,
    ):
        yield url


@contextmanager
def _running(programs: Path, directory: str) -> Iterator[URL]:
    data, port = f"{directory}/data", servers.free_port()
    _run(directory, programs / "initdb", "-D", data, "-U", "postgres", "-A", "trust", "-E", "UTF8")
    options = f"-p {port} -k {directory} -c listen_addresses=127.0.0.1"
    _run(directory, programs / "pg_ctl", "-D", data, "-w", "-l", f"{directory}/log", "-o", options, "start")
    try:
        yield URL.create("postgresql", "postgres", host="127.0.0.1", port=port, database="postgres")
    finally:
        _run(directory, programs / "pg_ctl", "-D", data, "-m", "immediate", "stop")


def _run(directory: str, *command: str | Path) -> None:
    """As the user `postgres` where we are root, whom PostgreSQL refuses."""
    user = "postgres" if os.geteuid() == 0 else None
    if user:
        shutil.chown(directory, user)
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, cwd=directory, user=user)
