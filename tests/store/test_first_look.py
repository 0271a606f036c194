"""Before the store is loaded, a chat knows that somebody is new: it never says so of one who is not."""

from pathlib import Path

import pytest

from engine.messages.inbound import ThreadKey
from engine.settings import Settings, load_settings
from engine.turns.opening import surely_new, surely_nothing_open
from engine.turns.turn import Engine, abandon, create
from tests.talk import ANA, THREAD, tell

OTHER = ThreadKey.terminal("other")


def on(settings: Settings) -> bool:
    return settings.database_url.startswith("sqlite")


async def test_a_thread_is_new_until_it_has_a_session(engine: Engine, settings: Settings) -> None:
    assert surely_new(settings, THREAD) == on(settings)
    await create(engine, author=ANA, thread=THREAD)
    assert not surely_new(settings, THREAD)
    assert surely_new(settings, OTHER) == on(settings)


async def test_there_is_nothing_to_go_on_with_until_something_was_said_and_once_it_is_over(
    engine: Engine, settings: Settings
) -> None:
    await create(engine, author=ANA, thread=OTHER)
    assert surely_nothing_open(settings, "terminal") == on(settings)
    said = await tell(engine, "role: guide")
    assert not surely_nothing_open(settings, "terminal")
    assert surely_nothing_open(settings, "slack") == on(settings)
    await abandon(engine, said.session.session_id)
    assert surely_nothing_open(settings, "terminal") == on(settings)


def test_where_there_is_no_file_yet_everybody_is_new(tmp_path: Path) -> None:
    settings = load_settings(None, database_url=f"sqlite:///{tmp_path}/x.db")
    assert surely_new(settings, THREAD)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("content", [b"", b"no database", b"SQLite format 3\x00"])
def test_what_cannot_be_read_is_left_to_the_store(tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "x.db"
    file.write_bytes(content)
    assert not surely_new(load_settings(None, database_url=f"sqlite:///{file}"), THREAD)
    assert not surely_new(load_settings(None, database_url=f"sqlite:///{tmp_path}/nowhere/x.db"), THREAD)
