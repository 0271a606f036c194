"""One SIGINT or SIGTERM, at any moment from a program's first line to its full work, ends it cleanly and soon."""

import asyncio
import os
import signal
import sys
from asyncio.subprocess import DEVNULL, PIPE, Process
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from itertools import cycle
from pathlib import Path

import httpx
import pytest

from engine.signals import STOPS
from tests.discord.local import LocalDiscord
from tests.more import MORE
from tests.servers import free_port
from tests.slack.local import running_slack
from tests.slack.local.server import APP_TOKEN

ROOT = Path(__file__).parents[1]
MOMENTS = (0.0, 0.1, 0.3, 0.6, 1.0, 2.0)
"""Seconds after the first line: imports, the database made, connecting, at work.

Programs take every second one by turns, and with `MORE` all of them."""


@asynccontextmanager
async def discord() -> AsyncIterator[Mapping[str, str]]:
    async with LocalDiscord.running() as local:
        yield {
            "DISCORD_TOKEN": local.token,
            "DISCORD_API_URL": local.api_url,
            "DISCORD_GATEWAY_URL": local.gateway.address,
        }


@asynccontextmanager
async def slack() -> AsyncIterator[Mapping[str, str]]:
    async with running_slack() as local:
        yield {"SLACK_BOT_TOKEN": local.team().token, "SLACK_APP_TOKEN": APP_TOKEN, "SLACK_API_URL": local.url}


@asynccontextmanager
async def nothing() -> AsyncIterator[Mapping[str, str]]:
    yield {}


PROGRAMS = {
    "discord": (["run_discord.py"], discord),
    "slack": (["run_slack.py"], slack),
    "api": (["-m", "admin_api"], nothing),
    "terminal": (["-m", "bots.terminal"], nothing),
}


@pytest.mark.parametrize("program", PROGRAMS)
async def test_one_signal_at_any_moment_ends_it_cleanly(program: str, tmp_path: Path) -> None:
    command, surroundings = PROGRAMS[program]
    async with surroundings() as settings:
        for number, moment in zip(cycle(STOPS), moments(program), strict=False):
            folder = tmp_path / str(moment)
            folder.mkdir()
            process = await started(command, folder, settings)
            try:
                await asyncio.sleep(moment)
                process.send_signal(number)
                code, words = await last_words(process)
            finally:
                if process.returncode is None:
                    process.kill()
            assert (code, words.count("Traceback"), words.count("rror")) == (0, 0, 0), (number, moment, words)


async def test_a_page_that_listens_does_not_hold_the_api_back(tmp_path: Path) -> None:
    """It ends its stream before the grace that requests under way are given."""
    port = str(free_port())
    process = await started(["-m", "admin_api"], tmp_path, {"PORT": port})
    try:
        async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}", timeout=60) as api:
            await _answers(api)
            session_id = (await api.post("/api/v1/sessions/create", json={})).json()["session_id"]
            async with api.stream("GET", f"/ui/sessions/{session_id}/live?known=0") as stream:
                assert await anext(stream.aiter_lines()) == "retry: 2000"
                process.send_signal(signal.SIGTERM)
                code, words = await last_words(process)
    finally:
        if process.returncode is None:
            process.kill()
    assert (code, words.count("Traceback"), words.count("graceful shutdown exceeded")) == (0, 0, 0), words


async def _answers(api: httpx.AsyncClient) -> None:
    while True:
        try:
            await api.get("/health")
        except httpx.TransportError:
            await asyncio.sleep(0.05)
        else:
            return


def moments(program: str) -> tuple[float, ...]:
    return MOMENTS if MORE > 1 else MOMENTS[list(PROGRAMS).index(program) % 2 :: 2]


async def started(command: list[str], folder: Path, settings: Mapping[str, str]) -> Process:
    """In its first line, where it takes its signals over; its standard input stays open, and says nothing."""
    own = {"PYTHONPATH": str(ROOT), "DATABASE_URL": f"sqlite:///{folder}/x.db", "PORT": str(free_port())}
    environment = {**os.environ, **own, **settings}
    arguments = [str(ROOT / part) if part.endswith(".py") else part for part in command]
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        *arguments,
        cwd=folder,
        env=environment,
        stdin=PIPE,
        stdout=DEVNULL,
        stderr=PIPE,
    )
    while not takes_sigterm(process.pid):  # noqa: ASYNC110 - another process sets no event here
        await asyncio.sleep(0.002)
    return process


def takes_sigterm(pid: int) -> bool:
    status = Path(f"/proc/{pid}/status").read_text()
    [caught] = [line.split()[1] for line in status.splitlines() if line.startswith("SigCgt")]
    return bool(int(caught, 16) >> (signal.SIGTERM - 1) & 1)


async def last_words(process: Process) -> tuple[int | None, str]:
    assert process.stderr
    words = await asyncio.wait_for(process.stderr.read(), 60)
    return await process.wait(), words.decode()
