"""Rows that another release wrote: each is read as far as it can be, and none stands in the way of another."""

import json
from typing import Any

import pytest
from sqlalchemy import Table, insert, select, update

from engine.document import unknown
from engine.document.changes import Approve, Set
from engine.document.history import NewerChange, read_click
from engine.document.spec import Stage, Tool
from engine.errors import UnreadableDocument
from engine.interview.contract import read_question
from engine.messages.inbound import Author, ThreadKey
from engine.messages.replies import (
    NOT_SHOWN,
    Notice,
    ProgressLine,
    Reply,
    Suggestion,
    Suggestions,
    Text,
    ToolCard,
    read_reply,
)
from engine.rules import EVERYBODY, Rules
from engine.store import exports, outbox, sessions, transcript
from engine.store import tables as stored
from engine.turns.turn import Engine, SessionView, accept, status, take_turns
from tests.talk import answer, clicks, says, tell, waiting

SUGGESTED = Suggestions(
    items=(
        Suggestion(label="Yes", changes=(Approve(what="flow"),)),
        Suggestion(label="Foretell", changes=(Set(path="role", value="Host"),)),
    )
)


async def _talked(engine: Engine, thread: str, *texts: str) -> SessionView:
    for text in texts:
        said = await tell(engine, says(text, thread=ThreadKey.terminal(thread)))
    return said.session


async def _write(engine: Engine, table: Table, session_id: str, **values: Any) -> None:
    column = table.c.id if table is stored.sessions else table.c.session_id
    async with engine.store.write() as connection:
        await connection.execute(update(table).where(column == session_id).values(**values))


async def _break(engine: Engine, view: SessionView) -> None:
    await _write(engine, stored.spec_versions, view.session_id, spec={"goals": "no list any more"})
    await engine.memories.forget(view.session_id)


async def test_sessions_are_listed_although_one_of_them_cannot_be_read(engine: Engine) -> None:
    good, bad = await _talked(engine, "good", "role: Host"), await _talked(engine, "bad", "role: Other")
    await _break(engine, bad)
    specs = await transcript.specs_of(engine.store, await sessions.listed(engine.store))
    assert {session_id: spec.role for session_id, spec in specs.items()} == {good.session_id: "Host"}
    with pytest.raises(UnreadableDocument) as raised:
        await status(engine, bad.session_id)
    assert (raised.value.session_id, raised.value.version) == (bad.session_id, 1)


@pytest.mark.parametrize("kept", [{"rights": {"approve": {"who": "x"}}}, [], "x"])
async def test_settings_that_cannot_be_read_stop_nobody_and_let_only_the_beginner_decide(
    engine: Engine, kept: object
) -> None:
    view = await _talked(engine, "t", "role: Host")
    await _write(engine, stored.sessions, view.session_id, settings=kept)
    await engine.memories.forget(view.session_id)
    assert (await _talked(engine, "t", "tone: warm")).spec.tone == ("warm",)
    [session] = await sessions.listed(engine.store)
    assert [holder.who for holder in session.rules.holders("approve")] == [f"person:{session.author.id}"]


NEWER_HOLDER = {"who": "board:legal", "name": "Legal"}
UBEN = {"who": "person:u-ben", "name": "Ben"}


@pytest.mark.parametrize(
    ("kept", "known"),
    [
        ({"approve": [NEWER_HOLDER]}, ()),
        ({"approve": [NEWER_HOLDER, UBEN]}, ("u-ben",)),
        ({"approve": [UBEN | {"until": "2027"}], "rehearse": [UBEN]}, ("u-ben",)),
        ({"approve": []}, ()),
    ],
)
async def test_a_right_that_only_a_newer_release_knows_lets_nobody_decide_whom_it_did_not_name(
    engine: Engine, kept: object, known: tuple[str, ...]
) -> None:
    view = await _talked(engine, "t", "role: Host")
    await _write(engine, stored.sessions, view.session_id, settings={"rights": kept})
    await engine.memories.forget(view.session_id)
    click = clicks("Agreed", {"op": "approve", "what": "basics"}, thread=ThreadKey.terminal("t"))
    answered = await tell(engine, click)
    assert "basics" not in answered.session.spec.approvals
    assert answered.reply is not None
    assert "may approve." in answered.reply.text
    [session] = await sessions.listed(engine.store)
    assert [who for who in ("u-ana", "u-ben") if session.rules.may("approve", Author(who, who))] == list(known)


