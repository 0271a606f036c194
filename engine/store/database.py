"""The connection to SQLite or PostgreSQL: four ways to use it, and its failures as one sentence for the operator.

SQLite runs in WAL mode with `synchronous=FULL`: a message that was acknowledged survives `kill -9`, and also a power
loss as far as the disk keeps what it says it wrote. PostgreSQL gives the same with its own default settings.
"""

import sqlite3
from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from contextlib import asynccontextmanager, contextmanager
from typing import Any, Self

from pydantic_core import from_json, to_json
from sqlalchemy import ClauseElement, Connection, event
from sqlalchemy.engine import URL
from sqlalchemy.exc import DataError, DBAPIError, IntegrityError, ProgrammingError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine

from engine.errors import OperatorError
from engine.store.driver import Broken, Driver
from engine.store.driver_sqlite import SqliteDriver
from engine.store.process_lock import ProcessLock
from engine.store.statement import Statement
from engine.store.unit import Unit
from engine.store.write_queue import Gate

POOL_SIZE = 10
"""Connections a process keeps open; as many again for a moment. A turn holds none while the interviewer thinks."""
WRITERS = 4
"""Connections of PostgreSQL that write at the same time; with 8, events were acknowledged later (benchmarks/slack)."""
CONNECT_SECONDS = 10
WAL = "PRAGMA journal_mode = WAL"
SQLITE_PRAGMAS = (
    WAL,
    "PRAGMA synchronous = FULL",
    "PRAGMA foreign_keys = ON",
    "PRAGMA busy_timeout = 10000",
    "PRAGMA secure_delete = ON",
)
_NO_BEGIN = "no_begin"


class Disconnected(OperatorError):
    """The connection broke in the middle; what is safe to repeat can be tried again."""


