"""A stop takes ten seconds at most, also while a turn hangs; what that turn reads is kept for the next process."""

import asyncio
import sqlite3
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager, suppress
from pathlib import Path

import httpx
import pytest

from tests.discord.local import LocalDiscord, Person
from tests.llm.script import Hang
from tests.llm.server import provider_server
from tests.llm.talk import OPENAI_KEY
from tests.servers import free_port
from tests.slack.local import running_slack
from tests.slack.local.server import APP_TOKEN
from tests.test_signals import last_words, started

SECONDS = 10.0
IDEA = "A friendly receptionist for our dental clinic, and then for whatever else we may think of"
Says = Callable[[], Awaitable[object]]
World = AbstractAsyncContextManager[tuple[dict[str, str], Says]]


@asynccontextmanager
async def api() -> AsyncIterator[tuple[dict[str, str], Says]]:
    port = free_port()

    async def says() -> None:
        async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}", timeout=60) as client:
            with suppress(httpx.RemoteProtocolError, httpx.ReadError):  # it is stopped before the answer
                await client.post("/api/v1/sessions/create", json={"initial_message": IDEA})

    yield {"PORT": str(port)}, says


@asynccontextmanager
async def slack() -> AsyncIterator[tuple[dict[str, str], Says]]:
    async with running_slack() as local:
        own = {"SLACK_BOT_TOKEN": local.team().token, "SLACK_APP_TOKEN": APP_TOKEN, "SLACK_API_URL": local.url}
        yield own, lambda: local.says(f"<@UBOT> {IDEA}", wait=False)


@asynccontextmanager
async def discord() -> AsyncIterator[tuple[dict[str, str], Says]]:
    async with LocalDiscord.running() as local:
        [general] = local.guild().channels.values()
        own = {
            "DISCORD_TOKEN": local.token,
            "DISCORD_API_URL": local.api_url,
            "DISCORD_GATEWAY_URL": local.gateway.address,
        }

        async def says() -> None:
            await local.until(lambda: local.gateway.identified > 0, "the bot connects")
            await Person(local, "Ana").runs(general, "new", idea=IDEA)

        yield own, says


@pytest.mark.parametrize(
    ("command", "world"),
    [(["-m", "admin_api"], api), (["run_slack.py"], slack), (["run_discord.py"], discord)],
    ids=["api", "slack", "discord"],
)
async def test_a_stop_ends_within_ten_seconds_while_a_model_says_nothing(
    command: list[str], world: Callable[[], World], tmp_path: Path
) -> None:
    with provider_server() as provider:
        provider.otherwise = lambda _: Hang()
        model = {"LLM_MODELS": "openai:gpt-5", "OPENAI_API_KEY": OPENAI_KEY, "OPENAI_BASE_URL": provider.openai_url}
        async with world() as (own, says):
            process = await started(command, tmp_path, model | own | {"LLM_FIRST_WORD_SECONDS": "60"})
            try:
                said = asyncio.create_task(insist(says))
                while not provider.calls:  # noqa: ASYNC110 - in another process
                    await asyncio.sleep(0.05)
                process.terminate()
                told = time.monotonic()
                code, words = await last_words(process)
                took = time.monotonic() - told
                said.cancel()
            finally:
                if process.returncode is None:
                    process.kill()
    assert (code, words.count("Traceback")) == (0, 0), words
    assert took < SECONDS
    assert waiting(tmp_path / "x.db") == [IDEA], "nothing is lost"


async def insist(says: Says) -> None:
    while True:
        try:
            await says()
        except httpx.ConnectError:
            await asyncio.sleep(0.05)
        else:
            return


def waiting(file: Path) -> list[str]:
    with sqlite3.connect(file) as db:
        return [text for (text,) in db.execute("SELECT text FROM inbox WHERE state = 'waiting'")]
