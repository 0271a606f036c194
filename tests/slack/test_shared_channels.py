"""Channels that workspaces share: the installation is the app's own, the person and the file may be another's."""

import pytest

from bots import drafts
from engine.store import sessions
from tests.interviewers import Plain
from tests.slack.conftest import Join
from tests.slack.local import LocalSlack
from tests.slack.talkers import Streams

WORDS = "These are the words that come one after the other. " * 6


async def test_a_thread_belongs_to_the_workspace_that_installed_the_app(slack: LocalSlack, join: Join) -> None:
    engine = await join(Plain())
    root = await slack.says("<@UBOT> role: guide", outer_team="T9", user_team="T9")
    assert "role: guide" in (await slack.reply(root)).text
    assert await sessions.by_thread(engine.store, f"slack:T1:C1:{root.ts}")


async def test_a_stream_is_for_the_person_in_their_own_workspace(
    slack: LocalSlack, join: Join, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(drafts, "FIRST_WORDS_SECONDS", 0.0)
    await join(Streams(WORDS, lambda: bool(slack.recipients)))
    root = await slack.says("<@UBOT> go", outer_team="T9", user_team="T9")
    await slack.reply(root)
    assert slack.recipients == [("T9", "UANA")]


async def test_a_file_of_another_workspace_is_asked_for(slack: LocalSlack, join: Join) -> None:
    thinking = Plain()
    await join(thinking)
    file = slack.share("notes.txt", "text/plain", b"role: guide")
    slack.stubs[file["id"]] = file
    stub = {"id": file["id"], "file_access": "check_file_info"}
    root = await slack.says("<@UBOT> read this", files=[stub])
    await slack.reply(root)
    assert "role: guide" in thinking.seen[0].messages[-1].text


async def test_a_file_that_slack_does_not_show_is_said(slack: LocalSlack, join: Join) -> None:
    await join(Plain())
    root = await slack.says("<@UBOT> read this", files=[{"id": "F9", "file_access": "check_file_info"}])
    await slack.until(lambda: any("another workspace" in m.text for m in slack.replies("C1", root.ts)))
