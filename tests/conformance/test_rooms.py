"""What every chat platform promises: Slack, Discord, the terminal, and the example of one's own."""

import json
import shutil
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import AsyncExitStack
from pathlib import Path

import pytest
from sqlalchemy import update

from engine import sessions
from engine.document.changes import Approve, Set
from engine.document.spec import AgentSpec
from engine.interview.contract import Interviewer
from engine.interview.guided import Guided
from engine.messages.replies import Suggestion
from engine.store.tables import spec_versions
from engine.tools.sources.openapi import document_in
from tests.conformance.rooms import HOSTILE, ROOMS, Room, hears, offered, to_the_tools
from tests.interviewers import Offers, Plain
from tests.pushing.elevenlabs import ElevenLabs
from tests.pushing.vendor import running
from tests.slack.talkers import Says
from tests.sources.documents import BOOKINGS

OPENING = "A friendly receptionist for our dental clinic that books and moves appointments, English and Spanish"
VAPI = (
    '{"name": "Alex", "firstMessage": "Hi, Alex here.", "backgroundSound": "office", "model": {"provider": "openai", '
    '"model": "gpt-4o", "messages": [{"role": "system", "content": "# Rules - Never shout."}]}}'
)
OpenRoom = Callable[[Interviewer], Awaitable[Room]]


@pytest.fixture(params=sorted(ROOMS))
async def enter(
    request: pytest.FixtureRequest, tmp_path: Path, migrated_sqlite: Path, nothing_lost: None
) -> AsyncIterator[OpenRoom]:
    file = tmp_path / "agent-builder.db"
    shutil.copy(migrated_sqlite, file)
    async with AsyncExitStack() as stack:

        async def entered(interviewer: Interviewer) -> Room:
            return await stack.enter_async_context(ROOMS[request.param](file, interviewer))

        yield entered


def needs(room: Room, what: str) -> None:
    if why := room.lacks.get(what):
        pytest.skip(why)


async def spec_of(room: Room) -> AgentSpec:
    session = await sessions.in_thread(room.engine, room.thread)
    assert session is not None
    return (await sessions.status(room.engine, session.id)).spec


async def test_a_message_is_answered_in_its_thread(enter: OpenRoom) -> None:
    room = await enter(Plain())
    await room.says("role: guide")
    await hears(room, "I read: role: guide")
    assert (await spec_of(room)).role == "guide"


async def test_a_message_that_comes_twice_is_answered_once(enter: OpenRoom) -> None:
    room = await enter(Plain())
    needs(room, "copies")
    await room.says("role: guide", copies=3)
    await hears(room, "role: guide")
    await room.says("tone: warm", copies=2)
    await hears(room, "tone: warm")
    assert [sum(words in told for told in room.heard()) for words in ("role: guide", "tone: warm")] == [1, 1]


async def test_help_opens_no_session_and_is_given_once(enter: OpenRoom) -> None:
    room = await enter(Plain())
    await room.says("help", copies=1 if "copies" in room.lacks else 2)
    await hears(room, "settings")
    room.leave()
    await room.says("role: guide")
    await hears(room, "I read: role: guide")
    opened = await sessions.listed(room.engine, room.thread.platform)
    assert len(opened) == 1 + room.silent_sessions


async def test_a_click_and_the_same_words_lead_to_the_same_spec(enter: OpenRoom) -> None:
    room = await enter(Guided())
    await room.says(OPENING)
    asked = ("Patients", "Use this greeting")
    for answers, label in enumerate(asked, 2):
        await room.clicks(label)
        await hears(room, " % · ", answers)
    clicked = await spec_of(room)
    assert clicked.greeting
    said = {"role", "goals", "greeting", "audience", "tone", "languages"}
    for words in (asked, ("yes", "yes")):
        room.leave()
        await room.says(OPENING)
        for answers, (label, typing) in enumerate(zip(asked, words, strict=True), 2):
            await offered(room, label)
            await room.says(typing)
            await hears(room, " % · ", answers)
        typed = await spec_of(room)
        assert clicked.model_dump(include=said) == typed.model_dump(include=said)
        assert [clicked.origins[path].how for path in sorted(said & clicked.origins.keys())] == [
            typed.origins[path].how for path in sorted(said & typed.origins.keys())
        ]


async def test_a_form_sets_up_a_tool(enter: OpenRoom) -> None:
    room = await enter(Guided())
    needs(room, "forms")
    await room.says(OPENING)
    await offered(room, "Patients")
    await to_the_tools(room)
    before = sum(" % · " in told for told in room.heard())
    await room.fills({"url": "https://clinic.example.com/x", "auth": "none"})
    await hears(room, " % · ", before + 1)
    tools = [(tool.state, tool.url) for tool in (await spec_of(room)).tools]
    assert ("accepted", "https://clinic.example.com/x") in tools