def test_what_only_a_newer_release_knows_of_a_right_is_given_back_until_somebody_sets_it_anew() -> None:
    stored_rights = {"approve": [UBEN | {"until": "2027"}, NEWER_HOLDER], "rehearse": [UBEN]}
    rules = unknown.read(Rules, {"rights": stored_rights})
    quiet = rules.model_copy(update={"answers": "mentions"})
    assert unknown.write(quiet) == {"rights": stored_rights, "approvals": 1, "answers": "mentions"}
    anew = rules.given("approve", [EVERYBODY])
    assert anew.may("approve", Author("u-anybody", ""))
    assert unknown.write(anew)["rights"] == {"approve": [{"who": "everybody", "name": ""}], "rehearse": [UBEN]}


async def test_a_thread_that_cannot_be_read_keeps_nobody_else_waiting(engine: Engine) -> None:
    bad = await _talked(engine, "bad", "role: Other")
    await _break(engine, bad)
    good = await _talked(engine, "good", "role: Host", "tone: warm")
    assert good.spec.tone == ("warm",)


async def test_unknown_fields_survive_the_hot_state_and_the_database(engine: Engine) -> None:
    view = await _talked(engine, "t", "role: Host")
    async with engine.store.read() as connection:
        spec = (await connection.execute(select(stored.spec_versions.c.spec))).scalar_one()
    await _write(engine, stored.spec_versions, view.session_id, spec=spec | {"rehearsals": [1]})
    await engine.memories.forget(view.session_id)
    await _talked(engine, "t", "tone: warm")
    engine.memories._at_hand.clear()  # the next turn reads the hot state, as another process does
    await _talked(engine, "t", "role: Boss", "tone: calm")
    async with engine.store.read() as connection:
        specs = await connection.execute(select(stored.spec_versions.c.spec).order_by(stored.spec_versions.c.version))
        assert [s["rehearsals"] for s in specs.scalars()] == [[1], [1], [1], [1]]


@pytest.mark.parametrize("kept", [b"", b"\xff", b"[]", b'{"revision": 1}', b"null"])
async def test_a_hot_state_of_another_release_is_passed_over(engine: Engine, kept: bytes) -> None:
    view = await _talked(engine, "t", "role: Host")
    engine.memories._at_hand.clear()
    await engine.hot.set(f"agent-builder:session:{view.session_id}", kept, 60)
    assert (await _talked(engine, "t", "tone: warm")).spec.role == "Host"


async def test_a_hot_spec_that_cannot_be_read_is_passed_over(engine: Engine) -> None:
    view = await _talked(engine, "t", "role: Host")
    key = f"agent-builder:session:{view.session_id}"
    kept = json.loads(await engine.hot.get(key) or b"")
    kept["current"]["spec"]["goals"] = {}
    kept["window"][0]["mood"] = "sunny"
    engine.memories._at_hand.clear()
    await engine.hot.set(key, json.dumps(kept).encode(), 60)
    assert (await _talked(engine, "t", "tone: warm")).spec.role == "Host"


async def test_a_history_with_a_change_that_we_do_not_know_is_listed(engine: Engine) -> None:
    view = await _talked(engine, "t", "role: Host")
    origin = {"author": "ana", "how": "dreamt", "mood": "sunny"}
    known = {"op": "add", "part": "goals", "item": {"id": "book", "statement": "Book", "mood": "sunny"}}
    changes = [{"change": {"op": "foretell"}, "origin": origin}, {"change": known, "origin": origin}]
    await _write(engine, stored.spec_versions, view.session_id, changes=changes)
    [version] = await transcript.versions(engine.store, view.session_id)
    (first, by), (second, _) = version.changes
    assert isinstance(first, NewerChange)
    assert (by.author, by.how, second.op) == ("ana", "said", "add")


def test_a_click_is_read_whole_or_not_at_all() -> None:
    known = {"op": "approve", "what": "flow"}
    assert read_click([known]) == (Approve(what="flow"),)
    for strange in ({"op": "foretell"}, {**known, "until": "tomorrow"}, {"op": "approve", "what": "privacy"}, 1):
        assert read_click([known, strange]) is None


async def test_what_was_said_before_a_click_that_we_do_not_understand_is_answered_first(engine: Engine) -> None:
    said = await accept(engine, says("role: Host"))
    click = await accept(engine, clicks("Foretell", {"op": "approve", "what": "flow"}))
    async with engine.store.write() as connection:
        row = update(stored.inbox).where(stored.inbox.c.id == click.inbox_id)
        await connection.execute(row.values(changes=[{"op": "foretell"}]))
    await take_turns(engine, said.session_id)
    assert (await answer(engine, said)).session.spec.role == "Host"
    [left] = await waiting(engine, said.session_id)
    assert (left.id, left.newer, left.changes) == (click.inbox_id, True, ())


