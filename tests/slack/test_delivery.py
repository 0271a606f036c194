"""Replies: whole, once, at Slack's pace, and never to a channel that is gone again and again."""

import asyncio
from contextlib import AsyncExitStack

import pytest
from markdown_it import MarkdownIt

from bots import drafts
from engine.store import dead_letters
from engine.store import drafts as stored_drafts
from tests.interviewers import Plain
from tests.slack.conftest import Join
from tests.slack.local import LocalSlack, Message
from tests.slack.local.api import RateLimited
from tests.slack.local.limits import Refused
from tests.slack.local.state import new_ts
from tests.slack.talkers import Says, Streams

CODE = "\n".join(f"line_{n} = {n}  # <{n}> & so on" for n in range(120))
LONG = (
    "\n\n".join(f"Paragraph {n}: {'words and more words ' * 35}" for n in range(30))
    + f"\n\n```python\n{CODE}\n```\n\nEnd."
)
WORDS = "These are the words that come one after the other. " * 6


async def test_a_reply_of_twenty_thousand_characters_arrives_whole_with_its_fences(
    slack: LocalSlack, join: Join
) -> None:
    assert len(LONG) > 20_000
    await join(Says(LONG))
    root = await slack.says("<@UBOT> go")
    await slack.reply(root)
    texts = [m.text for m in slack.replies("C1", root.ts)]
    together = "\n".join(texts)
    assert all(f"Paragraph {n}:" in together for n in range(30))
    assert all(f"line_{n} = {n} " in together for n in range(120))
    assert all(text.count("```") % 2 == 0 for text in texts)
    assert all(m.thread_ts == root.ts for m in slack.replies("C1", root.ts))
    assert slack.refused == []


async def test_text_of_a_model_cannot_mention_anybody(slack: LocalSlack, join: Join) -> None:
    nasty = "Hi <!channel> <@UANA> <#C1> [x](!here) [y](@UANA) `<!everyone>` mail@example.com @here <https://e.org/?a=1&b=2>"
    await join(Says(nasty))
    root = await slack.says("<@UBOT> go")
    reply = await slack.reply(root)
    for text in (reply.text, str(reply.blocks)):
        assert not any(bad in text for bad in ("<!", "<@", "<#"))
    assert "mail@example.com" in reply.text
    assert all(b["text"]["verbatim"] for b in reply.blocks if b["type"] == "section")


async def test_two_messages_of_a_channel_are_apart_and_a_429_is_waited_for(slack: LocalSlack, join: Join) -> None:
    slack.gap = 0.05
    await join(Plain(), pace=0.06)
    roots = [await slack.says(f"<@UBOT> note {n}", wait=False) for n in range(6)]
    slack.trouble["chat.postMessage"] = [RateLimited(1)]
    for root in roots:
        await slack.reply(root)
    assert all(len(slack.replies("C1", root.ts)) == 1 for root in roots)
    assert slack.refused == []


async def test_a_delivery_whose_answer_was_lost_is_looked_for_and_not_repeated(slack: LocalSlack, join: Join) -> None:
    await join(Plain())
    slack.trouble["chat.postMessage"] = ["lost"]
    root = await slack.says("<@UBOT> role: guide")
    await slack.until(lambda: slack.lookups)
    await slack.says("tone: warm", thread=root.ts)
    await slack.reply(root, 2)
    assert len(slack.replies("C1", root.ts)) == 2
    assert slack.calls["chat.postMessage"] == 2


async def test_nothing_is_looked_for_where_nothing_went_wrong(slack: LocalSlack, join: Join) -> None:
    await join(Plain())
    root = await slack.says("<@UBOT> role: guide")
    await slack.reply(root)
    assert slack.lookups == 0


async def test_a_reply_that_another_process_may_have_posted_is_looked_for(slack: LocalSlack, join: Join) -> None:
    async with AsyncExitStack() as first_run:
        await join(Plain(), within=first_run)
        slack.trouble["chat.postMessage"] = ["lost"]
        root = await slack.says("<@UBOT> role: guide")
        await slack.until(lambda: slack.replies("C1", root.ts))
    await join(Plain())
    await slack.until(lambda: slack.lookups)
    await slack.says("tone: warm", thread=root.ts)
    await slack.reply(root, 2)
    assert len(slack.replies("C1", root.ts)) == 2


async def test_an_archived_channel_and_a_removed_bot_are_given_up_at_once(slack: LocalSlack, join: Join) -> None:
    thinking = Plain()
    engine = await join(thinking)
    thinking.go_on.clear()
    archived, left = slack.channel("C2"), slack.channel("C3")
    for channel in ("C2", "C3"):
        await slack.says("<@UBOT> role: guide", channel=channel)
    archived.archived = True
    left.members.discard("UBOT")
    thinking.go_on.set()
    while len(dead := await dead_letters.listed(engine.store)) < 2:  # noqa: ASYNC110 - the bot's doing
        await asyncio.sleep(0.02)
    assert {d.error.rpartition(" ")[2] for d in dead} == {"is_archived.", "not_in_channel."}
    assert slack.calls["chat.postMessage"] == 2