async def test_a_session_of_another_release_gets_a_kind_word_and_no_id(enter: OpenRoom) -> None:
    room = await enter(Offers(Suggestion(label="Yes", changes=(Set(path="role", value="Host"),))))
    await room.says("hello")
    await room.clicks("Yes")
    await hears(room, "Shall we?", 2)
    session = await sessions.in_thread(room.engine, room.thread)
    assert session is not None
    async with room.engine.store.write() as connection:
        await connection.execute(update(spec_versions).values(spec={"goals": "no list any more"}))
    await room.engine.memories.forget(session.id)
    await room.says("status")
    await hears(room, "cannot read this design")
    await room.clicks("Yes")
    await hears(room, "cannot read this design", 2)
    assert not any(session.id in told for told in room.heard())


async def test_a_command_is_followed_once(enter: OpenRoom) -> None:
    room = await enter(Plain())
    await room.says("role: guide")
    await hears(room, "I read: role: guide")
    await room.says("status", copies=1 if "copies" in room.lacks else 2)
    await hears(room, "Still to settle")
    await room.says("undo")
    await hears(room, "undo")
    assert (await spec_of(room)).role is None
    assert sum("Still to settle" in told for told in room.heard()) == 1


async def test_a_file_is_read_for_what_it_says_and_not_for_its_name(enter: OpenRoom) -> None:
    room = await enter(Guided())
    needs(room, "files")
    await room.says("", file=("cancel orders.md", "We need a receptionist that books appointments."))
    await hears(room, " % · ")
    assert [goal.statement for goal in (await spec_of(room)).goals] == ["Book appointments"]


async def test_an_agent_that_is_dropped_becomes_the_design_and_is_taken_back_by_one_undo(enter: OpenRoom) -> None:
    room = await enter(Plain())
    await room.says("", file=("vapi agent.json", VAPI))
    await hears(room, "I have read Alex from Vapi")
    spec = await spec_of(room)
    assert (spec.name, spec.greeting, spec.origins["greeting"].how) == ("Alex", "Hi, Alex here.", "imported")
    await room.says("undo")
    await hears(room, "undo")
    assert await spec_of(room) == AgentSpec()


async def test_an_agent_that_is_dropped_where_something_is_agreed_replaces_it_only_after_a_yes(enter: OpenRoom) -> None:
    room = await enter(Plain())
    await room.says("role: guide")
    await hears(room, "I read: role: guide")
    before = await spec_of(room)
    await room.says("", file=("vapi.json", VAPI))
    await hears(room, "Shall I replace the guide")
    assert await spec_of(room) == before
    await room.clicks("Leave it")
    await hears(room, "everything stays as it is")
    assert await spec_of(room) == before
    room.leave()
    await room.says("role: guide")
    await hears(room, "I read: role: guide")
    await room.says("", file=("vapi.json", VAPI))
    await room.clicks("Replace it")
    await hears(room, "I have read Alex from Vapi")
    assert (await spec_of(room)).name == "Alex"


async def test_a_broken_agent_gets_a_clear_word_and_changes_nothing(enter: OpenRoom) -> None:
    room = await enter(Plain())
    await room.says("role: guide")
    await hears(room, "I read: role: guide")
    await room.says("", file=("vapi.json", VAPI[:-30]))
    await hears(room, "is not whole JSON")
    assert (await spec_of(room)).name is None


async def test_an_abandoned_agent_comes_back_or_its_thread_begins_anew(enter: OpenRoom) -> None:
    room = await enter(Plain())
    await room.says("role: guide")
    await hears(room, "I read: role: guide")
    await room.says("abandon")
    await hears(room, "Shall I abandon")
    await room.clicks("Abandon it")
    await hears(room, "is abandoned")
    await room.says("restore")
    await hears(room, "is back, as it was")
    await room.says("name: Nora")
    await hears(room, "I read: name: Nora")
    assert (await spec_of(room)).role == "guide"
    await room.says("abandon")
    await hears(room, "Shall I abandon", 2)
    await room.says("yes")
    await hears(room, "is abandoned", 2)
    await room.says("tone: warm")
    await hears(room, "I read: tone: warm")
    assert (await spec_of(room)).role is None


async def test_a_long_reply_is_whole(enter: OpenRoom) -> None:
    words = [f"word{n:04}" for n in range(1500)]
    room = await enter(Says(" ".join(words)))
    await room.says("hello")
    await hears(room, words[-1])
    told = " ".join(room.heard())
    assert [word for word in words if word not in told] == []


