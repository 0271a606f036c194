"""How soon a click in Discord is acknowledged while 200 threads are busy: durable first, acknowledged, then the turn.

The bot is a process of its own, with discord.py as it is, against the local Discord of the tests. Its interviewer
thinks as long as a model does, so that each of the threads has a turn under way nearly all the time.
"""

import asyncio
import random
import sys
import tempfile
from collections.abc import Iterator
from statistics import quantiles

from sqlalchemy.engine import URL

from benchmarks.measure import Result
from bots.discord import start
from engine.interview.contract import Conversation, Interview, OnText, Question, saying
from engine.messages.replies import Suggestion
from engine.settings import load_settings
from engine.store import schema
from engine.store.database import Database
from engine.turns.turn import close_engine, open_engine
from tests.discord.local import LocalDiscord, Person
from tests.discord.talk import Talk, begins
from tests.servers import fresh_database, plain, postgres_server

THREADS, CLICKS = 200, 3
THINKING_SECONDS = 8.0
TARGET_MS = 150.0
BUTTON = "Go on"


def run() -> Iterator[Result]:
    with tempfile.TemporaryDirectory() as directory:
        yield from _results("SQLite", f"sqlite:///{directory}/bench.db")
    with postgres_server() as server, fresh_database(server) as url:
        yield from _results("PostgreSQL", plain(url))


def _results(name: str, database: str) -> Iterator[Result]:
    clicks, commands = asyncio.run(_measured(database))
    busy = f"{THREADS} threads busy, {name}"
    yield Result(f"discord: click acknowledged, {busy}", tuple(clicks), TARGET_MS)
    yield Result(f"discord: click acknowledged, {busy}, p99", (quantiles(clicks, n=100)[-1],), TARGET_MS)
    yield Result(f"discord: /agent new acknowledged, {busy}, p99", (quantiles(commands, n=100)[-1],), TARGET_MS)


class Thinking:
    """An interviewer that takes its time and always offers the same button."""

    async def interview(self, conversation: Conversation, on_text: OnText | None = None) -> Interview:
        await asyncio.sleep(THINKING_SECONDS)
        said = " | ".join(m.text for m in conversation.messages)
        offer = Suggestion(label=BUTTON, says="go on")
        return Interview(speak=saying(f"I read: {said}", Question(path="role", suggestions=(offer,))))


async def _measured(database: str) -> tuple[list[float], list[float]]:
    """Milliseconds from the interaction to its acknowledgement: of clicks, and of `/agent new`."""
    async with LocalDiscord.running() as discord:
        discord.guild()
        discord.window = (1000, 1.0)  # the limits of a channel are not what is measured here
        command = [sys.executable, "-m", "benchmarks.discord", discord.api_url, discord.gateway.address, database]
        bot = await asyncio.create_subprocess_exec(*command, discord.token)
        try:
            await discord.until(lambda: discord.gateway.identified > 0, "the bot connects")
            talks = await asyncio.gather(*(_talked(discord, n) for n in range(THREADS)))
        finally:
            bot.terminate()
            await bot.wait()
        assert discord.refused == [], discord.refused[:3]
        assert all(len(discord.said_by_bot(t.thread)) == CLICKS + 1 for t in talks), "each is answered once"
        taken = [(i.body["type"], 1000 * (i.acknowledged_after or 0)) for i in discord.interactions.values()]
        return [ms for kind, ms in taken if kind == 3], [ms for kind, ms in taken if kind == 2]


async def _talked(discord: LocalDiscord, number: int) -> Talk:
    """A conversation in a channel of its own; they begin spread over as long as one turn takes."""
    await asyncio.sleep(THINKING_SECONDS * number / THREADS)
    guild = next(iter(discord.guilds.values()))
    channel = discord.text_channel(guild, f"channel-{number}")
    await discord.gateway.dispatch("CHANNEL_CREATE", channel.json(), guild.id)
    talk = await begins(discord, Person(discord, f"Person {number}"), channel, f"idea {number}")
    for _ in range(CLICKS):
        await asyncio.sleep(random.uniform(0, 0.5))
        await talk.agrees(BUTTON)
    return talk


async def _bot(api_url: str, gateway_url: str, database: str, token: str) -> None:
    addresses = {"discord_api_url": api_url, "discord_gateway_url": gateway_url}
    settings = load_settings(None, database_url=database, discord_token=token, **addresses)
    start.point_at(settings)
    await _migrate(settings.sql_url)
    engine = await open_engine(settings, Thinking())
    try:
        await start.serve(engine, settings)
    finally:
        await close_engine(engine)


async def _migrate(url: URL) -> None:
    database = Database.connect(url)
    async with database.write() as connection:
        await connection.run_sync(schema.upgrade)
    await database.close()


if __name__ == "__main__":
    asyncio.run(_bot(*sys.argv[1:]))