@pytest.fixture
def soon(monkeypatch: pytest.MonkeyPatch) -> None:
    """Drafts begin at once and grow often."""
    monkeypatch.setattr(drafts, "FIRST_WORDS_SECONDS", 0.0)
    monkeypatch.setattr(drafts, "WORDS_SECONDS", 0.05)


@pytest.mark.usefixtures("soon")
async def test_words_are_streamed_into_the_message_that_becomes_the_reply(slack: LocalSlack, join: Join) -> None:
    def growing() -> list[Message]:
        return [m for m in slack.channel().messages if m.streaming and m.edits]

    seen: list[str] = []
    await join(Streams(WORDS, lambda: seen))
    root = await slack.says("<@UBOT> go")
    [draft] = await slack.until(growing)
    seen.append(early := draft.text)
    reply = await slack.reply(root)
    assert reply.ts == draft.ts
    assert len(early) < len(reply.text)
    assert not reply.streaming
    assert len(slack.replies("C1", root.ts)) == 1
    assert reply.metadata["event_payload"]["part"] == 0
    assert reply.stopped_with
    assert all(block in reply.blocks for block in reply.stopped_with)
    assert slack.refused == []


async def test_a_stream_that_was_torn_by_a_crash_is_finished_in_its_place(slack: LocalSlack, join: Join) -> None:
    """What its process left: a message that streams, and where it is."""
    engine = await join(Says("All of it."))
    root = await slack.says("<@UBOT> go")
    first = await slack.reply(root)
    torn = Message("C1", new_ts(), "UBOT", "All", root.ts, bot_id=slack.team().bot_id, streaming=True)
    slack.channel().messages.append(torn)
    await stored_drafts.keep(engine.store, f"slack:T1:C1:{root.ts}", f"stream:{torn.ts}")
    await slack.says("and more", thread=root.ts)
    await slack.until(lambda: torn.text.startswith("All of it."))
    assert not torn.streaming
    assert slack.replies("C1", root.ts) == [first, torn]
    await slack.says("again", thread=root.ts)
    assert (await slack.reply(root, 3)).ts not in (first.ts, torn.ts)


@pytest.mark.usefixtures("soon")
async def test_where_a_stream_is_is_known_before_it_holds_words(slack: LocalSlack, join: Join) -> None:
    slack.trouble["chat.appendStream"] = [RateLimited(1)]
    engine = await join(Streams(WORDS, lambda: not slack.trouble["chat.appendStream"]))
    root = await slack.says("<@UBOT> go")
    [stream] = await slack.until(lambda: [m for m in slack.channel().messages if m.streaming])
    assert stream.text == ""
    await slack.until(lambda: not slack.trouble["chat.appendStream"])
    assert await stored_drafts.of(engine.store, f"slack:T1:C1:{root.ts}") == f"stream:{stream.ts}"
    assert (await slack.reply(root)).ts == stream.ts


@pytest.mark.usefixtures("soon")
async def test_a_429_in_the_middle_of_a_stream_loses_nothing(slack: LocalSlack, join: Join) -> None:
    slack.trouble["chat.appendStream"] = [RateLimited(1)]
    await join(Streams(WORDS, lambda: not slack.trouble["chat.appendStream"]))
    root = await slack.says("<@UBOT> go")
    reply = await slack.reply(root)
    assert reply.text.startswith(WORDS.strip())
    assert len(slack.replies("C1", root.ts)) == 1


@pytest.mark.usefixtures("soon")
async def test_a_slack_without_streaming_and_status_gets_an_edited_message(slack: LocalSlack, join: Join) -> None:
    slack.missing |= {"chat.startStream", "assistant.threads.setStatus", "users.info"}
    await join(Streams(WORDS, lambda: any(m.edits for m in slack.channel().messages)))
    root = await slack.says("<@UBOT> go")
    reply = await slack.reply(root)
    assert reply.edits >= 2
    assert len(slack.replies("C1", root.ts)) == 1


async def test_a_status_is_shown_while_a_turn_runs_and_taken_away(slack: LocalSlack, join: Join) -> None:
    thinking = Plain()
    await join(thinking)
    thinking.go_on.clear()
    root = await slack.says("<@UBOT> role: guide")
    await slack.until(lambda: (root.ts, "is thinking…") in slack.team().statuses)
    thinking.go_on.set()
    await slack.reply(root)
    await slack.until(lambda: slack.team().statuses[-1] == (root.ts, ""))


async def test_where_no_file_can_be_uploaded_the_flow_is_told_in_words(slack: LocalSlack, join: Join) -> None:
    await join()
    slack.trouble["files.getUploadURLExternal"] = [Refused("missing_scope")] * 9
    root = await slack.says("<@UBOT> a survey agent for our hotel guests in English, friendly, greeting: Hello there")
    for count in range(1, 12):
        reply = await slack.reply(root, count)
        if any("Keep this flow" in str(m.blocks) for m in slack.replies("C1", root.ts)):
            break
        await slack.says("yes", thread=root.ts)
    assert "Keep this flow" in str(reply.blocks)
    assert not any(m.files for m in slack.replies("C1", root.ts))


def test_the_long_reply_has_one_fence() -> None:
    assert sum(token.type == "fence" for token in MarkdownIt().parse(LONG)) == 1
