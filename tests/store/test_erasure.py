"""What a team had erased is gone from the disk, not only from the tables."""

from pathlib import Path

import pytest

from engine.settings import load_settings
from engine.turns.turn import abandon, close_engine, open_engine
from tests.interviewers import Plain
from tests.talk import says, tell

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
