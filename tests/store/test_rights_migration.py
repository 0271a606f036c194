"""Settings of the release before, which knew people who decide, become rights."""

import pytest
from sqlalchemy import text

from engine.messages.inbound import Author
from engine.store import schema, sessions
from engine.turns.turn import Engine
from tests.store.older import back_to
from tests.talk import ANA, tell


@pytest.mark.parametrize(("kept", "may"), [('{"deciders": ["u-ben"]}', ["u-ben"]), ("{}", ["u-ana", "u-ben"])])
async def test_who_might_decide_before_may_approve_and_what_follows(engine: Engine, kept: str, may: list[str]) -> None:
    await tell(engine, "role: guide")
    async with engine.store.write() as connection:
        await connection.run_sync(back_to, "0012")
        await connection.execute(text("UPDATE sessions SET settings = :kept"), {"kept": kept})
        await connection.run_sync(schema.upgrade)
    [session] = await sessions.listed(engine.store)
    people = [ANA, Author("u-ben", "Ben")]
    assert [who.id for who in people if session.rules.may("abandon", who)] == may
    assert session.rules.may("edit", ANA)
