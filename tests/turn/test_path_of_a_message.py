"""accept -> take turns -> answer, on both databases."""

import asyncio
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import text

from engine.errors import PersonError, SessionClosed, SessionNotFound
from engine.interview.contract import Conversation, Interview, OnText
from engine.messages.inbound import Attachment, ThreadKey
from engine.store import dead_letters, documents, inbox, schema, sessions, transcript
from engine.turns.turn import Engine, abandon, accept, create, status, take_turns
from engine.turns.worker import Worker
from tests.conftest import OpenEngine
from tests.interviewers import Plain
from tests.store.older import back_to
from tests.talk import ANA, BEN, THREAD, answer, clicks, says, tell, waiting


class Killed(BaseException):
    """Stands for `kill -9`: nothing of the turn runs after it."""


class Deadly:
    """Whoever reads with it dies."""

    async def interview(self, conversation: Conversation, on_text: OnText | None = None) -> Interview:
        raise Killed


async def texts(engine: Engine, session_id: str) -> list[str]:
    return [m.text for _, _, m in await transcript.page(engine.store, session_id)]


async def test_a_message_gets_one_reply_and_changes_the_spec(engine: Engine) -> None:
    said = await tell(engine, "role: receptionist")
    assert said.reply is not None
    assert "I read: role: receptionist" in said.reply.text
    assert (said.session.spec.role, said.session.version, said.session.status) == ("receptionist", 1, "active")


async def test_the_same_event_is_accepted_once_however_often_it_comes(engine: Engine) -> None:
    first = await accept(engine, says("hello", key="once"))
    again = await asyncio.gather(*(accept(engine, says("hello", key="once")) for _ in range(4)))
    assert {a.inbox_id for a in again} == {first.inbox_id}
    assert all(a.seen_before for a in again)
    await take_turns(engine, first.session_id)
    assert len(await texts(engine, first.session_id)) == 2


async def test_a_thread_has_one_session_even_when_two_first_messages_race(replica: OpenEngine) -> None:
    engines = [await replica(), await replica()]
    accepted = await asyncio.gather(*(accept(engines[i % 2], says(f"hello {i}")) for i in range(8)))
    assert len({a.session_id for a in accepted}) == 1


async def test_three_quick_messages_make_one_turn_and_share_its_reply(engine: Engine) -> None:
    accepted = [await accept(engine, says(text)) for text in ("role: guide", "tone: warm", "tone: calm")]
    await take_turns(engine, accepted[0].session_id)
    answers = [await answer(engine, a) for a in accepted]
    assert {a.reply for a in answers} == {answers[0].reply}
    assert answers[0].session.version == 1
    assert answers[0].session.spec.tone == ("warm", "calm")


async def test_messages_of_a_turn_are_read_in_the_order_in_which_they_were_sent(engine: Engine) -> None:
    noon = datetime(2026, 5, 1, 12, tzinfo=UTC)
    late = await accept(engine, says("second", at=noon + timedelta(seconds=1)))
    await accept(engine, says("first", at=noon))
    await take_turns(engine, late.session_id)
    reply = (await answer(engine, late)).reply
    assert reply is not None
    assert "I read: first | second" in reply.text


async def test_messages_at_the_same_instant_on_two_replicas_are_each_answered_once(replica: OpenEngine) -> None:
    engines = [await replica(Plain(seconds=0.02)), await replica(Plain(seconds=0.02))]

    async def one(number: int) -> str:
        engine = engines[number % 2]
        accepted = await accept(engine, says(f"message {number}"))
        await take_turns(engine, accepted.session_id)
        reply = (await answer(engine, accepted)).reply
        assert reply is not None
        assert f"message {number}" in reply.text
        return accepted.session_id

    session_ids = set(await asyncio.gather(*(one(n) for n in range(12))))
    assert len(session_ids) == 1
    said = await texts(engines[0], session_ids.pop())
    assert sorted(t for t in said if t.startswith("message")) == sorted(f"message {n}" for n in range(12))


async def test_a_click_is_applied_without_being_read(replica: OpenEngine) -> None:
    interviewer = Plain()
    engine = await replica(interviewer)
    said = await tell(engine, clicks("Use “guide”", {"op": "set", "path": "role", "value": "guide"}))
    assert said.session.spec.role == "guide"
    assert said.session.spec.origins["role"].author == "u-ana"
    assert interviewer.seen[0].clicked
    assert interviewer.seen[0].spec.role == "guide"
    assert await texts(engine, said.session.session_id) == ["Use “guide”", "I read: Use “guide”"]


