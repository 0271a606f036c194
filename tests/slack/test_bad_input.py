"""One clear sentence for whatever goes wrong, to the person or to the operator; never a token in a log."""

import asyncio
import io
import json
import logging
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Any

import aiohttp
import pytest
from pypdf import PdfWriter
from structlog.testing import capture_logs

from bots.chat import Chat
from bots.slack.app import running
from engine.errors import OperatorError
from engine.interview.guided import Guided
from engine.settings import Settings
from engine.turns.turn import close_engine, open_engine
from tests.interviewers import Plain
from tests.servers import free_port
from tests.slack.conftest import Join
from tests.slack.local import LocalSlack, Message
from tests.slack.local.wire import Signed

SECRET = "signing-secret-of-the-test"


async def refusal(settings: Settings) -> str:
    engine = await open_engine(settings, Guided())
    try:
        with pytest.raises(OperatorError) as refused:
            async with running(engine):
                pass
        return str(refused.value)
    finally:
        await close_engine(engine)


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"slack_bot_token": None}, "SLACK_BOT_TOKEN"),
        ({"slack_app_token": None}, "SLACK_SIGNING_SECRET"),
        ({"slack_app_token": None, "slack_mode": "socket"}, "SLACK_APP_TOKEN"),
        ({"slack_bot_token": "xapp-" + "1"}, "SLACK_BOT_TOKEN holds the app-level token"),
        ({"slack_app_token": "xoxb-" + "1"}, "SLACK_APP_TOKEN holds the bot token"),
        ({"slack_client_id": "1", "slack_client_secret": "2"}, "not both"),
        ({"slack_bot_token": "xoxb-" + "wrong"}, "Slack refuses SLACK_BOT_TOKEN (invalid_auth)"),
        ({"slack_app_token": "xapp-" + "wrong"}, "Slack refuses SLACK_APP_TOKEN (invalid_auth)"),
        ({"slack_api_url": f"http://127.0.0.1:{free_port()}/api/"}, "Could not reach Slack"),
    ],
)
async def test_a_wrong_setting_is_one_sentence_at_the_start(
    slack: LocalSlack, slack_settings: Settings, fields: dict[str, Any], words: str
) -> None:
    sentence = await refusal(slack_settings.model_copy(update=fields))
    assert words in sentence
    assert "wrong" not in sentence


async def test_a_missing_scope_is_named_at_the_start(slack: LocalSlack, slack_settings: Settings) -> None:
    slack.scopes = "commands,users:read"
    assert "chat:write" in await refusal(slack_settings)


async def test_a_clock_that_is_off_is_told_at_the_start(slack: LocalSlack, slack_settings: Settings) -> None:
    slack.clock_off = 900
    over_http = {"slack_mode": "http", "slack_signing_secret": SECRET}
    sentence = await refusal(slack_settings.model_copy(update=over_http))
    assert "clock is" in sentence
    assert "signed requests will be refused" in sentence


async def test_an_address_without_its_path_is_understood(slack: LocalSlack, join: Join) -> None:
    await join(Plain(), slack_api_url=f"{slack.origin}/")
    assert "role: guide" in (await slack.reply(await slack.says("<@UBOT> role: guide"))).text


async def test_a_request_with_a_bad_signature_or_an_old_clock_is_refused(
    slack: LocalSlack, tmp_path: Path, slack_settings: Settings, join: Join
) -> None:
    port = free_port()
    url = f"http://127.0.0.1:{port}/slack/events"
    await join(Plain(), slack_mode="http", slack_signing_secret=SECRET, slack_port=port)
    message = Message("C1", "1700000000.000100", "UANA", "<@UBOT> role: guide")
    slack.channel().messages.append(message)
    payload = {"type": "event_callback", "team_id": "T1", "event_id": "Ev1", "event": slack.message_event(message)}
    assert await Signed(url, "another secret").bring("events_api", payload, 0, "") is None
    assert await Signed(url, SECRET, clock_off=-600).bring("events_api", payload, 0, "") is None
    assert await Signed(url, SECRET).bring("events_api", payload, 0, "") == {}
    await slack.reply(message)


