"""A wrong or failing environment is one clear sentence; nothing is lost and nothing half-written."""

import asyncio
import os
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import column, event, text
from sqlalchemy.engine import URL

from engine.errors import OperatorError
from engine.settings import Settings, load_settings
from engine.store import transcript
from engine.store.database import Database
from engine.store.revisions import head
from engine.turns.turn import Engine, accept, close_engine, open_engine
from tests.conftest import OpenEngine
from tests.interviewers import Plain
from tests.servers import free_port, fresh_database, plain
from tests.talk import says, tell

ROOT = Path(__file__).parents[2]


async def refusal(url: str) -> str:
    with pytest.raises(OperatorError) as refused:
        await open_engine(load_settings(None, database_url=url), Plain())
    return str(refused.value)


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        ({"database_url": "mysql://h/x"}, "only sqlite and postgresql are supported"),
        ({"database_url": "sqlite://"}, "needs a file for SQLite"),
        ({"database_url": "sqlite:///:memory:"}, "needs a file for SQLite"),
        ({"database_url": "nonsense"}, "DATABASE_URL must look like"),
        ({"database_url": "postgresql://host"}, "must end with the name of the database"),
        ({"redis_url": "http://h"}, "REDIS_URL must look like"),
        ({"redis_url": "redis://h", "redis_host": "h"}, "either REDIS_URL or REDIS_HOST"),
        ({"redis_port": "many"}, "REDIS_PORT must be a whole number"),
        ({"session_expiry_seconds": 0}, "SESSION_EXPIRY_SECONDS must be at least 1"),
    ],
)
def test_a_wrong_setting_is_named_in_one_sentence(values: dict[str, object], sentence: str) -> None:
    with pytest.raises(OperatorError, match=sentence):
        load_settings(None, **values)


def test_passwords_never_show() -> None:
    secret = "hunter" + "22"
    settings = load_settings(
        None, database_url=f"postgres://u:{secret}@h/x", redis_host="h", redis_username="u", redis_password=secret
    )
    assert secret not in repr(settings)
    assert secret not in str(settings.sql_url)
    assert settings.redis_address == f"redis://u:{secret}@h:6379/0"


async def test_postgresql_that_is_not_there_is_one_sentence_without_its_password() -> None:
    secret = "hunter" + "22"
    sentence = await refusal(f"postgresql://me:{secret}@127.0.0.1:{free_port()}/x")
    assert sentence.startswith("Could not use PostgreSQL at postgresql://me:***@127.0.0.1")
    assert "Is it running" in sentence
    assert "\n" not in sentence


async def test_a_database_that_does_not_exist_is_one_sentence(postgres: URL) -> None:
    sentence = await refusal(plain(postgres.set(database="nowhere")))
    assert '"nowhere" does not exist' in sentence


@pytest.fixture
def empty_database(postgres: URL) -> Iterator[URL]:
    with fresh_database(postgres) as url:
        yield url


async def test_postgresql_without_tables_says_what_to_run(empty_database: URL) -> None:
    assert "Run: alembic upgrade head" in await refusal(plain(empty_database))


def test_alembic_upgrade_head_builds_the_tables_as_they_are_declared(empty_database: URL) -> None:
    for command in (["upgrade", "head"], ["check"]):
        environment = {**os.environ, "DATABASE_URL": plain(empty_database)}
        ran = subprocess.run([sys.executable, "-m", "alembic", *command], cwd=ROOT, env=environment, check=False)
        assert ran.returncode == 0, command


async def run_sql(settings: Settings, *statements: str) -> None:
    store = Database.connect(settings.sql_url)
    async with store.write() as connection:
        for statement in statements:
            await connection.execute(text(statement))
    await store.close()


async def test_postgresql_on_an_older_revision_says_what_to_run(postgres_database: URL) -> None:
    settings = load_settings(None, database_url=plain(postgres_database))
    await run_sql(settings, "UPDATE alembic_version SET version_num = '0001'")
    assert "revision 0001). Run: alembic upgrade head" in await refusal(settings.database_url)


async def test_a_database_of_a_later_version_advises_an_update_and_is_left_alone(settings: Settings) -> None:
    await run_sql(settings, "UPDATE alembic_version SET version_num = '9999'")
    for _ in range(2):
        sentence = await refusal(settings.database_url)
        assert "revision 9999, which this version does not know" in sentence
        assert "Update Agent Builder" in sentence
        assert "alembic" not in sentence