async def test_a_click_beside_words_is_applied_and_only_the_words_are_read(replica: OpenEngine) -> None:
    interviewer = Plain()
    engine = await replica(interviewer)
    await accept(engine, clicks("Warm", {"op": "add", "part": "tone", "item": "warm"}))
    said = await tell(engine, "role: guide")
    assert (said.session.spec.role, said.session.spec.tone) == ("guide", ("warm",))
    assert [m.text for m in interviewer.seen[0].messages] == ["role: guide"]
    assert not interviewer.seen[0].clicked


async def test_what_is_said_to_others_is_context_and_starts_no_turn(replica: OpenEngine) -> None:
    interviewer = Plain()
    engine = await replica(interviewer)
    await tell(engine, "hello")
    aside = await accept(engine, says("Ben, lunch?", addressed=False))
    await take_turns(engine, aside.session_id)
    await Worker(engine).sweep()
    assert len(interviewer.seen) == 1
    await tell(engine, "role: guide")
    assert [m.text for m in interviewer.seen[-1].history if not m.addressed] == ["Ben, lunch?"]
    assert (await accept(engine, says("again", key="aside", addressed=False))).seen_before is False
    assert (await accept(engine, says("again", key="aside", addressed=False))).seen_before is True


async def test_a_silent_interviewer_leaves_the_message_read_and_unanswered(engine: Engine) -> None:
    said = await tell(engine, "hush")
    assert said.reply is None
    assert await texts(engine, said.session.session_id) == ["hush"]


async def test_a_refused_change_is_told_and_what_else_was_said_is_done(engine: Engine) -> None:
    said = await tell(engine, "drop nothing\nrole: guide")
    assert said.session.spec.role == "guide"
    assert said.reply is not None
    assert "There is no goal called “nothing”" in said.reply.text


async def test_the_history_that_a_turn_sees_is_bounded(replica: OpenEngine) -> None:
    interviewer = Plain()
    engine = await replica(interviewer)
    for number in range(transcript.WINDOW):
        await tell(engine, f"message {number}")
    last = interviewer.seen[-1]
    assert len(last.history) == transcript.WINDOW
    assert last.history[-2].text == f"message {transcript.WINDOW - 2}"