async def test_files_are_material_and_what_cannot_be_read_gets_a_sentence(slack: LocalSlack, join: Join) -> None:
    thinking = Plain()
    await join(thinking)
    pdf = io.BytesIO()
    writer = PdfWriter()
    writer.add_blank_page(72, 72)
    writer.write(pdf)
    root = await slack.says(
        "<@UBOT> role: guide",
        files=[
            slack.share("faq.md", "text/markdown", b"# Opening hours\n\nNine to five."),
            slack.share("prices.csv", "text/csv", b"what,price\ncleaning,80"),
            slack.share("empty.pdf", "application/pdf", pdf.getvalue()),
        ],
    )
    await slack.reply(root)
    read = thinking.seen[0].messages[0].text
    assert "Nine to five." in read
    assert "cleaning" in read
    await slack.until(lambda: any("empty.pdf" in m.text for m in slack.replies("C1", root.ts)))


@pytest.mark.parametrize(
    ("name", "media_type", "size", "words"),
    [("photo.png", "image/png", 2000, "a picture"), ("video.txt", "text/plain", 40_000_000, "40 MB")],
)
async def test_a_message_of_only_a_picture_or_a_huge_file_gets_one_sentence(
    slack: LocalSlack, join: Join, name: str, media_type: str, size: int, words: str
) -> None:
    await join(Plain())
    root = await slack.says("<@UBOT>", files=[slack.share(name, media_type, b"x", size)], copies=2)
    await slack.until(lambda: slack.replies("C1", root.ts))
    [told] = slack.replies("C1", root.ts)
    assert words in told.text


async def test_a_file_from_elsewhere_never_sees_the_token(slack: LocalSlack, join: Join) -> None:
    await join(Plain())
    file = {**slack.share("a.txt", "text/plain", b"x"), "url_private_download": "https://evil.example.com/a.txt"}
    root = await slack.says("<@UBOT> role: guide", files=[file])
    await slack.until(lambda: any("could not fetch" in m.text for m in slack.replies("C1", root.ts)))


async def test_a_message_that_is_too_long_gets_a_sentence(slack: LocalSlack, join: Join) -> None:
    await join(Plain())
    root = await slack.says("<@UBOT> " + "x" * 200_001)
    await slack.until(lambda: any("200,001 characters" in m.text for m in slack.replies("C1", root.ts)))


async def test_a_database_that_is_gone_leaves_the_event_to_be_sent_again(
    slack: LocalSlack, join: Join, monkeypatch: pytest.MonkeyPatch
) -> None:
    await join(Plain())
    hear, failures = Chat.hear, [OperatorError("The database is away."), None]

    async def failing_once(self: Chat[Any], *args: Any) -> None:
        if failures and (error := failures.pop(0)):
            raise error
        await hear(self, *args)

    monkeypatch.setattr(Chat, "hear", failing_once)
    slack.sockets.ack_seconds = 0.3
    root = await slack.says("<@UBOT> role: guide")
    assert "role: guide" in (await slack.reply(root)).text


