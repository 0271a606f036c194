"""A durable turn beside the floor and LangGraph, in one run: what it takes at rest, and how many a second there are.

All take turns in every round, so that whatever else the machine does meets them alike. Ratios are taken within a
round; what is shown is the median of the rounds.
"""

import asyncio
import tempfile
from collections import defaultdict
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import AsyncExitStack, ExitStack, asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from itertools import chain, product
from statistics import median

import asyncpg
from redis.asyncio import Redis
from rich.console import Console
from rich.table import Table

from benchmarks import langgraph
from benchmarks.floor import Floor
from benchmarks.measure import Result
from benchmarks.ours import Ours, Setter, guided_talk, plain_talk
from benchmarks.pace import Here, Paced
from benchmarks.servers import postgres_server
from engine.interview.contract import Interviewer
from engine.interview.guided import Guided
from engine.settings import Settings, load_settings
from engine.store import schema
from engine.store.database import Database
from engine.turns.turn import close_engine, open_engine
from tests.servers import fresh_database, plain, redis_server

ROUNDS = 5
AT = (10, 1000)
"""Messages in the thread."""
TURNS = 8
"""Of one thread at rest, in each round; for a new thread each time, so that it does not grow from round to round."""
THREADS, TURNS_EACH = 64, 4
FLOOR, PLAIN, GUIDED, LANGGRAPH = "floor", "plain turn", "guided turn", "LangGraph"
ON_SQLITE = "on SQLite"


@dataclass(frozen=True, slots=True)
class Measured:
    """What one contestant took, one entry a round; by the number of messages in the thread."""

    latencies: dict[int, list[list[float]]] = field(default_factory=lambda: defaultdict(list))
    rates: dict[int, list[float]] = field(default_factory=lambda: defaultdict(list))

    def medians(self, at: int) -> list[float]:
        return [median(runs) for runs in self.latencies[at]]


@dataclass(frozen=True, slots=True)
class Places:
    """Where they keep what they write: a database each on one PostgreSQL, one Redis, and a directory for SQLite."""

    databases: dict[str, str]
    redis: str
    directory: str


def run() -> Iterator[Result]:
    with _places() as places:
        measured = asyncio.run(_measured(places))
    Console().print(_side_by_side(measured))
    yield from _plain_results(measured)
    yield from _ratios(measured)


@contextmanager
def _places() -> Iterator[Places]:
    with ExitStack() as stack:
        server, redis = stack.enter_context(postgres_server()), stack.enter_context(redis_server())
        names = (FLOOR, PLAIN, GUIDED, LANGGRAPH)
        databases = {name: plain(stack.enter_context(fresh_database(server))) for name in names}
        yield Places(databases, redis, stack.enter_context(tempfile.TemporaryDirectory()))


async def _measured(places: Places) -> dict[str, Measured]:
    measured: dict[str, Measured] = defaultdict(Measured)
    async with _contestants(places) as contestants:
        for _, at in product(range(ROUNDS), AT):
            for name, contestant in contestants.items():
                measured[name].latencies[at].append(await contestant.latencies(at, TURNS))
            for name, contestant in contestants.items():
                measured[name].rates[at].append(await contestant.rate(at, THREADS, TURNS_EACH))
    return measured


@asynccontextmanager
async def _contestants(places: Places) -> AsyncIterator[dict[str, Paced]]:
    """All of them, connected."""
    async with AsyncExitStack() as stack:
        databases, redis = places.databases, places.redis
        await _migrate(_settings(databases[FLOOR], redis))
        floor = await Floor.connect(databases[FLOOR], redis)
        stack.push_async_callback(floor.close)
        child = await stack.enter_async_context(langgraph.running(databases[LANGGRAPH]))
        Console().print(f"[dim]{await _versions(databases[FLOOR], redis)}, {child.version}[/dim]")

        async def ours(settings: Settings, interviewer: Interviewer, talk: Callable[[], Iterator[str]]) -> Paced:
            await _migrate(settings)
            engine = await open_engine(settings, interviewer)
            stack.push_async_callback(close_engine, engine)
            return Here(Ours(engine, defaultdict(talk)))

        file = f"sqlite:///{places.directory}"
        yield {
            FLOOR: Here(floor),
            PLAIN: await ours(_settings(databases[PLAIN], redis), Setter(), plain_talk),
            GUIDED: await ours(_settings(databases[GUIDED], redis), Guided(), guided_talk),
            LANGGRAPH: child,
            f"{PLAIN} {ON_SQLITE}": await ours(_settings(f"{file}/plain.db"), Setter(), plain_talk),
            f"{GUIDED} {ON_SQLITE}": await ours(_settings(f"{file}/guided.db"), Guided(), guided_talk),
        }


def _side_by_side(measured: dict[str, Measured]) -> Table:
    messages = [f"{at:,} messages" for at in AT]
    table = Table(
        "median of rounds", *(f"1 thread,\n{m}" for m in messages), *(f"{THREADS} threads,\n{m}" for m in messages)
    )
    for name, of in measured.items():
        latencies = (f"{median(of.medians(at)):.2f} ms" for at in AT)
        rates = (f"{median(of.rates[at]):,.0f}/s" for at in AT)
        table.add_row(name, *latencies, *rates)
    return table


def _plain_results(measured: dict[str, Measured]) -> Iterator[Result]:
    for name, of in measured.items():
        for at in AT:
            yield Result(f"turn: {name}, message {at}", tuple(chain(*of.latencies[at])), None)
            yield Result(f"turn: {name}, {THREADS} threads, message {at}", tuple(of.rates[at]), None, "turns/s", True)


def _ratios(measured: dict[str, Measured]) -> Iterator[Result]:
    floor, plain_turn, guided, other = (measured[name] for name in (FLOOR, PLAIN, GUIDED, LANGGRAPH))
    for at, faster in zip(AT, (4.0, 8.0), strict=True):
        of_floor = _each(plain_turn.medians(at), floor.medians(at))
        yield Result(f"turn: plain against the floor, message {at}", of_floor, 3.0, "x")
        share = _each(plain_turn.rates[at], floor.rates[at])
        yield Result(f"turn: plain against the floor, {THREADS} threads, message {at}", share, 0.30, "x", True)
        times = _each(plain_turn.rates[at], other.rates[at])
        yield Result(f"turn: plain against LangGraph, {THREADS} threads, message {at}", times, faster, "x", True)
        added = [g - p for g, p in zip(guided.medians(at), plain_turn.medians(at), strict=True)]
        yield Result(f"turn: what guided adds to plain, message {at}", tuple(added), 3.0)


def _each(ours: list[float], theirs: list[float]) -> tuple[float, ...]:
    return tuple(a / b for a, b in zip(ours, theirs, strict=True))


def _settings(database: str, redis: str | None = None) -> Settings:
    return load_settings(None, database_url=database, redis_url=redis)


async def _versions(database: str, redis: str) -> str:
    connection = await asyncpg.connect(database)
    postgres: str = await connection.fetchval("SHOW server_version")
    await connection.close()
    async with Redis.from_url(redis) as client:
        found = (await client.info("server"))["redis_version"]
    return f"PostgreSQL {postgres.split()[0]}, Redis {found}"


async def _migrate(settings: Settings) -> None:
    database = Database.connect(settings.sql_url)
    async with database.write() as connection:
        await connection.run_sync(schema.upgrade)
    await database.close()
