"""What runs in a child process: a replica in the middle of conversations, waiting to be killed.

Children are forked from a server that has imported this module, so one starts in milliseconds.
"""

import asyncio
import os
import random
import signal
import sqlite3
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from sqlalchemy import event, func, select

from bots.relay import Relay
from engine.errors import TooManyWaiting
from engine.interview.contract import Conversation, Interview, OnText
from engine.messages.inbound import Author, Inbound, ThreadKey
from engine.sessions import Outbound
from engine.settings import load_settings
from engine.store import outbox
from engine.store.driver_sqlite import SqliteDriver
from engine.store.tables import inbox as inbox_table
from engine.store.tables import outbox as outbox_table
from engine.turns.turn import Accepted, Engine, accept, answer_to, close_engine, open_engine, take_turns
from tests.interviewers import Plain
from tests.kill.platform import Platform, Post

LEASE_SECONDS = 0.4
"""Short, so that what a dead child left is soon free."""


@dataclass(frozen=True, slots=True)
class Task:
    """One child's work. All of it can be pickled."""

    settings: dict[str, str]
    directory: Path
    threads: tuple[str, ...] = ()
    messages: int = 0
    """In each thread; those that are acknowledged are not sent again."""
    think_seconds: float = 0.0
    api: bool = False
    """Messages come as HTTP requests do: accepted, and the answer waited for."""
    die_before: int | None = None
    """Kill this process right before its n-th touch of the database."""
    drain: bool = False
    """Stay until nothing waits in either box."""


def run(task: Task) -> None:
    outbox.LEASE_SECONDS = LEASE_SECONDS
    asyncio.run(_run(task))


async def _run(task: Task) -> None:
    platform = Platform(task.directory)
    engine = await open_engine(load_settings(None, **task.settings), _Noting(platform, task.think_seconds))
    engine = replace(engine, lease_seconds=LEASE_SECONDS)
    relay = Relay(engine, Adapter(platform), sweep_seconds=0.1)
    if task.die_before is not None:
        _die_before(engine, task.die_before)
        await _talk(engine, relay, platform, task, task.threads[0])  # and no sweeper, so that the count is its own
    else:
        await _converse(engine, relay, platform, task)
    await close_engine(engine)


async def _converse(engine: Engine, relay: Relay, platform: Platform, task: Task) -> None:
    async with relay:
        platform.note("ready")
        await asyncio.gather(*(_talk(engine, relay, platform, task, thread) for thread in task.threads))
        while task.drain and await _anything_waits(engine):  # noqa: ASYNC110 - other processes change it
            await asyncio.sleep(0.05)


class Adapter:
    """Posts to the platform of the test."""

    platform = "terminal"

    def __init__(self, there: Platform) -> None:
        self._there = there

    async def deliver(self, outbound: Outbound, thread: ThreadKey) -> str | None:
        self._there.post(Post(outbound.id, str(thread), outbound.reply.text))
        return str(outbound.id)


class _Noting(Plain):
    """Says when it begins to think."""

    def __init__(self, platform: Platform, seconds: float) -> None:
        super().__init__(seconds=seconds)
        self._platform = platform

    async def interview(self, conversation: Conversation, on_text: OnText | None = None) -> Interview:
        self._platform.note("thinking")
        return await super().interview(conversation, on_text)


async def _talk(engine: Engine, relay: Relay, platform: Platform, task: Task, thread: str) -> None:
    """Send what is not acknowledged yet, in order; the platform does not wait for replies."""
    acknowledged = platform.acknowledged()
    replies = []
    for number in range(task.messages):
        if (thread, number) in acknowledged:
            continue
        sent = Inbound(ThreadKey.parse(thread), f"{thread}:{number}", Author("u", "U"), text_of(thread, number))
        done = asyncio.Event()
        way = _by_http if task.api else _by_chat
        replies.append(asyncio.create_task(way(engine, relay, platform, sent, number, done)))
        await done.wait()
        await asyncio.sleep(random.uniform(0, 0.02))
    await asyncio.gather(*replies)


async def _by_chat(
    engine: Engine, relay: Relay, platform: Platform, sent: Inbound, number: int, done: asyncio.Event
) -> None:
    async def acknowledge() -> None:
        platform.acknowledge(str(sent.thread), number)
        done.set()

    while not done.is_set():
        try:
            await relay.receive(sent, acknowledge)
        except TooManyWaiting:  # as people do who are told so, it is sent again
            await asyncio.sleep(0.05)


async def _accepted(engine: Engine, sent: Inbound) -> Accepted:
    while True:
        try:
            return await accept(engine, sent)
        except TooManyWaiting:
            await asyncio.sleep(0.05)


async def _by_http(
    engine: Engine, relay: Relay, platform: Platform, sent: Inbound, number: int, done: asyncio.Event
) -> None:
    accepted = await _accepted(engine, sent)
    platform.acknowledge(str(sent.thread), number)
    done.set()
    await take_turns(engine, accepted.session_id)
    answer = await answer_to(engine, accepted.inbox_id, timeout=240)  # read in a storm of kills, it may have to wait
    assert answer is not None
    assert answer.reply is not None
    assert text_of(str(sent.thread), number) in answer.reply.text


def text_of(thread: str, number: int) -> str:
    return f"{thread}/{number}."


async def _anything_waits(engine: Engine) -> bool:
    async with engine.store.read() as connection:
        for table in (inbox_table, outbox_table):
            query = select(func.count()).select_from(table).where(table.c.state == "waiting")
            if (await connection.execute(query)).scalar_one():
                return True
    return False


def _die_before(engine: Engine, touch: int) -> None:
    """Count statements and commits of this engine, and die before the given one; 1 is the first."""
    left = touch

    def count(*_: object) -> None:
        nonlocal left
        left -= 1
        if not left:
            os.kill(os.getpid(), signal.SIGKILL)

    event.listen(engine.store.engine.sync_engine, "before_cursor_execute", count)
    event.listen(engine.store.engine.sync_engine, "commit", count)
    _count_on(engine.store.driver, count)


def _count_on(driver: Any, count: Callable[..., None]) -> None:
    """What goes to the driver itself: each statement on SQLite, each round trip on PostgreSQL."""
    if isinstance(driver, SqliteDriver):
        connect = driver.connect

        def traced() -> sqlite3.Connection:
            connection = connect()
            connection.set_trace_callback(count)
            return connection

        driver.connect = traced
    else:
        run = driver.run

        async def counted(*arguments: Any) -> Any:
            count()
            return await run(*arguments)

        driver.run = counted
