"""Every test of the store and the turn runs on SQLite alone, and on PostgreSQL with Redis."""

import asyncio
import gc
import logging
import os
import shutil
import sys
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path
from typing import Any

import certifi
import hypothesis
import pytest
import structlog
from sqlalchemy import NullPool, create_engine
from sqlalchemy.engine import URL

from engine.interview.contract import Interviewer
from engine.settings import Settings, load_settings
from engine.store import redis_hot, schema
from engine.store.database import Database
from engine.turns.turn import Engine, close_engine, open_engine
from tests.interviewers import Plain
from tests.more import MORE
from tests.servers import Databases, fresh_database, plain, postgres_server, redis_server

# the same examples in every `make test`, so that it says the same of the same code; `make fuzz` draws others
hypothesis.settings.register_profile(
    "any machine",
    max_examples=40 * MORE,
    deadline=None,
    derandomize=MORE == 1,
    suppress_health_check=[hypothesis.HealthCheck.too_slow],
)
hypothesis.settings.load_profile("any machine")  # how fast a machine is, is no promise
OpenEngine = Callable[..., Awaitable[Engine]]


def pytest_collection_finish() -> None:
    """What is imported by now is no garbage; looking through it again took a quarter of a second each time."""
    gc.collect()
    gc.freeze()


@pytest.fixture(autouse=True, scope="session")
def _own_environment() -> None:
    """No setting of the machine reaches a test."""
    for name in Settings.model_fields:
        os.environ.pop(name.upper(), None)


@pytest.fixture(autouse=True, scope="session")
def _patient_with_redis() -> None:
    """A Redis that is slow because the machine is busy is no outage."""
    redis_hot.REDIS_SECONDS = 60.0


@pytest.fixture(autouse=True, scope="session")
def _one_certificate(tmp_path_factory: pytest.TempPathFactory) -> None:
    """Every HTTP client reads all that the computer trusts, for 0.04 s; nothing is reached here that needs them."""
    file = tmp_path_factory.mktemp("certificates") / "one.pem"
    end = "-----END CERTIFICATE-----\n"
    file.write_text(certifi.contents().split(end)[0] + end, "utf-8")
    os.environ["SSL_CERT_FILE"] = str(file)


@pytest.fixture(autouse=True, scope="session")
def _plain_logs() -> None:
    """On stderr, since stdout is what commands say; drawing a traceback with all its values takes seconds."""
    renderer = structlog.dev.ConsoleRenderer(exception_formatter=structlog.dev.plain_traceback)
    structlog.configure(
        processors=[structlog.processors.add_log_level, renderer],
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
    )


@pytest.fixture(autouse=True)
def _logs_stay_as_they_were(_plain_logs: None) -> Iterator[None]:
    """A test that runs a command in this process leaves its logs to nobody after it."""
    before = structlog.get_config()
    yield
    structlog.configure(**before)


class _Unheard(logging.Handler):
    """What asyncio could tell nobody but its log: exceptions of tasks and callbacks that nobody retrieved."""

    def __init__(self) -> None:
        super().__init__(logging.ERROR)
        self.told: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.told.append(self.format(record))

    def check(self) -> None:
        told, self.told = self.told, []
        assert not told, "\n".join(["An exception that nobody retrieved, of this test or of one before it:", *told])


@pytest.fixture(autouse=True, scope="session")
def _unheard() -> Iterator[_Unheard]:
    unheard = _Unheard()
    logging.getLogger("asyncio").addHandler(unheard)
    yield unheard
    gc.unfreeze()
    gc.collect()
    unheard.check()


@pytest.fixture(autouse=True)
def _nobody_fails_unheard(_unheard: _Unheard) -> Iterator[None]:
    """“Task exception was never retrieved” fails a test: whatever runs in the background has its failure told."""
    yield
    _unheard.check()


@pytest.fixture(scope="session")
def postgres() -> Iterator[URL]:
    with postgres_server(careful=False) as server:
        yield server


@pytest.fixture(scope="session")
def redis() -> Iterator[str]:
    with redis_server() as url:
        yield url


@pytest.fixture(scope="session")
def migrated_postgres(postgres: URL) -> Iterator[str]:
    """The name of a database that is up to date, to be copied."""
    with fresh_database(postgres) as url:
        asyncio.run(_migrate(url))
        assert url.database
        yield url.database


async def _migrate(url: URL) -> None:
    database = Database.connect(url.set(drivername="postgresql+asyncpg"))
    async with database.write() as connection:
        await connection.run_sync(schema.upgrade)
    await database.close()


@pytest.fixture(scope="session")
def migrated_sqlite(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A SQLite file that is up to date, to be copied."""
    file = tmp_path_factory.mktemp("migrated") / "template.db"
    with create_engine(f"sqlite:///{file}", poolclass=NullPool).begin() as connection:
        schema.upgrade(connection)
    return file


@pytest.fixture
def postgres_database(postgres: URL, migrated_postgres: str) -> Iterator[URL]:
    """A fresh PostgreSQL database on the right revision."""
    with fresh_database(postgres, migrated_postgres) as url:
        yield url


@pytest.fixture(scope="session")
def databases(postgres: URL, migrated_postgres: str) -> Iterator[Databases]:
    with ExitStack() as stack:
        yield Databases(postgres, migrated_postgres, stack)


@pytest.fixture(params=["sqlite", "postgresql"])
def settings(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Settings]:
    """Settings that name an empty database on the right revision; with PostgreSQL comes Redis."""
    if request.param == "sqlite":
        file = tmp_path / "agent-builder.db"
        shutil.copy(request.getfixturevalue("migrated_sqlite"), file)
        yield load_settings(None, database_url=f"sqlite:///{file}")
        return
    redis_url: str = request.getfixturevalue("redis")
    databases: Databases = request.getfixturevalue("databases")
    with databases.lent() as url:
        yield load_settings(None, database_url=plain(url), redis_url=redis_url)


@pytest.fixture
def nothing_lost() -> Iterator[None]:
    """What `_nobody_fails_unheard` watches for is found in this test, and not in a later one.

    What was there before it (read once and kept) is left out: looking through it took a quarter of a second."""
    gc.freeze()
    yield
    gc.collect()


@pytest.fixture
async def replica(settings: Settings) -> AsyncIterator[OpenEngine]:
    """Opens engines on the same database, as several processes would; closes them all."""
    engines: list[Engine] = []

    async def opened(interviewer: Interviewer | None = None, **fields: Any) -> Engine:
        engines.append(replace(await open_engine(settings, interviewer or Plain()), **fields))
        return engines[-1]

    yield opened
    for engine in engines:
        await close_engine(engine)


@pytest.fixture
async def engine(replica: OpenEngine) -> Engine:
    """One engine with the plain interviewer."""
    return await replica()