async def test_labels_and_words_of_people_harm_nobody_where_they_are_shown(enter: OpenRoom) -> None:
    room = await enter(Offers(Suggestion(label=HOSTILE, changes=(Approve(what="basics"),))))
    await room.says(f"hello {HOSTILE}")
    await room.clicks(HOSTILE)
    await hears(room, "Shall we?", 2)
    assert not room.harmed()


async def test_a_refused_approval_leaves_things_as_they_are(enter: OpenRoom) -> None:
    room = await enter(Offers(Suggestion(label="Approve", changes=(Approve(what="basics"),))))
    await room.says("hello")
    await offered(room, "Approve")
    await room.says("settings approve owner")
    await hears(room, "Only Ana")
    await room.clicks("Approve", by="Ben")
    await hears(room, "Ask them")
    assert "Approve" in room.buttons()
    assert (await spec_of(room)).approvals == {}
    asked = sum("Shall we?" in told for told in room.heard())
    await room.clicks("Approve")
    await hears(room, "Shall we?", asked + 1)
    assert "basics" in (await spec_of(room)).approvals


@pytest.fixture
def vendor(monkeypatch: pytest.MonkeyPatch) -> Iterator[ElevenLabs]:
    """A platform that this process has a key for."""
    vendor = ElevenLabs()
    with running(vendor) as address:
        monkeypatch.setenv("ELEVENLABS_API_KEY", vendor.key)
        monkeypatch.setenv("ELEVENLABS_BASE_URL", address)
        yield vendor


async def test_a_push_is_shown_first_and_done_once_by_a_click_or_a_yes(enter: OpenRoom, vendor: ElevenLabs) -> None:
    room = await enter(Plain())
    await room.says("role: guide")
    await hears(room, "I read: role: guide")
    await room.says("export elevenlabs push")
    await hears(room, "nothing is sent yet")
    await offered(room, "Push to ElevenLabs")
    assert vendor.writes == 0
    await room.clicks("Push to ElevenLabs")
    await hears(room, "is at ElevenLabs as")
    first = vendor.writes
    await room.says("role: host")
    await hears(room, "I read: role: host")
    await room.says("export elevenlabs push")
    await hears(room, "nothing is sent yet", 2)
    await room.says("yes")
    await hears(room, "is at ElevenLabs as", 2)
    assert (len(vendor.kept["agents"]), vendor.writes > first, vendor.refused) == (1, True, [])


async def test_who_says_no_pushes_nothing(enter: OpenRoom, vendor: ElevenLabs) -> None:
    room = await enter(Plain())
    await room.says("role: guide")
    await hears(room, "I read: role: guide")
    await room.says("export elevenlabs push")
    await offered(room, "Leave it")
    await room.says("no")
    await hears(room, "Nothing was sent")
    assert vendor.writes == 0


async def test_only_who_may_approve_may_push(enter: OpenRoom, vendor: ElevenLabs) -> None:
    room = await enter(Plain())
    await room.says("role: guide")
    await hears(room, "I read: role: guide")
    await room.says("settings approve owner")
    await hears(room, "Only Ana")
    await room.says("export elevenlabs push")
    await offered(room, "Push to ElevenLabs")
    await room.says("export elevenlabs push yes", by="Ben")
    await hears(room, "Only Ana may")
    assert vendor.writes == 0
    await room.says("yes")
    await hears(room, "is at ElevenLabs as")


async def test_a_dropped_openapi_document_becomes_the_tools_of_the_goals(enter: OpenRoom) -> None:
    room = await enter(Guided())
    await room.says("We are a dental practice. The agent should book appointments for patients.")
    await hears(room, " % · ")
    await room.says("Here is our API", file=("api.json", json.dumps(document_in(BOOKINGS))))
    await offered(room, "GET /v2/slots")
    await room.clicks("GET /v2/slots")
    await offered(room, "POST /v2/bookings")
    await room.says("POST /v2/bookings")
    await hears(room, "book_appointment")
    await hears(room, " % · ", 4)
    urls = {tool.name: tool.url for tool in (await spec_of(room)).tools if tool.url}
    base = "https://api.harbour.example/v2"
    assert urls == {"check_availability": f"{base}/slots", "book_appointment": f"{base}/bookings"}


async def test_a_rehearsal_is_a_call_in_the_thread_and_nothing_of_it_is_taken_for_the_design(enter: OpenRoom) -> None:
    room = await enter(Guided())
    await room.says(OPENING)
    await hears(room, " % · ")
    before = await spec_of(room)
    await room.says("rehearse")
    await hears(room, "You are the caller, I play the agent")
    await room.says("Hi, I need to move my appointment")
    await hears(room, "move_appointments__ask")
    await room.says("stop")
    await hears(room, "The rehearsal is over.")
    assert await spec_of(room) == before
