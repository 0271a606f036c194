"""`python run_discord.py` as an operator starts it: it runs, or it says in one sentence why not."""

import asyncio
import os
import re
import signal
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from bots.discord import start
from engine.errors import OperatorError
from engine.settings import Settings, load_settings
from tests.discord.local import LocalDiscord, Person
from tests.discord.talk import begins

_ROOT = Path(__file__).parents[2]


@asynccontextmanager
async def started(settings: Settings, folder: Path, **others: str) -> AsyncIterator[asyncio.subprocess.Process]:
    """The bot as a process; one that a failing test leaves behind is killed."""
    values = {name: str(value) for name, value in settings.model_dump(exclude_unset=True).items() if value is not None}
    environment = {"PATH": os.environ["PATH"], "PYTHONPATH": str(_ROOT)}
    environment |= {name.upper(): value for name, value in values.items()} | others
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        str(_ROOT / "run_discord.py"),
        cwd=folder,
        env=environment,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    try:
        yield process
    finally:
        if process.returncode is None:
            process.kill()
            await process.communicate()


async def last_words(process: asyncio.subprocess.Process) -> tuple[int | None, str]:
    _, err = await asyncio.wait_for(process.communicate(), 60)
    return process.returncode, err.decode()


async def test_it_runs_converses_and_stops_when_it_is_told_to(
    discord: LocalDiscord, settings: Settings, tmp_path: Path
) -> None:
    general = next(iter(discord.guild().channels.values()))
    async with started(settings, tmp_path) as process:
        await discord.until(lambda: discord.gateway.identified == 1, "it connects")
        talk = await begins(discord, Person(discord, "Ana"), general)
        await talk.agrees("Patients")
        await talk.agrees("Use this greeting")
        process.send_signal(signal.SIGTERM)
        code, err = await last_words(process)
    assert code == 0
    assert "Traceback" not in err


async def test_a_wrong_token_is_one_sentence_that_does_not_show_it(
    discord: LocalDiscord, settings: Settings, tmp_path: Path
) -> None:
    async with started(settings, tmp_path, DISCORD_TOKEN="not-the-token") as process:
        code, err = await last_words(process)
    assert (code, err) == (1, f"{start.WRONG_TOKEN}\n")


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"discord_token": None}, "DISCORD_TOKEN is not set"),
        ({"discord_api_url": "http://127.0.0.1:9/api"}, "Could not reach Discord at http://127.0.0.1:9/api"),
        ({"database_url": "sqlite:////nowhere/x.db"}, "/nowhere"),
    ],
)
async def test_what_is_wrong_at_the_start_is_one_sentence(
    settings: Settings, wrong: dict[str, str | None], sentence: str
) -> None:
    with pytest.raises(OperatorError, match=re.escape(sentence)) as told:
        await start.run(settings.model_copy(update=wrong))
    assert "\n" not in str(told.value)


async def test_a_missing_intent_is_said_at_the_start_and_it_runs_all_the_same(
    discord: LocalDiscord, settings: Settings, tmp_path: Path
) -> None:
    discord.gateway.intents_allowed = False
    async with started(settings, tmp_path) as process:
        await discord.until(lambda: discord.gateway.identified == 1, "it connects without the intent")
        process.send_signal(signal.SIGINT)
        code, err = await last_words(process)
    assert (code, "Message Content Intent" in err) == (0, True)


async def test_a_stop_that_falls_into_a_later_handshake_is_heard(discord: LocalDiscord, settings: Settings) -> None:
    running = asyncio.create_task(start.run(settings))
    await discord.until(lambda: discord.gateway.identified == 1, "it connects")
    discord.gateway.greets = False
    await discord.gateway.ask_to_reconnect()
    await discord.until(lambda: discord.gateway.connected == 2, "it connects anew")
    assert await has_stopped(running)


@pytest.mark.parametrize("steps", range(0, 24, 6))
async def test_a_stop_that_falls_into_the_first_handshake_is_heard(
    discord: LocalDiscord, settings: Settings, steps: int
) -> None:
    running = asyncio.create_task(start.run(settings))
    await discord.until(lambda: discord.gateway.connected == 1, "it connects")
    for _ in range(steps):
        await asyncio.sleep(0)
    assert await has_stopped(running)


async def has_stopped(running: asyncio.Task[None]) -> bool:
    running.cancel()
    await asyncio.wait({running}, timeout=60)
    return running.cancelled()


def test_the_token_is_never_shown() -> None:
    assert "top-secret" not in repr(load_settings(None, discord_token="top-secret"))


@pytest.mark.parametrize("name", ["discord_api_url", "discord_gateway_url"])
def test_an_address_of_the_wrong_kind_is_refused(name: str) -> None:
    with pytest.raises(OperatorError, match=name.upper()):
        load_settings(None, **{name: "ftp://example.com"})
