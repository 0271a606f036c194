"""How soon an event of Slack is acknowledged while 200 threads are busy, and what 1,000 sessions take of memory.

The bot is a process of its own, with slack-bolt as it is, against the local Slack of the tests over Socket Mode. Its
interviewer thinks for two seconds, as a model does. Every thread is answered after each message, once and in order.
"""

import asyncio
import random
import sys
import tempfile
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from statistics import quantiles

from benchmarks.measure import Result
from bots.slack.app import running
from engine.interview.contract import Conversation, Interview, OnText, Question, saying
from engine.settings import load_settings
from engine.store import schema
from engine.store.database import Database
from engine.turns.turn import close_engine, open_engine
from tests.servers import fresh_database, plain, postgres_server
from tests.slack.local import LocalSlack, running_slack
from tests.slack.local.server import APP_TOKEN, is_answer

THREADS, ROUNDS, SESSIONS = 200, 4, 1000
THINKING_SECONDS = 2.0
TARGET_MS = 100.0
TARGET_MB = 300.0
PATIENCE_SECONDS = 120.0
LOOKS_EVERY_SECONDS = 0.2
"""The people of the benchmark share two cores with the bot, so they do not look all the time."""


def run() -> Iterator[Result]:
    with tempfile.TemporaryDirectory() as directory:
        yield from _results("SQLite", f"sqlite:///{directory}/bench.db")
    with postgres_server() as server, fresh_database(server) as url:
        yield from _results("PostgreSQL", plain(url))


def _results(name: str, database: str) -> Iterator[Result]:
    taken, megabytes = asyncio.run(_measured(database))
    busy = f"{THREADS} threads busy, {name}"
    yield Result(f"slack: event acknowledged, {busy}", tuple(taken), TARGET_MS)
    yield Result(f"slack: event acknowledged, {busy}, p99", (quantiles(taken, n=100)[-1],), TARGET_MS)
    yield Result(f"slack: memory of the process after {SESSIONS} sessions, {name}", (megabytes,), TARGET_MB, "MB")


class Thinking:
    """An interviewer that takes its time and says what it read."""

    async def interview(self, conversation: Conversation, on_text: OnText | None = None) -> Interview:
        await asyncio.sleep(THINKING_SECONDS)
        said = " | ".join(m.text for m in conversation.messages)
        return Interview(speak=saying(f"I read: {said}", Question(path="role")))


async def _measured(database: str) -> tuple[list[float], float]:
    """Milliseconds from each event to its acknowledgement, and the megabytes of the bot at the end."""
    await _migrate(database)
    async with running_slack() as slack:
        slack.team()
        command = [sys.executable, "-m", "benchmarks.slack", slack.url, database, slack.team().token]
        bot = await asyncio.create_subprocess_exec(*command)
        try:
            await slack.sockets.available.wait()
            await asyncio.gather(*(_talks(slack, number, ROUNDS) for number in range(THREADS)))
            taken = [1000 * seconds for seconds in slack.acknowledged]
            for first in range(THREADS, SESSIONS, THREADS):
                await asyncio.gather(*(_talks(slack, first + n, 1) for n in range(THREADS)))
            megabytes = _memory(bot.pid)
        finally:
            bot.terminate()
            await bot.wait()
        assert slack.refused == [], slack.refused[:3]
        return taken, megabytes


async def _talks(slack: LocalSlack, number: int, rounds: int) -> None:
    """One thread, in a channel of its own; people begin within as long as two turns take."""
    await asyncio.sleep(random.uniform(0, 2 * THINKING_SECONDS))
    channel = f"C{number}"
    root = await slack.says(f"<@UBOT> message 0 of {number}", channel=channel)
    for count in range(1, rounds + 1):
        there = partial(_there, slack, channel, root.ts, count)
        await slack.until(there, PATIENCE_SECONDS, LOOKS_EVERY_SECONDS)
        if count < rounds:
            await asyncio.sleep(random.uniform(0, 0.5))
            await slack.says(f"message {count} of {number}", channel=channel, thread=root.ts)
    answers = _answers(slack, channel, root.ts)
    assert [f"message {at} of {number}" in text for at, text in enumerate(answers)] == [True] * rounds, answers


def _there(slack: LocalSlack, channel: str, thread: str, count: int) -> bool:
    return len(_answers(slack, channel, thread)) >= count


def _answers(slack: LocalSlack, channel: str, thread: str) -> list[str]:
    return [m.text for m in slack.replies(channel, thread) if is_answer(m)]


def _memory(pid: int) -> float:
    """Resident memory in megabytes; NaN where the system does not tell."""
    status = Path(f"/proc/{pid}/status")
    if not status.exists():
        return float("nan")
    line = next(line for line in status.read_text().splitlines() if line.startswith("VmRSS"))
    return int(line.split()[1]) / 1024


async def _bot(api_url: str, database: str, token: str) -> None:
    tokens = {"slack_bot_token": token, "slack_app_token": APP_TOKEN}
    settings = load_settings(None, database_url=database, slack_api_url=api_url, **tokens)
    engine = await open_engine(settings, Thinking())
    try:
        async with running(engine):
            await asyncio.Event().wait()
    finally:
        await close_engine(engine)


async def _migrate(address: str) -> None:
    database = Database.connect(load_settings(None, database_url=address).sql_url)
    async with database.write() as connection:
        await connection.run_sync(schema.upgrade)
    await database.close()


if __name__ == "__main__":
    asyncio.run(_bot(*sys.argv[1:]))