async def test_one_that_breaks_its_turn_is_set_aside_and_its_thread_goes_on(
    engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(inbox, "RETRY_MS", 0)
    good, bad = await accept(engine, says("tone: warm")), await accept(engine, says("boom"))
    for _ in range(2 * inbox.MOST_ATTEMPTS):
        await take_turns(engine, good.session_id)
    assert "tone: warm" in ((await answer(engine, good)).reply or pytest.fail("no reply")).text
    assert "went wrong on my side" in ((await answer(engine, bad)).reply or pytest.fail("no reply")).text
    assert [(d.box, d.id) for d in await dead_letters.listed(engine.store)] == [("inbox", bad.inbox_id)]
    assert (await tell(engine, "role: guide")).session.spec.role == "guide"


async def test_a_turn_is_tried_three_times_and_no_more(replica: OpenEngine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(inbox, "RETRY_MS", 0)
    interviewer = Plain()
    engine = await replica(interviewer)
    bad = await accept(engine, says("boom"))
    for tried in (1, 2, 3, 3):
        await take_turns(engine, bad.session_id)
        assert len(interviewer.seen) == tried
        assert len(await dead_letters.listed(engine.store)) == (tried == 3)


async def test_a_turn_that_is_stopped_leaves_its_session_to_whoever_comes_next(replica: OpenEngine) -> None:
    slow = Plain()
    slow.go_on.clear()
    stopped, next_one = await replica(slow, lease_seconds=600.0), await replica()
    waits = await accept(stopped, says("hello"))
    turn = asyncio.create_task(take_turns(stopped, waits.session_id))
    await slow.is_asked(1)
    turn.cancel()
    with pytest.raises(asyncio.CancelledError):
        await turn
    await take_turns(next_one, waits.session_id)
    assert (await answer(next_one, waits)).reply is not None


@dataclass
class Guesses(Plain):
    """It takes everything for less than said."""

    async def interview(self, conversation: Conversation, on_text: OnText | None = None) -> Interview:
        plain = await super().interview(conversation, on_text)
        return replace(plain, proposals=tuple(replace(p, how="inferred") for p in plain.proposals))


@pytest.mark.parametrize(("interviewer", "approved"), [(Plain(), True), (Guesses(), False)])
async def test_only_what_is_said_approves_and_never_what_is_inferred(
    replica: OpenEngine, interviewer: Plain, approved: bool
) -> None:
    engine = await replica(interviewer)
    said = await tell(engine, "approve tools")
    assert ("tools" in said.session.spec.approvals) == approved
    assert said.reply is not None
    assert ("Only a person in the thread can approve that" in said.reply.text) != approved


async def die_reading(engine: Engine, session_id: str) -> None:
    """A process takes the lease, reads as a turn does, and is never heard of again."""
    dying = replace(engine, lease_seconds=0.001, interviewer=Deadly())
    with pytest.raises(Killed):
        await take_turns(dying, session_id)
    await asyncio.sleep(0.01)


async def test_one_that_kills_every_process_is_set_aside_and_its_thread_goes_on(
    engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(inbox, "PAUSE_AFTER_DEATHS_MS", (0,))
    bad, good = await accept(engine, says("boom")), await accept(engine, says("tone: warm"))
    for _ in range(inbox.MOST_DEATHS + 1):  # the first death may be any message's
        assert await dead_letters.listed(engine.store) == []
        await die_reading(engine, bad.session_id)
    await take_turns(engine, bad.session_id)
    assert "went wrong on my side" in ((await answer(engine, bad)).reply or pytest.fail("no reply")).text
    assert "tone: warm" in ((await answer(engine, good)).reply or pytest.fail("no reply")).text
    assert [(d.box, d.id) for d in await dead_letters.listed(engine.store)] == [("inbox", bad.inbox_id)]


async def test_a_storm_of_kills_that_misses_one_reading_blames_no_message(
    engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(inbox, "PAUSE_AFTER_DEATHS_MS", (0,))
    session_id = (await accept(engine, says("tone: 0"))).session_id
    for number in range(1, 4 * inbox.MOST_DEATHS):
        await accept(engine, says(f"tone: {number}"))
        for _ in range(inbox.MOST_DEATHS - 1):
            await die_reading(engine, session_id)
        await take_turns(engine, session_id)
    assert await dead_letters.listed(engine.store) == []
    assert await waiting(engine, session_id) == []


async def test_after_more_deaths_a_message_is_read_again_later_and_later(engine: Engine) -> None:
    bad = await accept(engine, says("boom"))
    deaths = 0
    while (await inbox.due_sessions(engine.store)) == [bad.session_id]:
        await die_reading(engine, bad.session_id)
        deaths += 1
    assert deaths == 1 + inbox.PAUSE_AFTER_DEATHS_MS.index(2_000) + 1
    assert await dead_letters.listed(engine.store) == []


async def test_a_process_that_stops_in_a_turn_and_lives_is_no_death(engine: Engine) -> None:
    waits = await accept(engine, says("tone: warm"))
    await die_reading(engine, waits.session_id)
    for _ in range(2 * inbox.MOST_DEATHS):
        slow = Plain()
        slow.go_on.clear()
        turn = asyncio.create_task(take_turns(replace(engine, interviewer=slow), waits.session_id))
        await slow.is_asked(1)
        turn.cancel()
        await asyncio.gather(turn, return_exceptions=True)
    await take_turns(engine, waits.session_id)
    assert "tone: warm" in ((await answer(engine, waits)).reply or pytest.fail("no reply")).text


async def test_a_message_waits_for_an_earlier_one_that_failed(engine: Engine) -> None:
    bad = await accept(engine, says("boom"))
    await take_turns(engine, bad.session_id)
    later = await accept(engine, says("hello"))
    await take_turns(engine, later.session_id)
    left = await waiting(engine, later.session_id)
    assert [(w.id, w.attempts) for w in left] == [(bad.inbox_id, 1)]


async def test_an_abandoned_api_session_takes_no_more_messages(engine: Engine) -> None:
    session_id = (await create(engine, author=ANA)).session.session_id
    await abandon(engine, session_id)
    with pytest.raises(SessionClosed, match="was abandoned"):
        await accept(engine, says("are you there?", thread=ThreadKey.api(session_id)))
    assert (await status(engine, session_id)).status == "abandoned"


async def test_an_abandoned_session_leaves_its_thread_to_a_new_one(engine: Engine) -> None:
    left = (await tell(engine, says("role: guide", key="first"))).session
    for _ in range(2):
        await abandon(engine, left.session_id)
    assert await sessions.by_thread(engine.store, str(left.thread)) is None
    assert (await accept(engine, says("role: guide", key="first"))).seen_before
    assert await sessions.by_thread(engine.store, str(left.thread)) is None
    new = (await tell(engine, "tone: warm")).session
    assert (new.thread, new.spec.role, new.session_id != left.session_id) == (left.thread, None, True)
    await abandon(engine, new.session_id)
    assert {(await status(engine, one.session_id)).thread for one in (left, new)} == {left.thread}


async def test_sessions_that_were_abandoned_by_an_older_release_leave_their_threads(engine: Engine) -> None:
    api = (await create(engine, author=ANA)).session
    thread = (await tell(engine, "role: guide")).session
    async with engine.store.write() as connection:
        await connection.run_sync(back_to, "0003")
        await connection.execute(text("UPDATE sessions SET status = 'abandoned'"))
        await connection.run_sync(schema.upgrade)
    assert await sessions.by_thread(engine.store, str(thread.thread)) is None
    assert await sessions.by_thread(engine.store, str(api.thread)) is not None
    assert (await tell(engine, "tone: warm")).session.session_id != thread.session_id


async def test_a_purged_session_leaves_nothing(engine: Engine) -> None:
    said = await tell(engine, "role: guide")
    await abandon(engine, said.session.session_id, purge=True)
    with pytest.raises(SessionNotFound):
        await status(engine, said.session.session_id)
    assert await texts(engine, said.session.session_id) == []
    assert (await tell(engine, "hello")).session.version == 0


@pytest.mark.parametrize("thread", [ThreadKey.api("ses_nobody"), ThreadKey.api("x\u202e")])
async def test_an_unknown_api_session_is_not_opened_by_a_message(engine: Engine, thread: ThreadKey) -> None:
    with pytest.raises(SessionNotFound):
        await accept(engine, says("hello", thread=thread))


@pytest.mark.parametrize("text", ["", "  \n\t ", "\x00\x07", "\u2028 "])
async def test_an_empty_message_is_refused_with_a_friendly_sentence(engine: Engine, text: str) -> None:
    with pytest.raises(PersonError, match="That message is empty"):
        await accept(engine, says(text))


async def test_too_long_a_message_is_refused_with_the_limit(engine: Engine) -> None:
    assert (await tell(engine, "x" * 200_000)).reply is not None
    with pytest.raises(PersonError, match="at most 200,000"):
        await accept(engine, says("x" * 200_001))


async def test_however_many_files_a_message_has_all_of_them_are_kept_whole(engine: Engine) -> None:
    parts = {"a.md": "a" * 30_000, "b.md": "b" * 3_000, "c.md": "c" * 4_000, "d.md": "d" * 1_500, "e.md": "e" * 5}
    files = tuple(Attachment(name, "text/markdown", text) for name, text in parts.items())
    said = await tell(engine, replace(says("here they are"), attachments=files))
    [text, _] = await texts(engine, said.session.session_id)
    kept = await documents.of_session(engine.store, said.session.session_id)
    assert [(source.name, source.length) for source in kept] == [("a.md", 30_000), ("d.md", 1_500)]
    assert [parts[name] in text for name in parts] == [False, True, True, False, True]
    assert "left out" not in text


async def test_control_characters_emoji_and_right_to_left_text_are_stored_as_people_wrote_them(engine: Engine) -> None:
    said = await tell(engine, says("hi\x00\x1b[31m 👩‍👩‍👧 שלום\r\nعربى \ud800", author=BEN))
    assert (await texts(engine, said.session.session_id))[0] == "hi[31m 👩‍👩‍👧 שלום\nعربى"


async def test_a_pasted_secret_is_never_stored_and_the_person_is_told(engine: Engine) -> None:
    key = "sk-" + "ant-" + "a1" * 20
    said = await tell(engine, f"the key is {key}, use it")
    assert said.reply is not None
    assert "name of a secret" in said.reply.text
    assert (await texts(engine, said.session.session_id))[0] == "the key is [secret removed], use it"


async def test_a_secret_in_a_form_is_refused_and_nothing_of_it_is_stored(engine: Engine) -> None:
    key = "sk-" + "ant-" + "a1" * 20
    with pytest.raises(PersonError, match="only the name of the secret"):
        await accept(engine, clicks("Save", {"op": "set", "path": "greeting", "value": f"Hi {key}"}))


async def test_a_thread_keeps_its_name_when_the_text_of_its_session_is_read(engine: Engine) -> None:
    said = await tell(engine, "hello")
    assert said.session.thread == THREAD