def test_a_reply_with_a_part_that_we_do_not_know_is_delivered_without_it_and_says_so() -> None:
    document = Reply(parts=(Text(markdown="Hello"), SUGGESTED), language="de").model_dump(mode="json")
    document["parts"].insert(1, {"kind": "video", "url": "https://example.com"})
    document["parts"][0]["mood"] = "sunny"
    reply = read_reply(document)
    assert reply == Reply(parts=(Text(markdown="Hello"), SUGGESTED, Notice(text=NOT_SHOWN)), language="de")


def test_buttons_keep_their_numbers_and_one_that_takes_a_newer_release_only_says_its_words() -> None:
    document = Reply(parts=(SUGGESTED,)).model_dump(mode="json")
    document["parts"][0]["items"][0]["changes"] = [{"op": "foretell"}]
    first, second = read_reply(document).suggestions
    assert (first.label, first.changes) == ("Yes", ())
    assert second == SUGGESTED.items[1]


def test_cards_after_one_that_cannot_be_read_are_left_out_since_cards_are_known_by_their_number() -> None:
    cards = tuple(ToolCard(tool=Tool(name=name, purpose="It helps.")) for name in ("a", "b", "c"))
    document = Reply(parts=(*cards, ProgressLine(stage=Stage.INITIAL, percent=0))).model_dump(mode="json")
    document["parts"][0]["tool"]["effect"] = "destructive"
    document["parts"][1]["tool"].pop("purpose")
    kinds = [part.kind for part in read_reply(document).parts]
    assert kinds == ["tool_card", "progress", "notice"]


@pytest.mark.parametrize(
    "document", [{}, {"parts": None}, {"parts": [None, 1, {}]}, {"language": 1, "parts": [{"kind": []}]}]
)
def test_whatever_stands_for_a_reply_can_be_delivered(document: dict[str, Any]) -> None:
    assert read_reply(document) == Reply(parts=(Notice(text=NOT_SHOWN),))


async def test_a_strange_reply_does_not_block_its_thread(engine: Engine) -> None:
    view = await _talked(engine, "t", "role: Host", "role: Boss")
    await _write(engine, stored.outbox, view.session_id, reply={"parts": [{"kind": "video"}]})
    claimed = await outbox.claim(engine.store, "terminal")
    assert claimed is not None
    assert claimed.reply.text == NOT_SHOWN


async def test_a_question_of_a_newer_release_is_asked_without_what_only_that_one_can_do(engine: Engine) -> None:
    view = await _talked(engine, "t", "role: Host")
    suggestion = {"label": "Yes", "says": "yes", "changes": [{"op": "foretell"}], "mood": "sunny"}
    asked = {"path": "role", "text": "Which?", "offer": [{"op": "foretell"}], "suggestions": [suggestion], "mood": 1}
    await _write(engine, stored.sessions, view.session_id, asked=asked)
    question = read_question((await sessions.by_id(engine.store, view.session_id)).asked)
    assert question is not None
    assert (question.path, question.offer, question.suggestions[0].changes) == ("role", (), ())
    assert (await _talked(engine, "t", "tone: warm")).spec.tone == ("warm",)


async def test_settings_of_a_newer_release_are_given_back(engine: Engine) -> None:
    view = await _talked(engine, "t", "role: Host")
    settings = {"rights": {"approve": [UBEN]}, "answers": "questions", "quiet_hours": "22-6"}
    await _write(engine, stored.sessions, view.session_id, settings=settings, stage="REHEARSING")
    session = await sessions.by_id(engine.store, view.session_id)
    assert (session.rules, session.stage) == (unknown.read(Rules, settings), Stage.INITIAL)
    assert session.rules.answers == "every message"
    await sessions.change_rules(engine.store, view.session_id, lambda s: (s.rules.given("export", [EVERYBODY]), None))
    async with engine.store.read() as connection:
        found = (await connection.execute(select(stored.sessions.c.settings))).scalar_one()
    rights = {"approve": [UBEN], "export": [{"who": "everybody", "name": ""}]}
    assert found == settings | {"rights": rights, "approvals": 1}


async def test_exports_of_a_platform_that_we_do_not_know_are_passed_over(engine: Engine) -> None:
    view = await _talked(engine, "t", "role: Host")
    bundle: dict[str, Any] = {"version": 1, "files": {"a": "b"}, "mood": "sunny"}
    async with engine.store.write() as connection:
        for platform in ("carrier_pigeon", "json"):
            row = {"session_id": view.session_id, "version": 1, "platform": platform, "created_at": engine.clock()}
            await connection.execute(insert(stored.exports), {**row, "bundle": {**bundle, "platform": platform}})
    [found] = await exports.of_session(engine.store, view.session_id)
    assert (found.platform, found.files) == ("json", {"a": "b"})
