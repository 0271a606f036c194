"""Messages of people: each answered once, in the order in which they were said, and only those meant for us."""

import asyncio
import os
import sys

import pytest

from bots.slack.platform import SlackPlatform
from engine.settings import Settings
from engine.store import sessions, transcript
from engine.turns.turn import Engine, status
from tests.interviewers import Plain
from tests.slack.conftest import Join
from tests.slack.local import LocalSlack, Message
from tests.slack.local.server import is_answer


async def said_in(engine: Engine, message: Message, team: str = "T1") -> list[tuple[str, str]]:
    thread = message.thread_ts or message.ts
    session = await sessions.by_thread(engine.store, f"slack:{team}:{message.channel}:{thread}")
    assert session is not None
    return [(m.role, m.text) for _, _, m in await transcript.page(engine.store, session.id)]


async def test_a_mention_that_arrives_twice_over_and_as_message_too_makes_one_turn(
    slack: LocalSlack, join: Join
) -> None:
    engine = await join(Plain())
    root = await slack.says("<@UBOT> role: guide", copies=3)
    await slack.reply(root)
    await slack.says("tone: warm", thread=root.ts, copies=2)
    await slack.reply(root, 2)
    people = [text for role, text in await said_in(engine, root) if role == "person"]
    assert people == ["role: guide", "tone: warm"]
    assert len(slack.replies("C1", root.ts)) == 2


async def test_a_retry_whose_first_delivery_was_lost_is_processed(slack: LocalSlack, join: Join) -> None:
    await join(Plain())
    message = Message("C1", "1700000000.000100", "UANA", "<@UBOT> role: guide")
    slack.channel().messages.append(message)
    payload = {"type": "event_callback", "team_id": "T1", "event_id": "Ev1", "event": slack.message_event(message)}
    assert await slack.wire.bring("events_api", payload, 2, "timeout") is not None
    assert "role: guide" in (await slack.reply(message)).text


async def test_messages_that_arrive_in_the_wrong_order_are_read_in_the_right_one(slack: LocalSlack, join: Join) -> None:
    thinking = Plain()
    await join(thinking)
    thinking.go_on.clear()
    root = await slack.says("<@UBOT> role: guide")
    first = Message("C1", "1900000001.000100", "UANA", "tone: first", root.ts)
    second = Message("C1", "1900000002.000100", "UANA", "tone: second", root.ts)
    for late in (second, first):
        slack.channel().messages.append(late)
        await slack.event(slack.message_event(late))
    thinking.go_on.set()
    reply = await slack.reply(root, 2)
    assert "tone: first | tone: second" in reply.text


async def test_in_its_thread_people_need_not_mention_it_again(slack: LocalSlack, join: Join) -> None:
    await join(Plain())
    root = await slack.says("<@UBOT> role: guide")
    await slack.reply(root)
    await slack.says("tone: warm", thread=root.ts, by="UBEN")
    assert "tone: warm" in (await slack.reply(root, 2)).text


async def test_what_is_said_elsewhere_or_to_somebody_else_is_not_answered(slack: LocalSlack, join: Join) -> None:
    engine = await join(Plain())
    root = await slack.says("<@UBOT> role: guide")
    await slack.reply(root)
    await slack.says("good morning all")
    await slack.says("<@UBEN> what do you think?", thread=root.ts)
    await slack.says("tone: warm", thread=root.ts)
    await slack.reply(root, 2)
    assert len([m for m in slack.channel().messages if m.bot_id]) == 2
    assert ("person", "@UBEN what do you think?") in await said_in(engine, root)


@pytest.mark.parametrize(
    ("words", "answered"),
    [
        ("<@UBEN> what would <@UBOT> say, tone: warm?", False),
        ("<!subteam^S1|@support> can you look? tone: warm", False),
        ("<@UBEN> and <@UBOT> tone: warm", True),
        ("<@UBOT>, <@UBEN> tone: warm", True),
    ],
)
async def test_a_message_is_for_those_whom_it_opens_with(
    slack: LocalSlack, join: Join, words: str, answered: bool
) -> None:
    engine = await join(Plain())
    root = await slack.says("<@UBOT> role: guide")
    await slack.reply(root)
    await slack.says(words, thread=root.ts)
    await slack.says("<@UBOT> role: host", thread=root.ts)
    await slack.until(lambda: any("role: host" in m.text for m in slack.replies("C1", root.ts)))
    assert any("warm" in m.text for m in slack.replies("C1", root.ts)) == answered
    assert len([role for role, _ in await said_in(engine, root) if role == "person"]) == 3


