"""What is old, or somebody's who wants it gone, is gone; what others have stays. On both databases."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

from sqlalchemy import select

from engine.messages.inbound import ThreadKey
from engine.sessions import erase_person, said_by, sessions_of_person
from engine.settings import load_settings
from engine.store.tables import metadata
from engine.turns.engine import utc_now
from engine.turns.retention import forget_old
from engine.turns.turn import Engine, accept, close_engine, open_engine
from tests.interviewers import Plain
from tests.store.test_erasure import holds
from tests.talk import ANA, BEN, says, tell

WORD = "the-quick-brown-" + "axolotl"


async def tables_with(engine: Engine, word: str) -> set[str]:
    async with engine.store.read() as connection:
        return {
            table.name
            for table in metadata.tables.values()
            for row in await connection.execute(select(table))
            if word in str(row)
        }


def kept_for(engine: Engine, days: int, later: timedelta) -> Engine:
    settings = engine.settings.model_copy(update={"retention_days": days})
    return replace(engine, settings=settings, clock=lambda: utc_now() + later)


async def test_what_nobody_has_touched_for_so_long_is_erased_everywhere(engine: Engine) -> None:
    await tell(engine, says(f"role: {WORD}"))
    assert "messages" in await tables_with(engine, WORD)
    assert await forget_old(kept_for(engine, 0, timedelta(days=9999))) == 0
    assert await forget_old(kept_for(engine, 30, timedelta(days=29))) == 0
    assert await tables_with(engine, WORD)
    assert await forget_old(kept_for(engine, 30, timedelta(days=31))) == 1
    assert await tables_with(engine, WORD) == set()


async def test_a_message_that_waits_for_its_answer_is_not_erased(engine: Engine) -> None:
    await tell(engine, says("role: dentist"))
    await accept(engine, says(f"note: {WORD}"))
    assert await forget_old(kept_for(engine, 30, timedelta(days=31))) == 0
    assert await tables_with(engine, WORD)


async def test_a_living_session_keeps_its_transcript_and_no_answered_inbox_row(engine: Engine) -> None:
    await tell(engine, says(f"role: {WORD}"))
    living = kept_for(engine, 30, timedelta(days=20))
    await tell(living, says("note: something else"))
    assert "inbox" in await tables_with(engine, WORD)
    assert await forget_old(kept_for(engine, 30, timedelta(days=40))) == 0
    assert "inbox" not in await tables_with(engine, WORD)
    assert "messages" in await tables_with(engine, WORD)


async def test_a_person_is_given_everything_and_then_erased_without_touching_other_threads(engine: Engine) -> None:
    shared = await tell(engine, says(f"role: {WORD}"))
    await tell(engine, says("note: from ben", author=BEN))
    other = await tell(engine, says("role: florist", author=BEN, thread=ThreadKey.terminal("other")))
    page = await said_by(engine, ANA.id)
    [part] = page.items
    assert (part.session_id, part.began, part.others) == (shared.session.session_id, True, 1)
    assert [WORD in row["text"] for row in part.messages] == [True]
    assert part.changes
    assert await sessions_of_person(engine, ANA.id) == [shared.session.session_id]
    assert await sessions_of_person(engine, BEN.id) == sorted([shared.session.session_id, other.session.session_id])
    assert await erase_person(engine, ANA.id) == [shared.session.session_id]
    assert await tables_with(engine, WORD) == set()
    assert await tables_with(engine, ANA.id) == set()
    assert await tables_with(engine, "florist")
    assert (await said_by(engine, ANA.id)).items == []


async def test_of_an_erased_person_no_file_holds_a_word(tmp_path: Path) -> None:
    engine = await open_engine(load_settings(None, database_url=f"sqlite:///{tmp_path}/x.db"), Plain())
    await tell(engine, says(f"role: {WORD}\n" + f"note: {WORD} " * 2000))
    assert holds(tmp_path, WORD)
    await erase_person(engine, ANA.id)
    assert holds(tmp_path, WORD) == []
    await close_engine(engine)
    assert holds(tmp_path, WORD) == []