class Database:
    """One pool of connections. `read` and `step` are single statements, each its own transaction; `write` is one.

    `run` is one as well, on the driver itself: for what every message does, where the cost of each statement counts.
    """

    def __init__(self, url: URL, engine: AsyncEngine) -> None:
        self.url = url
        self.engine = engine
        self.is_sqlite = url.get_backend_name() == "sqlite"
        self.process_lock = ProcessLock(url.database if self.is_sqlite else None)
        self._singles = engine.execution_options(
            **({_NO_BEGIN: True} if self.is_sqlite else {"isolation_level": "AUTOCOMMIT"})
        )
        self.driver = self._open_driver()
        self._compiled: dict[ClauseElement | Unit, Sequence[Statement]] = {}
        # SQLite has one writer; waiting here is fair and prompt, while its own waiting sleeps for up to 100 ms
        self._writers = Gate(1 if self.is_sqlite else WRITERS)

    @classmethod
    def connect(cls, url: URL) -> Self:
        """The pool for this URL; nothing is opened yet."""
        arguments: dict[str, Any] = {"json_serializer": _dumps, "json_deserializer": from_json}
        if url.get_backend_name() == "sqlite":
            engine = create_async_engine(url, pool_size=POOL_SIZE, **arguments)
            event.listen(engine.sync_engine, "connect", _set_up_sqlite)
            event.listen(engine.sync_engine, "begin", _begin_immediate)
        else:
            arguments["connect_args"] = {"timeout": CONNECT_SECONDS, "server_settings": {"jit": "off"}}
            engine = create_async_engine(url, pool_size=POOL_SIZE, max_overflow=POOL_SIZE, **arguments)
        return cls(url, engine)

    @asynccontextmanager
    async def read(self) -> AsyncIterator[AsyncConnection]:
        """Single statements that only read."""
        with self._explained():
            async with self._singles.connect() as connection:
                yield connection

    @asynccontextmanager
    async def step(self, *, urgent: bool = False) -> AsyncIterator[AsyncConnection]:
        """Single statements that write; each is durable when it returns."""
        async with self._writing(urgent), self._singles.connect() as connection:
            yield connection

    @asynccontextmanager
    async def write(self, *, urgent: bool = False) -> AsyncIterator[AsyncConnection]:
        """One transaction; durable when the block ends, rolled back when it raises. `urgent`: goes first."""
        async with self._writing(urgent), self.engine.begin() as connection:
            yield connection

    async def forget_erased(self) -> None:
        """Leave no copy of deleted rows on the disk. SQLite zeroes them in its file (`secure_delete`), but its log
        holds them until it is cut; PostgreSQL does both by itself, in its own time (VACUUM, recycled WAL)."""
        if self.is_sqlite:
            async with self.step() as connection:
                await connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")

    async def run(self, work: ClauseElement | Unit, values: Mapping[str, Any], *, urgent: bool = False) -> list[Any]:
        """One statement or unit as one transaction, durable when it returns; its rows."""
        async with self._writing(urgent):
            return await self.driver.run(self._statements(work), values)

    async def close(self) -> None:
        await self.driver.close()
        await self.engine.dispose()
        self.process_lock.release()

    def _open_driver(self) -> Driver:
        if self.is_sqlite:
            return SqliteDriver(self._connect_sqlite)
        from engine.store.driver_postgresql import PostgresDriver  # asyncpg: only where it is used

        return PostgresDriver(self._singles)

    def _connect_sqlite(self) -> sqlite3.Connection:
        arguments, options = self.engine.dialect.create_connect_args(self.url)
        connection = sqlite3.connect(arguments[0], **options)
        _set_up_sqlite(connection, None)
        return connection

    def _statements(self, work: ClauseElement | Unit) -> Sequence[Statement]:
        """Compiled at the first use, for as long as this process runs: there are few, and all are made at import."""
        if work not in self._compiled:
            one = (work.in_order() if self.is_sqlite else [work.as_one()]) if isinstance(work, Unit) else [work]
            self._compiled[work] = [Statement(statement, self.engine.dialect) for statement in one]
        return self._compiled[work]

    @asynccontextmanager
    async def _writing(self, urgent: bool = False) -> AsyncIterator[None]:
        async with self._writers.place(urgent=urgent):
            with self._explained():
                yield

    @contextmanager
    def _explained(self) -> Iterator[None]:
        """A broken environment as an OperatorError. Our own mistakes (SQL, data, constraints) stay what they are."""
        try:
            yield
        except (IntegrityError, ProgrammingError, DataError):
            raise
        except DBAPIError as error:
            kind = Disconnected if error.connection_invalidated else OperatorError
            raise kind(self.sentence(error.orig or error)) from error
        except Broken as error:
            raise (Disconnected if error.gone else OperatorError)(self.sentence(error.reason)) from error
        except OSError as error:
            raise OperatorError(self.sentence(error)) from error

    def sentence(self, error: BaseException) -> str:
        """What an operator reads. The address is shown without its password."""
        reason = (str(error).strip().splitlines() or [type(error).__name__])[0].partition(": ")
        why = (reason[2] if reason[0].startswith("<class") else "".join(reason)) or type(error).__name__
        shown = self.url.set(drivername=self.url.get_backend_name()).render_as_string(hide_password=True)
        if not self.is_sqlite:
            return f"Could not use PostgreSQL at {shown}: {why}. Is it running, and is DATABASE_URL right?"
        return (
            f"Could not use the SQLite file of {shown}: {why}. Check its directory, its rights and the free disk space."
        )


def _dumps(value: object) -> str:
    return to_json(value).decode()


def _set_up_sqlite(connection: Any, _record: object) -> None:
    connection.isolation_level = None  # the driver begins nothing by itself; `_begin_immediate` does
    try:
        cursor = connection.cursor()
        for pragma in SQLITE_PRAGMAS:
            cursor.execute(pragma)
        cursor.close()
    except BaseException:
        connection.close()  # else its thread would outlive it
        raise


def _begin_immediate(connection: Connection) -> None:
    """Take the write lock at the start: a reader that turns into a writer can fail at once, whatever the timeout."""
    if not connection.get_execution_options().get(_NO_BEGIN):
        connection.exec_driver_sql("BEGIN IMMEDIATE")
