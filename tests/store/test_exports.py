"""What was exported is remembered on both databases, also what a release before this one made."""

from sqlalchemy import insert

from engine.store import exports, tables
from engine.targets.bundle import Bundle
from engine.turns.turn import Engine
from tests.talk import ANA, BEN, tell


async def test_an_export_of_an_older_release_is_listed_as_asked_for_by_whoever_completed_the_session(
    engine: Engine,
) -> None:
    session_id = (await tell(engine, "role: guide")).session.session_id
    made = Bundle(platform="json", version=1, files={"a": "b"})
    row = {"session_id": session_id, "version": 1, "platform": "json", "bundle": made, "created_at": engine.clock()}
    async with engine.store.write() as connection:
        await connection.execute(insert(tables.exports), row)
    [asked] = await exports.requests(engine.store, session_id)
    assert (asked.platform, asked.version, asked.checksum, asked.author) == ("json", 1, made.checksum, ANA)
    await exports.remember(engine.store, session_id, made, BEN, engine.clock())
    await exports.remember(engine.store, session_id, made, BEN, engine.clock())
    assert [a.author for a in await exports.requests(engine.store, session_id)] == [BEN]
    assert await exports.bundle(engine.store, session_id, "json", 1) == made
    assert await exports.bundle(engine.store, session_id, "json", 2) is None