FOREIGN = {
    "a table of ours without a revision": ("DROP TABLE alembic_version",),
    "a revision of its own": ("DROP TABLE spec_versions", "UPDATE alembic_version SET version_num = 'a1b2c3'"),
    "a revision that is called like ours": ("DROP TABLE spec_versions",),
    "two revisions": ("DROP TABLE spec_versions", "INSERT INTO alembic_version VALUES ('0001')"),
}


@pytest.mark.parametrize("statements", FOREIGN.values(), ids=FOREIGN)
async def test_a_database_of_another_program_is_left_alone(settings: Settings, statements: tuple[str, ...]) -> None:
    await run_sql(settings, *statements)
    assert "belongs to another program" in await refusal(settings.database_url)


@pytest.mark.parametrize("path", ["nowhere/x.db", "."])
async def test_a_sqlite_file_that_cannot_be_opened_is_one_sentence(tmp_path: Path, path: str) -> None:
    assert "Check its directory" in await refusal(f"sqlite:///{tmp_path}/{path}")


async def test_a_read_only_sqlite_file_is_one_sentence(tmp_path: Path) -> None:
    file = tmp_path / "x.db"
    await close_engine(await open_engine(load_settings(None, database_url=f"sqlite:///{file}"), Plain()))
    assert "readonly" in await refusal(f"sqlite:///file:{file}?mode=ro&uri=true")


async def test_a_file_that_is_no_database_is_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "x.db").write_text("this is a letter, not a database " * 100)
    assert "not a database" in await refusal(f"sqlite:///{tmp_path}/x.db")


async def test_a_full_disk_refuses_the_message_and_keeps_what_was_there(tmp_path: Path) -> None:
    engine = await open_engine(load_settings(None, database_url=f"sqlite:///{tmp_path}/x.db"), Plain())
    said = await tell(engine, "role: guide")
    await _limit_pages(engine, 1)
    with pytest.raises(OperatorError, match="disk is full"):
        await accept(engine, says("x" * 90_000, key="too much"))
    await _limit_pages(engine, 1_000_000)
    again = await accept(engine, says("x" * 90_000, key="too much"))
    assert again.seen_before is False
    assert len(await transcript.page(engine.store, said.session.session_id)) == 2
    await close_engine(engine)


async def _limit_pages(engine: Engine, most: int) -> None:
    """SQLite's own limit stands for a full disk; it counts for each connection, those of the pool and the driver's."""
    await engine.store.engine.dispose()
    pragma = f"PRAGMA max_page_count = {most}"

    def limit(connection: object, _record: object) -> None:
        connection.execute(pragma)  # type: ignore[attr-defined]  # the driver's own

    event.listen(engine.store.engine.sync_engine, "connect", limit)
    await engine.store.run(text(pragma).columns(column("pages")), {})


async def test_two_processes_that_start_at_once_on_a_new_file_both_come_up(tmp_path: Path) -> None:
    settings = load_settings(None, database_url=f"sqlite:///{tmp_path}/new.db")
    engines = await asyncio.gather(*(open_engine(settings, Plain()) for _ in range(3)))
    for engine in engines:
        await close_engine(engine)


async def test_a_start_waits_for_another_that_is_just_writing_the_new_file(tmp_path: Path) -> None:
    """SQLite makes no WAL file meanwhile, and refuses that at once, whatever its busy timeout."""
    with closing(sqlite3.connect(tmp_path / "new.db", isolation_level=None, check_same_thread=False)) as other:
        other.execute("BEGIN IMMEDIATE")
        asyncio.get_running_loop().call_later(0.3, other.execute, "COMMIT")
        engine = await open_engine(load_settings(None, database_url=f"sqlite:///{tmp_path}/new.db"), Plain())
    await close_engine(engine)


async def test_the_sqlite_of_a_new_user_is_made_at_start(tmp_path: Path) -> None:
    engine = await open_engine(load_settings(None, database_url=f"sqlite:///{tmp_path}/new.db"), Plain())
    async with engine.store.read() as connection:
        assert (await connection.execute(text("SELECT version_num FROM alembic_version"))).scalar() == head()
        assert (await connection.execute(text("PRAGMA journal_mode"))).scalar() == "wal"
        assert (await connection.execute(text("PRAGMA synchronous"))).scalar() == 2
    await close_engine(engine)


async def test_a_database_that_restarts_costs_no_acknowledged_message(replica: OpenEngine, settings: Settings) -> None:
    engine = await replica()
    await tell(engine, "role: guide")
    if not engine.store.is_sqlite:
        async with engine.store.read() as connection:
            others = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database()"
            await connection.execute(text(f"{others} AND pid <> pg_backend_pid()"))
    said = await tell(engine, "tone: warm")
    assert said.session.spec.tone == ("warm",)
