"""One server for each kind of database; sessions do not disturb each other, so tests share it."""

import shutil
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from sqlalchemy.engine import URL

from engine.settings import Settings, load_settings
from tests.admin_api.serving import Api, create, serving
from tests.servers import fresh_database, plain


@pytest.fixture(scope="session", params=["sqlite", "postgresql"])
def api(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory, migrated_sqlite: Path
) -> Iterator[Api]:
    """A client of a server that has no API key."""
    with ExitStack() as stack:
        if request.param == "sqlite":
            file = tmp_path_factory.mktemp("api") / "agent-builder.db"
            shutil.copy(migrated_sqlite, file)
            settings = load_settings(None, database_url=f"sqlite:///{file}")
        else:
            server: URL = request.getfixturevalue("postgres")
            url = stack.enter_context(fresh_database(server, request.getfixturevalue("migrated_postgres")))
            settings = load_settings(None, database_url=plain(url), redis_url=request.getfixturevalue("redis"))
        yield stack.enter_context(serving(settings))


@pytest.fixture
def sqlite_settings(tmp_path: Path, migrated_sqlite: Path) -> Settings:
    file = tmp_path / "agent-builder.db"
    shutil.copy(migrated_sqlite, file)
    return load_settings(None, database_url=f"sqlite:///{file}")


@pytest.fixture
def session_id(api: Api) -> str:
    """A session in which somebody has said what they want."""
    return str(create(api)["session_id"])
