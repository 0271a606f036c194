"""The interviewer that thinks, on the local provider of the tests: what a turn costs in calls, tokens and our time.

Tokens are those of that server: UTF-8 bytes by four. Times are those of this machine, with SQLite
alone, and with PostgreSQL and Redis.
"""

import asyncio
import tempfile
import time
from collections.abc import Iterator
from itertools import islice
from typing import Any

from benchmarks.measure import Result
from benchmarks.provider import ANSWER, paced_provider, record
from engine.document.spec import Stage
from engine.interview.choice import interviewer_from, warm_up
from engine.messages.inbound import Action, Author, Inbound, ThreadKey
from engine.settings import Settings
from engine.store import schema
from engine.store.database import Database
from engine.store.usage import of_session, total
from engine.turns.turn import Engine, accept, close_engine, open_engine, status, take_turns
from tests.llm.consultant import CONVERSATION, afterthoughts
from tests.llm.script import Fail, Say
from tests.llm.server import ProviderServer, provider_server
from tests.llm.talk import ANTHROPIC, CHAT, RESPONSES, settings_for
from tests.servers import fresh_database, plain, postgres_server, redis_server

TURNS = 50
RUNS = 40
UNCOUNTED = 5
"""Turns before, in which connections are opened and files read."""
ANA = Author("ana", "Ana")
PROTOCOLS = {"Anthropic": ANTHROPIC, "OpenAI": RESPONSES, "chat completions": CHAT}


def run() -> Iterator[Result]:
    with provider_server() as provider, tempfile.TemporaryDirectory() as directory:
        for name, models in PROTOCOLS.items():
            file = f"sqlite:///{directory}/{name}.db"
            yield from asyncio.run(_tokens(provider, name, settings_for(provider, models, database_url=file)))
    for name, models in PROTOCOLS.items():
        with paced_provider() as provider, tempfile.TemporaryDirectory() as directory:
            settings = settings_for(provider, models, database_url=f"sqlite:///{directory}/times.db")
            yield from asyncio.run(_times(provider, f"{name}, SQLite", settings))
    with postgres_server() as server, redis_server() as redis:
        for name, models in PROTOCOLS.items():
            with paced_provider() as provider, fresh_database(server) as url:
                settings = settings_for(provider, models, database_url=plain(url), redis_url=redis)
                asyncio.run(_migrate(settings))
                yield from asyncio.run(_times(provider, f"{name}, PostgreSQL", settings))
        with provider_server() as provider, fresh_database(server) as url:
            both = f"{ANTHROPIC},{RESPONSES}"
            settings = settings_for(provider, both, database_url=plain(url), redis_url=redis)
            asyncio.run(_migrate(settings))
            yield asyncio.run(_failover(provider, settings))


async def _tokens(provider: ProviderServer, name: str, settings: Settings) -> list[Result]:
    """A conversation to the export, then on to turn 50; and a click."""
    provider.reset()
    turns = [*CONVERSATION, *islice(afterthoughts(TURNS), TURNS - len(CONVERSATION))]
    provider.says(*[Say(answer) for _, answer in turns])
    engine = await _engine(settings)
    try:
        for number, (text, _) in enumerate(turns, start=1):
            session_id = await _say(engine, text)
            if number == len(CONVERSATION):
                finished = total(await of_session(engine.store, session_id))
                assert (await status(engine, session_id)).progress.stage == Stage.COMPLETED
        calls = len(provider.calls)
        await _take(engine, _inbound("Undo", action=Action("Undo", ())))
        prompts = [call.prompt.tokens for call in provider.calls]
        varying = [100 * (1 - call.cacheable_share) for call in provider.calls[:TURNS]]
        return [
            _one(f"llm, {name}: model calls a turn", calls / len(turns), 1, "calls"),
            _one(f"llm, {name}: model calls of a click", len(provider.calls) - calls, 0, "calls"),
            _one(f"llm, {name}: prompt of turn {TURNS} against turn 5", prompts[TURNS - 1] / prompts[4], 1.3, "x"),
            Result(f"llm, {name}: varying part of a prompt", tuple(varying), 30, "%"),
            _one(f"llm, {name}: varying part of the largest prompt", max(varying), 30, "%"),
            _one(f"llm, {name}: finished agent, calls", finished.calls, None, "calls"),
            _one(f"llm, {name}: finished agent, tokens in", finished.input_tokens, None, "tokens"),
            _one(f"llm, {name}: of these from the cache", finished.cached_tokens, None, "tokens"),
            _one(f"llm, {name}: finished agent, tokens out", finished.output_tokens, None, "tokens"),
            *(
                [_one(f"llm, {name}: finished agent, cost", finished.cost_usd, None, "USD")]
                if finished.cost_usd
                else []
            ),
        ]
    finally:
        await close_engine(engine)


async def _times(provider: ProviderServer, name: str, settings: Settings) -> list[Result]:
    """Everything of a turn but the provider's own time, and what a person waits for the first words."""
    engine = await _engine(settings)
    taken, shown = list[float](), list[float]()

    async def on_text(_: str) -> None:
        shown.append(time.perf_counter())

    first_shown = []
    try:
        for number in range(RUNS + UNCOUNTED):
            shown.clear()
            started = time.perf_counter()
            await _take(engine, _inbound(f"Make the tone warm, please, for the {number}. time"), on_text)
            taken.append(time.perf_counter() - started)
            first_shown.append(shown[0])
    finally:
        await close_engine(engine)
    calls = record(provider)
    own = [(turn - (ended - came)) * 1000 for turn, (came, _, ended) in zip(taken, calls, strict=True)]
    waited = [(first - began) * 1000 for first, (_, began, _) in zip(first_shown, calls, strict=True)]
    return [
        Result(f"llm, {name}: our own time around the call", tuple(own[UNCOUNTED:]), 12),
        Result(f"llm, {name}: first words after the provider's first token", tuple(waited[UNCOUNTED:]), 100),
    ]


async def _failover(provider: ProviderServer, settings: Settings) -> Result:
    """From one provider's error to the request at the next one."""
    runs = []
    for _ in range(RUNS // 2):
        provider.reset()
        provider.says(Fail(529), Say(ANSWER))
        engine = await _engine(settings)  # anew, so that no breaker has opened
        try:
            await _say(engine, "Make it warm")
        finally:
            await close_engine(engine)
        failed, answered = provider.calls
        runs.append((answered.received - failed.finished) * 1000)
    return Result("llm: failover after an error", tuple(runs), 50)


async def _engine(settings: Settings) -> Engine:
    interviewer = interviewer_from(settings)
    await warm_up(interviewer)
    return await open_engine(settings, interviewer)


def _inbound(text: str, action: Action | None = None) -> Inbound:
    return Inbound(ThreadKey.terminal("bench"), f"bench:{time.perf_counter_ns()}", ANA, text, action)


async def _say(engine: Engine, text: str) -> str:
    return await _take(engine, _inbound(text))


async def _take(engine: Engine, inbound: Inbound, on_text: Any = None) -> str:
    accepted = await accept(engine, inbound)
    await take_turns(engine, accepted.session_id, on_text)
    return accepted.session_id


def _one(name: str, value: float, target: float | None, unit: str) -> Result:
    return Result(name, (float(value),), target, unit)


async def _migrate(settings: Settings) -> None:
    database = Database.connect(settings.sql_url)
    async with database.write() as connection:
        await connection.run_sync(schema.upgrade)
    await database.close()
