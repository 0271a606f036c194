"""The bot as it runs, in this process, against a local Discord; discord.py is patched at its base addresses alone."""

import asyncio
import shutil
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack, suppress
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from bots.discord import start
from engine.interview.contract import Interviewer
from engine.interview.guided import Guided
from engine.settings import Settings, load_settings
from engine.turns.turn import Engine, close_engine, open_engine
from tests.discord.local import LocalDiscord


@dataclass
class Replica:
    """One running bot."""

    engine: Engine
    task: asyncio.Task[None]
    closed: bool = field(default=False)

    async def stop(self) -> None:
        self.task.cancel()
        with suppress(asyncio.CancelledError):
            await self.task
        if not self.closed:
            self.closed = True
            await close_engine(self.engine)


StartBot = Callable[..., Awaitable[Replica]]


@pytest.fixture
async def discord(nothing_lost: None) -> AsyncIterator[LocalDiscord]:
    async with LocalDiscord.running() as local:
        yield local


@pytest.fixture
def settings(tmp_path: Path, migrated_sqlite: Path, discord: LocalDiscord) -> Settings:
    file = tmp_path / "agent-builder.db"
    shutil.copy(migrated_sqlite, file)
    return load_settings(
        None,
        database_url=f"sqlite:///{file}",
        discord_token=discord.token,
        discord_api_url=discord.api_url,
        discord_gateway_url=discord.gateway.address,
    )


@pytest.fixture
async def start_bot(discord: LocalDiscord, settings: Settings) -> AsyncIterator[StartBot]:
    """Starts replicas on the same database, as several processes would be; each is connected when it is returned."""
    replicas: list[Replica] = []

    async def started(interviewer: Interviewer | None = None) -> Replica:
        start.point_at(settings)
        engine = await open_engine(settings, interviewer or Guided())
        before = discord.gateway.identified
        replica = Replica(engine, asyncio.create_task(start.serve(engine, settings)))
        replicas.append(replica)
        await discord.until(lambda: discord.gateway.identified > before or replica.task.done(), "the bot connects")
        return replica

    yield started
    async with AsyncExitStack() as stack:
        for replica in replicas:
            stack.push_async_callback(replica.stop)
