"""From a mention to files in the thread, with real slack-bolt and slack_sdk against the local Slack."""

import io
import json
import zipfile
from contextlib import AsyncExitStack

from engine.store import sessions
from engine.turns.turn import status
from tests.servers import free_port
from tests.slack.conftest import Join
from tests.slack.local import LocalSlack, Message
from tests.slack.local.server import elements, labels
from tests.slack.local.wire import Signed
from tests.slack.talkers import to_the_tools

OPENING = "<@UBOT> A friendly receptionist for our dental clinic that books and moves appointments, English and Spanish"
SECRET = "signing-secret-of-the-test"


async def design(slack: LocalSlack, channel: str = "C1") -> Message:
    """Ana and Ben design an agent with every kind of control; the message that began it."""
    root = await slack.says(OPENING, channel=channel)
    audience = await slack.reply(root)
    await slack.clicks(audience, "Patients", by="UANA")
    greeting = await slack.after(audience)
    await slack.clicks(greeting, "Use this greeting", by="UBEN")
    tools = await to_the_tools(slack, await slack.after(greeting))
    decide = [e for e in elements(tools.blocks) if ":accept:" in str(e.get("action_id"))]
    declined = {**decide[1], "action_id": decide[1]["action_id"].replace("accept", "decline")}
    last = tools
    for element in (decide[0], declined, *decide[2:]):
        await slack.acts(element, message=tools, by="UBEN" if element is declined else "UANA")
        last = await slack.after(last)
    await fill_in(slack, last, "https://clinic.example.com/bookings")
    setup = await slack.after(last)
    await slack.says("leave them open", channel=channel, thread=root.ts, by="UBEN")
    flow = await slack.after(setup)
    assert "Change something" in labels(flow)
    await slack.clicks(flow, "Keep this flow")
    final = await slack.after(flow)
    await slack.clicks(final, "Choose platforms", values=["elevenlabs", "markdown"])
    approve = await slack.after(final)
    assert "*What it does*" in approve.text
    assert "Approve and export" in labels(approve)
    await slack.clicks(approve, "Approve and export", by="UBEN")
    await slack.after(approve)
    return root


async def fill_in(slack: LocalSlack, setup: Message, url: str) -> None:
    team = slack.team()
    await slack.clicks(setup, "Configure")
    view = await slack.until(lambda: next((v for v in team.views.values() if "submit" in v), None))
    assert view["blocks"][0]["block_id"] == "url"
    refused = await slack.submits(view["id"], {"url": "http://insecure.example.com"})
    assert refused is not None
    assert refused["response_action"] == "errors"
    assert "https" in refused["errors"]["url"]
    taken = await slack.submits(view["id"], {"url": url, "auth": "bearer", "auth_ref": "CLINIC_TOKEN"})
    assert taken == {}


async def test_from_a_mention_to_files_in_the_thread(slack: LocalSlack, join: Join) -> None:
    engine = await join()
    root = await design(slack)
    uploads = [f for m in slack.replies("C1", root.ts) for f in m.files]
    assert uploads[0]["name"] == "call-flow.png"
    assert uploads[0]["data"].startswith(b"\x89PNG")
    names = {str(f["name"]).partition("-")[2] for f in uploads[1:]}
    assert {n.partition("-v")[0] for n in names} == {"elevenlabs", "markdown"}
    archive = zipfile.ZipFile(io.BytesIO(next(f["data"] for f in uploads if str(f["name"]).endswith(".zip"))))
    assert any(json.loads(archive.read(n)) for n in archive.namelist() if n.endswith(".json"))
    session = await sessions.by_thread(engine.store, f"slack:T1:C1:{root.ts}")
    assert session is not None
    view = await status(engine, session.id)
    assert view.status == "completed"
    assert view.spec.approvals["final"].by.author_name == "Ben"
    assert view.spec.approvals["flow"].by.author_name == "Ana"
    assert {t.name: t.state for t in view.spec.tools if t.catalog != "end_call"} == {
        "book_appointment": "accepted",
        "check_availability": "declined",
        "reschedule_appointment": "accepted",
        "take_message": "accepted",
    }
    assert [t.url for t in view.spec.tools if t.name == "book_appointment"] == ["https://clinic.example.com/bookings"]
    assert slack.refused == []


async def test_every_message_of_the_bot_is_in_its_thread_and_has_a_text(slack: LocalSlack, join: Join) -> None:
    await join()
    root = await design(slack)
    ours = [m for m in slack.channel().messages if m.bot_id]
    assert all(m.thread_ts == root.ts for m in ours)
    assert all(m.text for m in ours if not m.files)


async def test_the_same_conversation_over_signed_http(slack: LocalSlack, join: Join) -> None:
    port = free_port()
    slack.wire = Signed(f"http://127.0.0.1:{port}/slack/events", SECRET)
    await join(slack_mode="http", slack_signing_secret=SECRET, slack_port=port)
    root = await design(slack)
    assert any(m.files for m in slack.replies("C1", root.ts))
    assert slack.refused == []


async def test_a_direct_message_is_a_session_of_its_own(slack: LocalSlack, join: Join) -> None:
    await join()
    slack.channel("D1")
    root = await slack.says("a survey agent for our hotel guests", channel="D1")
    assert "survey" in (await slack.reply(root)).text.lower()
    await slack.says("sound cheerful", channel="D1", thread=root.ts)
    await slack.reply(root, 2)
    assert slack.refused == []


async def test_it_goes_on_after_a_restart_with_the_buttons_from_before(slack: LocalSlack, join: Join) -> None:
    async with AsyncExitStack() as first_run:
        await join(within=first_run)
        root = await slack.says(OPENING)
        before = await slack.reply(root)
    await join()
    await slack.clicks(before, "Patients")
    assert "Accept" in labels(await to_the_tools(slack, await slack.reply(root, 2)))
