"""What every turn needs, built once by an entry point and handed down."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from engine.ids import new_id
from engine.interview.choice import close
from engine.interview.contract import Interviewer
from engine.settings import Settings
from engine.store import lease, outbox, push_leases, schema
from engine.store.cache import Hot, open_hot
from engine.store.database import Database
from engine.turns.session_cache import Memories


def utc_now() -> datetime:
    return datetime.now(UTC)


@dataclass(frozen=True, slots=True)
class Engine:
    """Built with `open_engine`, closed with `close_engine`."""

    store: Database
    hot: Hot
    interviewer: Interviewer
    settings: Settings
    memories: Memories
    clock: Callable[[], datetime] = utc_now
    """Now, aware, in UTC. Leases do not use it: they go by the clock of the database."""
    lease_seconds: float = lease.LEASE_SECONDS
    name: str = field(default_factory=lambda: new_id("eng"))
    """Of this replica, as the owner of its leases."""

    def expiry(self, now: datetime) -> datetime:
        """When a session that is used now is paused."""
        return now + timedelta(seconds=self.settings.session_expiry_seconds)


async def open_engine(settings: Settings, interviewer: Interviewer) -> Engine:
    """Connect, bring an embedded SQLite up to date, check the rest. Raises OperatorError with one sentence.

    Redis is not waited for: while it is away the engine goes on from SQL.
    """
    store = Database.connect(settings.sql_url)
    try:
        await schema.ready(store)
        await _take_over(store)
    except BaseException:
        await store.close()
        raise
    hot = open_hot(settings.redis_address)
    return Engine(store, hot, interviewer, settings, Memories(store, hot))


async def close_engine(engine: Engine) -> None:
    await close(engine.interviewer)
    await engine.hot.close()
    await engine.store.close()


async def _take_over(store: Database) -> None:
    """A process that is alone at its SQLite file does not wait for the leases of its dead predecessor."""
    if await asyncio.to_thread(store.process_lock.acquire):
        await lease.free_all(store)
        await outbox.free_all(store)
        await push_leases.free_all(store)
        store.process_lock.share()
