"""What a team had erased is gone from the disk, not only from the tables."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from engine.settings import load_settings
from engine.store import drafts, people, retention
from engine.turns.turn import Engine, abandon, close_engine, open_engine
from tests.interviewers import Plain
from tests.talk import ANA, THREAD, says, tell

ERASED = "the-quick-brown-" + "axolotl"


def holds(folder: Path, word: str) -> list[str]:
    return [file.name for file in sorted(folder.iterdir()) if word.encode() in file.read_bytes()]


@pytest.mark.parametrize("length", [1, 3000], ids=["in a page", "over many pages"])
async def test_an_erased_message_is_in_no_file_of_the_database(tmp_path: Path, length: int) -> None:
    engine = await open_engine(load_settings(None, database_url=f"sqlite:///{tmp_path}/x.db"), Plain())
    said = await tell(engine, says(f"role: {ERASED}\n" + f"note: {ERASED} " * length))
    assert holds(tmp_path, ERASED)
    await abandon(engine, said.session.session_id, purge=True)
    assert holds(tmp_path, ERASED) == []
    await close_engine(engine)
    assert holds(tmp_path, ERASED) == []


@pytest.mark.parametrize("way", ["purge", "person", "retention"])
async def test_the_draft_of_an_erased_session_is_erased_too(engine: Engine, way: str) -> None:
    session_id = (await tell(engine, says("role: guide"))).session.session_id
    for thread in (str(THREAD), "terminal:elsewhere"):
        await drafts.keep(engine.store, thread, "message-7")
    match way:
        case "purge":
            await abandon(engine, session_id, purge=True)
        case "person":
            await people.erase(engine.store, ANA.id)
        case _:
            await retention.erase_idle(engine.store, datetime.now(UTC) + timedelta(days=1))
    assert await drafts.of(engine.store, str(THREAD)) is None
    assert await drafts.of(engine.store, "terminal:elsewhere") == "message-7"