async def test_a_revoked_installation_is_set_aside_without_a_traceback(
    slack: LocalSlack, join: Join, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    with capture_logs() as logs:
        thinking = Plain()
        await join(thinking)
        thinking.go_on.clear()
        await slack.says("<@UBOT> role: guide")
        slack.team().installed = False
        thinking.go_on.set()
        await slack.until(lambda: any("set aside" in line["event"] for line in logs))
    for text in (str(logs), caplog.text):
        assert slack.team().token not in text
    assert not any(line.get("exc_info") for line in logs)


async def test_a_disconnect_and_a_closed_connection_lose_nothing(slack: LocalSlack, join: Join) -> None:
    await join(Plain())
    root = await slack.says("<@UBOT> role: guide")
    await slack.reply(root)
    await slack.sockets.disconnect()
    await slack.says("tone: warm", thread=root.ts)
    assert "tone: warm" in (await slack.reply(root, 2)).text


async def test_an_acknowledgement_that_comes_after_the_end_is_no_trouble(
    slack: LocalSlack, join: Join, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    hear, heard, over = Chat.hear, asyncio.Event(), asyncio.Event()

    async def late(self: Chat[Any], *args: Any) -> None:
        heard.set()
        await over.wait()
        await hear(self, *args)

    monkeypatch.setattr(Chat, "hear", late)
    async with AsyncExitStack() as run:
        await join(Plain(), within=run)
        await slack.says("<@UBOT> role: guide", wait=False)
        await heard.wait()
        [app_side] = slack.sockets.open
        closing = asyncio.create_task(run.aclose())
        await slack.until(lambda: app_side.closed)
        over.set()
        await closing
    assert [record.getMessage() for record in caplog.records if record.levelno >= logging.WARNING] == []


def test_settings_hide_every_token(slack_settings: Settings) -> None:
    assert "xox" not in repr(slack_settings)
    assert "xapp" not in repr(slack_settings)


_ODD: tuple[Any, ...] = (None, "", "x", ":", "1:2", "nan", "1e999", -1, 2.5, True, [], [[]], {}, {"id": 1}, "\ud800")
FORM = {"type": "modal", "callback_id": "ab_form", "id": "V1", "state": {"values": {}}}


@pytest.mark.parametrize("over_http", [False, True])
async def test_odd_timestamps_and_metadata_are_acknowledged_and_lead_to_nothing(
    slack: LocalSlack, join: Join, over_http: bool, caplog: pytest.LogCaptureFixture
) -> None:
    await at(slack, join) if over_http else await join(Plain())
    usual = {"type": "message", "channel": "C1", "user": "UANA", "ts": "1.1", "text": "<@UBOT> hi"}
    who = {"team": {"id": "T1"}, "user": {"id": "UANA"}, "channel": {"id": "C1"}}
    action = {"type": "button", "action_id": "ab:suggestion:1:0", "block_id": "b"}
    with capture_logs() as logs:
        for odd in _ODD:
            await slack.event({**usual, "ts": odd})
            await slack.event({**usual, "thread_ts": odd or "odd"})
            message = {"ts": odd, "thread_ts": odd, "blocks": odd, "text": odd}
            click = {"type": "block_actions", "container": {"type": "message"}, "trigger_id": "1", "message": message}
            assert await slack.bring("interactive", {**who, **click, "actions": [action]}) is not None
            for metadata in (odd, json.dumps(odd), json.dumps([odd] * 4), json.dumps(["ab:form:1:0", "T1", "C1", odd])):
                sent = {"type": "view_submission", **who, "view": {**FORM, "private_metadata": metadata}}
                assert "no longer know" in str(await slack.bring("interactive", sent))
    assert not [line for line in logs if line["log_level"] in ("error", "warning")]
    assert "Traceback" not in caplog.text
    assert slack.channel().messages == []


async def test_a_request_that_nobody_can_read_is_refused_and_no_failure_of_ours(
    slack: LocalSlack, join: Join, caplog: pytest.LogCaptureFixture
) -> None:
    signed = await at(slack, join)
    event = {"type": "message", "channel": "C1", "user": "UANA", "ts": "1.1", "text": "<@UBOT> hi"}
    bodies = [{"event": {**event, key: odd}} for odd in _ODD for key in ("channel", "user", "files", "text", "subtype")]
    bodies += [{key: odd} for odd in _ODD for key in ("event", "authorizations", "team_id", "enterprise", "type")]
    for body in bodies:
        payload = json.dumps({"type": "event_callback", "team_id": "T1", "event": {}, **body})
        headers = {"Content-Type": "application/json", **signed.signature(payload)}
        async with aiohttp.ClientSession() as session, session.post(signed.url, data=payload, headers=headers) as told:
            assert told.status < 500, body
    assert "Traceback" not in caplog.text


async def at(slack: LocalSlack, join: Join) -> Signed:
    """The bot listens over HTTP, and Slack brings everything there."""
    port = free_port()
    await join(Plain(), slack_mode="http", slack_signing_secret=SECRET, slack_port=port)
    slack.wire = signed = Signed(f"http://127.0.0.1:{port}/slack/events", SECRET)
    return signed
