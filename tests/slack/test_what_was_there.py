"""A mention in a thread, a shortcut and a shared message: what was there already is background, with who said what."""

from bots.slack.earlier import MOST_MESSAGES
from engine.store import sessions, transcript
from engine.turns.turn import Engine
from tests.interviewers import Plain
from tests.slack.conftest import Join
from tests.slack.local import LocalSlack, Message
from tests.slack.local.api import RateLimited

SECRET = "sk_live_" + "4eC39HqLyjWDarjtT1zdp7dc"
Line = tuple[str, str, bool]


async def lines(engine: Engine, root: Message) -> list[Line]:
    """Of the people in its session: who, what, and whether to the builder."""
    session = await sessions.by_thread(engine.store, f"slack:T1:{root.channel}:{root.thread_ts or root.ts}")
    assert session is not None
    told = [m for _, _, m in await transcript.page(engine.store, session.id)]
    return [(m.author.name, m.text, m.addressed) for m in told if m.role == "person"]


async def test_a_mention_in_a_thread_reads_what_was_said_there_as_background(slack: LocalSlack, join: Join) -> None:
    thinking = Plain()
    engine = await join(thinking)
    root = await slack.says("We need a receptionist for the clinic", by="UBEN")
    await slack.says(f"role: nurse, the key is {SECRET}", by="UBEN", thread=root.ts)
    mention = await slack.says("<@UBOT> role: guide", thread=root.ts, copies=2)
    reply = await slack.reply(mention)
    assert "What Ben wrote before I have read as background" in reply.text
    (conversation,) = thinking.seen
    assert [m.text for m in conversation.messages] == ["role: guide"]
    said = await lines(engine, root)
    assert said[0] == ("Ben", "We need a receptionist for the clinic", False)
    assert said[1][0] == "Ben"
    assert SECRET not in said[1][1]
    assert said[2:] == [("Ana", "role: guide", True)]
    assert slack.calls["conversations.replies"] == 1
    await slack.says("tone: warm", thread=root.ts)
    assert "background" not in (await slack.reply(mention, 2)).text
    assert slack.calls["conversations.replies"] == 1


async def test_who_called_the_builder_owns_the_agent_and_not_who_wrote_before(slack: LocalSlack, join: Join) -> None:
    engine = await join(Plain())
    root = await slack.says("a thought", by="UBEN")
    await slack.reply(await slack.says("<@UBOT> role: guide", thread=root.ts))
    session = await sessions.by_thread(engine.store, f"slack:T1:C1:{root.ts}")
    assert session is not None
    assert session.author.id == "UANA"


async def test_of_a_long_thread_a_bounded_part_is_read_and_a_busy_slack_is_not_waited_for(
    slack: LocalSlack, join: Join
) -> None:
    engine = await join(Plain())
    root = await slack.says("x" * 39_000, by="UBEN")
    for n in range(20):
        slack.channel().messages.append(Message("C1", f"18{n:02}000000.000100", "UBEN", f"note {n}", root.ts))
    mention = await slack.says("<@UBOT> role: guide", thread=root.ts)
    await slack.reply(mention)
    assert 0 < len(await lines(engine, root)) - 1 <= MOST_MESSAGES
    other = await slack.says("a thought", by="UBEN")
    slack.trouble["conversations.replies"].append(RateLimited(30))
    reply = await slack.reply(await slack.says("<@UBOT> role: guide", thread=other.ts))
    assert "background" not in reply.text
    assert len(await lines(engine, other)) == 1


def shared(name: str, text: str, **more: object) -> dict[str, object]:
    """A message of another channel as Slack attaches it to one that forwards it."""
    where = {"channel_id": "C9", "ts": "1700000000.000200", "from_url": "https://t1.slack.com/archives/C9/p1"}
    return {
        "is_share": True,
        "is_msg_unfurl": True,
        "author_id": "UBEN",
        "author_name": name,
        "text": text,
        **where,
        **more,
    }


async def test_a_message_that_is_forwarded_is_read_with_its_author_and_its_files(slack: LocalSlack, join: Join) -> None:
    engine = await join(Plain())
    file = slack.share("hours.md", "text/markdown", b"Nine to five.")
    quote = shared("Ben", "role: nurse &amp; more", files=[file])
    root = await slack.says("<@UBOT> role: guide", attachments=[quote], copies=2)
    assert "What Ben wrote" in (await slack.reply(root)).text
    said = await lines(engine, root)
    assert said == [
        ("Ben", "role: nurse & more\n\n[file: hours.md]\nNine to five.", False),
        ("Ana", "role: guide", True),
    ]


async def test_a_message_that_is_forwarded_alone_into_a_session_is_kept_and_that_is_said(
    slack: LocalSlack, join: Join
) -> None:
    thinking = Plain()
    engine = await join(thinking)
    root = await slack.says("<@UBOT> role: guide")
    await slack.reply(root)
    await slack.says("", thread=root.ts, attachments=[shared("Ben", "role: nurse")], copies=2)
    await slack.until(lambda: any("What Ben wrote" in m.text for m in slack.replies("C1", root.ts)))
    assert ("Ben", "role: nurse", False) in await lines(engine, root)
    assert len(thinking.seen) == 1
    assert len(slack.replies("C1", root.ts)) == 2


async def test_the_shortcut_reads_the_message_with_its_file_and_the_thread_above_it(
    slack: LocalSlack, join: Join
) -> None:
    engine = await join(Plain())
    root = await slack.says("a thought", by="UBEN")
    file = slack.share("hours.md", "text/markdown", b"Nine to five.")
    message = await slack.says("role: guide", by="UBEN", thread=root.ts, files=[file])
    payload = {
        "type": "message_action",
        "callback_id": "design_agent",
        "team": {"id": "T1"},
        "user": {"id": "UANA", "name": "ana"},
        "channel": {"id": "C1"},
        "message": message.as_json(),
        "trigger_id": slack.trigger(),
        "response_url": f"{slack.origin}/response/shortcut",
    }
    await slack.bring("interactive", payload)
    await slack.reply(message)
    assert await lines(engine, message) == [
        ("Ben", "a thought", False),
        ("Ana", "role: guide\n\n[file: hours.md]\nNine to five.", True),
    ]