async def test_a_session_can_be_set_to_answer_mentions_only(slack: LocalSlack, join: Join) -> None:
    engine = await join(Plain())
    root = await slack.says("<@UBOT> role: guide")
    await slack.reply(root)
    await slack.says("<@UBOT> settings answers mentions", thread=root.ts)
    await slack.until(lambda: any("I answer mentions" in m.text for m in slack.replies("C1", root.ts)))
    await slack.says("between us: tone?", thread=root.ts)
    await slack.says("<@UBOT> tone: warm", thread=root.ts)
    reply = await slack.reply(root, 2)
    assert "between us" not in reply.text
    assert ("person", "between us: tone?") in await said_in(engine, root)


async def test_it_never_answers_itself_or_another_bot(slack: LocalSlack, join: Join) -> None:
    await join(Plain())
    root = await slack.says("<@UBOT> role: guide")
    await slack.reply(root)
    await slack.says("<@UBOT> role: parrot", by="UOTHER", thread=root.ts, bot_id="BOTHER")
    await slack.says("<@UBOT> role: echo", by="UBOT", thread=root.ts)
    await slack.says("tone: warm", thread=root.ts)
    await slack.reply(root, 2)
    assert not any("parrot" in m.text or "echo" in m.text for m in slack.replies("C1", root.ts))


def changed(slack: LocalSlack, root: Message, subtype: str, **new: object) -> dict[str, object]:
    """The event of an edit or a deletion, as Slack sends it."""
    old = {"type": "message", "user": root.user, "ts": root.ts, "text": root.text}
    event = {"type": "message", "subtype": subtype, "channel": root.channel, "channel_type": "channel", "hidden": True}
    gone = {"deleted_ts": root.ts} if subtype == "message_deleted" else {"message": {**old, **new}}
    return {**event, "ts": "1900000009.000100", "event_ts": "1900000009.000100", "previous_message": old, **gone}


async def test_the_effect_of_an_edit_is_offered_in_the_thread_once(slack: LocalSlack, join: Join) -> None:
    await join(Plain())
    root = await slack.says("<@UBOT> role: guide")
    await slack.reply(root)
    edit = {"text": "<@UBOT> role: host", "edited": {"user": "UANA", "ts": "1900000009.000000"}}
    for _ in range(2):
        await slack.event(changed(slack, root, "message_changed", **edit))
    reply = await slack.reply(root, 2)
    assert "“host” instead of “guide”?" in reply.text
    await slack.clicks(reply, "Take the edit")
    await slack.until(lambda: "✓ <@UANA>: Take the edit" in str(reply.blocks))
    await slack.reply(root, 3)
    assert len(slack.replies("C1", root.ts)) == 3


async def test_a_preview_that_slack_adds_is_no_edit_and_a_deletion_offers_to_take_it_back(
    slack: LocalSlack, join: Join
) -> None:
    await join(Plain())
    root = await slack.says("<@UBOT> role: guide")
    await slack.reply(root)
    await slack.event(changed(slack, root, "message_changed", attachments=[{"title": "a page"}]))
    await slack.event(changed(slack, root, "message_deleted"))
    assert "Without “guide”?" in (await slack.reply(root, 2)).text
    assert len(slack.replies("C1", root.ts)) == 2


async def test_a_message_whose_process_was_killed_in_its_turn_is_answered_by_the_next_one(
    slack: LocalSlack, slack_settings: Settings, join: Join
) -> None:
    names = ("database_url", "slack_bot_token", "slack_app_token", "slack_api_url")
    own = {name.upper(): str(getattr(slack_settings, name)) for name in names}
    child = await asyncio.create_subprocess_exec(sys.executable, "-m", "tests.slack.child", env={**os.environ, **own})
    try:
        root = await slack.says("<@UBOT> role: guide")  # comes back when it is acknowledged
    finally:
        child.kill()
        await child.wait()
    assert slack.replies("C1", root.ts) == []
    await join(Plain())
    assert "role: guide" in (await slack.reply(root)).text
    await slack.says("tone: warm", thread=root.ts)
    await slack.reply(root, 2)
    assert len(slack.replies("C1", root.ts)) == 2


