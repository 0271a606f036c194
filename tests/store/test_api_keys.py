"""API keys: shown once, stored hashed, revocable."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from engine.api_access import keys
from engine.errors import PersonError
from engine.store.tables import api_keys
from engine.turns.engine import utc_now
from engine.turns.turn import Engine


async def test_a_key_is_found_by_itself_and_stored_only_as_its_hash(engine: Engine) -> None:
    assert not await keys.exist(engine.store)
    key, record = await keys.create(engine.store, "CI", ("read",), utc_now())
    assert await keys.find(engine.store, key, utc_now()) == record
    assert await keys.find(engine.store, key + "x", utc_now()) is None
    assert await keys.exist(engine.store)
    async with engine.store.read() as connection:
        assert key not in str((await connection.execute(select(api_keys))).all())


async def test_a_revoked_key_opens_nothing_and_stays_listed(engine: Engine) -> None:
    key, record = await keys.create(engine.store, "CI", ("read", "write"), utc_now())
    await keys.note_use(engine.store, record.id, utc_now())
    await keys.revoke(engine.store, record.id, utc_now())
    assert await keys.find(engine.store, key, utc_now()) is None
    [listed] = await keys.listed(engine.store)
    assert listed.revoked_at
    assert listed.last_used_at
    with pytest.raises(PersonError, match="no API key"):
        await keys.revoke(engine.store, "key_nobody", utc_now())


async def test_a_key_ends_on_its_date(engine: Engine) -> None:
    now = utc_now()
    key, _ = await keys.create(engine.store, "CI", ("read",), now, expires_at=now + timedelta(days=1))
    assert await keys.find(engine.store, key, now + timedelta(hours=23))
    assert await keys.find(engine.store, key, now + timedelta(hours=25)) is None


async def test_a_key_of_one_workspace_never_rules_over_all(engine: Engine) -> None:
    with pytest.raises(PersonError, match="admin"):
        await keys.create(engine.store, "CI", ("read", "admin"), utc_now(), workspace="slack:T1")
