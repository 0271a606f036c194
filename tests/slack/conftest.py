"""A local Slack and the real bot in it: slack-bolt and slack_sdk over sockets, nothing of them replaced."""

import shutil
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Any

import pytest

from bots.slack.app import running
from engine.interview.contract import Interviewer
from engine.interview.guided import Guided
from engine.settings import Settings, load_settings
from engine.turns.turn import Engine, close_engine, open_engine
from tests.slack.local import LocalSlack, running_slack
from tests.slack.local.server import APP_TOKEN

Join = Callable[..., Awaitable[Engine]]
PACE = 0.002
"""Seconds between two messages of a channel; the local Slack is as fast."""


@pytest.fixture
async def slack(nothing_lost: None) -> AsyncIterator[LocalSlack]:
    async with running_slack() as server:
        server.team()
        server.channel()
        yield server


@pytest.fixture
def slack_settings(slack: LocalSlack, tmp_path: Path, migrated_sqlite: Path) -> Settings:
    file = tmp_path / "agent-builder.db"
    shutil.copy(migrated_sqlite, file)
    return settings_for(slack, file)


def settings_for(slack: LocalSlack, file: Path, **more: Any) -> Settings:
    values = {"slack_bot_token": slack.team().token, "slack_app_token": APP_TOKEN, **more}
    return load_settings(None, database_url=f"sqlite:///{file}", slack_api_url=slack.url, **values)


@pytest.fixture
async def stack() -> AsyncIterator[AsyncExitStack]:
    async with AsyncExitStack() as held:
        yield held


@pytest.fixture
async def join(slack: LocalSlack, slack_settings: Settings, stack: AsyncExitStack) -> Join:
    """Starts the bot (again, or once more beside another); gives its engine."""

    async def joined(
        interviewer: Interviewer | None = None,
        *,
        within: AsyncExitStack | None = None,
        pace: float = PACE,
        **fields: Any,
    ) -> Engine:
        held = within or stack
        settings = slack_settings.model_copy(update=fields)
        engine = await open_engine(settings, interviewer or Guided())
        held.push_async_callback(close_engine, engine)
        await held.enter_async_context(running(engine, pace))
        return engine

    return joined