async def test_two_replicas_on_one_thread_answer_each_message_once(slack: LocalSlack, join: Join) -> None:
    engine = await join(Plain(seconds=0.02))
    await join(Plain(seconds=0.02))
    root = await slack.says("<@UBOT> role: guide")
    await asyncio.gather(*(slack.says(f"note {n}", thread=root.ts) for n in range(8)))

    def words() -> str:
        return " ".join(m.text for m in slack.replies("C1", root.ts) if is_answer(m))

    await slack.until(lambda: all(f"note {n}" in words() for n in range(8)))
    assert all(words().count(f"note {n}") == 1 for n in range(8))
    people = [text for role, text in await said_in(engine, root) if role == "person"]
    assert sorted(people) == sorted(["role: guide", *(f"note {n}" for n in range(8))])


async def test_equal_ids_in_two_workspaces_are_two_sessions(slack: LocalSlack, join: Join) -> None:
    engine = await join(Plain())
    for team, role in (("T1", "guide"), ("T2", "nurse")):
        slack.channel("C1", team)
        message = Message("C1", "1700000000.000100", "UANA", f"<@UBOT> role: {role}")
        slack.channel("C1", team).messages.append(message)
        await slack.event(slack.message_event(message), team)
    roles = []
    for team in ("T1", "T2"):
        session = await sessions.by_thread(engine.store, f"slack:{team}:C1:1700000000.000100")
        assert session is not None
        view = await status(engine, session.id)
        roles.append(view.spec.role or session.id)
    assert len(set(roles)) == 2


async def test_a_bare_mention_is_greeted(slack: LocalSlack, join: Join) -> None:
    await join()
    root = await slack.says("<@UBOT>")
    assert (await slack.reply(root)).text
    assert slack.refused == []


async def test_an_undo_by_word_takes_the_last_change_back(slack: LocalSlack, join: Join) -> None:
    engine = await join(Plain())
    root = await slack.says("<@UBOT> role: guide")
    await slack.reply(root)
    await slack.says("<@UBOT> undo", thread=root.ts, copies=2)
    await slack.reply(root, 2)
    session = await sessions.by_thread(engine.store, f"slack:T1:C1:{root.ts}")
    assert session is not None
    assert (await status(engine, session.id)).spec.role is None


async def test_status_and_export_are_answered_in_the_thread(slack: LocalSlack, join: Join) -> None:
    await join()
    root = await slack.says("<@UBOT> a survey agent for our hotel guests")
    await slack.reply(root)
    await slack.says("<@UBOT> status", thread=root.ts, copies=2)
    await slack.until(lambda: any("Still to settle" in m.text for m in slack.replies("C1", root.ts)))
    await slack.says("<@UBOT> export markdown", thread=root.ts)
    await slack.until(lambda: any(m.files for m in slack.replies("C1", root.ts)))
    assert len([m for m in slack.replies("C1", root.ts) if "Still to settle" in m.text]) == 1


@pytest.mark.parametrize("word", ["help", "status", "undo"])
async def test_a_command_where_there_is_no_agent_opens_no_session_and_is_answered_once(
    slack: LocalSlack, join: Join, word: str
) -> None:
    engine = await join()
    root = await slack.says(f"<@UBOT> {word}", copies=2)
    direct = await slack.says(word, channel="D1")
    await slack.until(lambda: slack.replies("C1", root.ts) and slack.replies("D1", direct.ts))
    await slack.reply(await slack.says("<@UBOT> hello"))
    assert len(slack.replies("C1", root.ts)) == 1
    assert len(await sessions.listed(engine.store)) == 1


async def test_a_file_without_words_is_read_for_what_it_says_and_not_for_its_name(
    slack: LocalSlack, join: Join
) -> None:
    engine = await join()
    file = slack.share("cancel orders.md", "text/markdown", b"We need a receptionist that books appointments.")
    root = await slack.says("", channel="D1", files=[file])
    await slack.until(lambda: slack.replies("D1", root.ts))
    session = await sessions.by_thread(engine.store, f"slack:T1:D1:{root.ts}")
    assert session is not None
    assert [goal.statement for goal in (await status(engine, session.id)).spec.goals] == ["Book appointments"]


async def test_a_file_without_words_that_takes_long_is_read_when_it_is_there(
    slack: LocalSlack, join: Join, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(SlackPlatform, "files_seconds", 0.0)
    thinking = Plain()
    await join(thinking)
    file = slack.share("share notes.md", "text/markdown", b"Nine to five.")
    root = await slack.says("", channel="D1", files=[file])
    await slack.until(lambda: slack.replies("D1", root.ts))
    assert [m.text for c in thinking.seen for m in c.messages] == ["[file: share notes.md]\nNine to five."]
