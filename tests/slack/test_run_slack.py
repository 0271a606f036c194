"""`python run_slack.py`, as an operator starts it."""

import asyncio
import os
import sys
from pathlib import Path

from engine.settings import Settings
from tests.slack.local import LocalSlack

PROGRAM = str(Path(__file__).parents[2] / "run_slack.py")


async def started(settings: Settings, directory: Path, **more: str) -> asyncio.subprocess.Process:
    names = ("database_url", "slack_bot_token", "slack_app_token", "slack_api_url")
    own = {name.upper(): str(getattr(settings, name)) for name in names}
    pipe = asyncio.subprocess.PIPE
    environment = {**os.environ, **own, **more}
    return await asyncio.create_subprocess_exec(
        sys.executable, PROGRAM, env=environment, stdout=pipe, stderr=pipe, cwd=directory
    )


async def test_it_answers_and_ends_when_it_is_asked_to(
    slack: LocalSlack, slack_settings: Settings, tmp_path: Path
) -> None:
    process = await started(slack_settings, tmp_path)
    root = await slack.says("<@UBOT> a survey agent for our hotel guests")
    assert "survey" in (await slack.reply(root)).text.lower()
    process.terminate()
    out, err = await process.communicate()
    assert process.returncode == 0
    assert b"Agent Builder is in Slack" in err
    assert b"warning" not in err
    for text in (out, err):
        assert slack.team().token.encode() not in text
        assert b"Traceback" not in text


async def test_a_wrong_token_is_one_sentence_and_exit_code_one(
    slack: LocalSlack, slack_settings: Settings, tmp_path: Path
) -> None:
    wrong = "xoxb-" + "wrong"
    process = await started(slack_settings, tmp_path, SLACK_BOT_TOKEN=wrong)
    out, err = await process.communicate()
    assert process.returncode == 1
    assert err.decode().startswith("Slack refuses SLACK_BOT_TOKEN (invalid_auth).")
    assert err.count(b"\n") == 1
    assert wrong.encode() not in out + err
