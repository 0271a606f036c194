"""A guided turn at rest: from the message in the hand to the reply in the hand, at message 20 and at message 1,000.

The transcript before message 1,000 is written straight into the tables; then the turns are real.
"""

import asyncio
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import cycle, islice

from sqlalchemy import insert

from benchmarks.measure import Result
from engine.inbound import Author, Inbound, ThreadKey
from engine.interview.guided import Guided
from engine.settings import Settings, load_settings
from engine.store import schema
from engine.store.database import Database
from engine.store.ids import new_id
from engine.store.tables import messages
from engine.turns.engine import utc_now
from engine.turns.turn import Engine, accept, close_engine, open_engine, take_turns
from tests.servers import fresh_database, plain, postgres_server, redis_server

RUNS = 60
OPENING = (
    "We need a friendly receptionist for our dental clinic Bright Smile that books and moves appointments, "
    "English and Spanish."
)
TALK = (
    "The callers are patients of the clinic.",
    "make the tone formal",
    "also warm, please",
    "undo",
    "It should also answer questions about opening hours.",
    "what have you got so far?",
)
ANA = Author("ana", "Ana")


@dataclass(frozen=True, slots=True)
class Backend:
    name: str
    settings: Settings
    target: float


def run() -> Iterator[Result]:
    with tempfile.TemporaryDirectory() as directory:
        sqlite = load_settings(None, database_url=f"sqlite:///{directory}/x.db", redis_url=None)
        yield from asyncio.run(_measured(Backend("SQLite", sqlite, 15.0)))
    with postgres_server() as server, redis_server() as redis, fresh_database(server) as url:
        settings = load_settings(None, database_url=plain(url), redis_url=redis)
        asyncio.run(_migrate(settings))
        yield from asyncio.run(_measured(Backend("PostgreSQL and Redis", settings, 6.0)))


async def _measured(backend: Backend) -> list[Result]:
    engine = await open_engine(backend.settings, Guided())
    try:
        return [await _turns(engine, backend, at) for at in (20, 1000)]
    finally:
        await close_engine(engine)


async def _turns(engine: Engine, backend: Backend, at: int) -> Result:
    thread = ThreadKey.terminal(f"bench-{at}")
    session_id = await _say(engine, thread, OPENING, "opening")
    await _write_transcript(engine.store, session_id, at - 4)
    runs = []
    for number, text in enumerate(islice(cycle(TALK), RUNS)):
        started = time.perf_counter()
        await _say(engine, thread, text, str(number))
        runs.append((time.perf_counter() - started) * 1000)
    return Result(f"turn: {backend.name}, message {at}", tuple(runs[4:]), backend.target)


async def _say(engine: Engine, thread: ThreadKey, text: str, key: str) -> str:
    accepted = await accept(engine, Inbound(thread, f"{thread}:{key}", ANA, text))
    await take_turns(engine, accepted.session_id)
    return accepted.session_id


async def _write_transcript(store: Database, session_id: str, count: int) -> None:
    async with store.write() as connection:
        rows = [
            {
                "id": new_id("msg"),
                "session_id": session_id,
                "role": "builder" if number % 2 else "person",
                "author_id": "ana",
                "author_name": "Ana",
                "text": f"An earlier message, number {number}. " * 5,
                "addressed": True,
                "version": 1,
                "at": utc_now(),
            }
            for number in range(count)
        ]
        await connection.execute(insert(messages), rows)


async def _migrate(settings: Settings) -> None:
    database = Database.connect(settings.sql_url)
    async with database.write() as connection:
        await connection.run_sync(schema.upgrade)
    await database.close()
