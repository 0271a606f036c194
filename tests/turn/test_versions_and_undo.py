"""Every change is a version; undo goes back as often as there is something to go back to."""

from dataclasses import replace

from hypothesis import HealthCheck, example, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from engine.document.spec import AgentSpec
from engine.interview.contract import Message, Proposal
from engine.messages.inbound import Author
from engine.store import transcript
from engine.store.rows import Version
from engine.turns.draft import Draft, apply_proposals, earlier_than
from engine.turns.engine import utc_now
from engine.turns.session_cache import Memories
from engine.turns.turn import Engine, accept
from tests.interviewers import changes_of
from tests.talk import BEN, clicks, says, tell


async def test_undo_twice_goes_back_two_steps_and_history_is_kept(engine: Engine) -> None:
    for role in ("one", "two", "three"):
        await tell(engine, f"role: {role}")
    roles = [(await tell(engine, "undo")).session.spec.role for _ in range(3)]
    assert roles == ["two", "one", None]
    end = await tell(engine, "undo")
    assert end.reply is not None
    assert "nothing to undo" in end.reply.text
    versions = await transcript.versions(engine.store, end.session.session_id)
    assert [(v.number, v.parent) for v in versions] == [(6, None), (5, 0), (4, 1), (3, 2), (2, 1), (1, 0)]


async def test_an_edit_after_an_undo_can_be_undone_itself(engine: Engine) -> None:
    for text in ("role: one", "role: two", "undo", "role: three"):
        await tell(engine, text)
    assert [(await tell(engine, "undo")).session.spec.role for _ in range(2)] == ["one", None]


async def test_undo_in_the_same_breath_takes_back_only_that_breath(engine: Engine) -> None:
    await tell(engine, "role: one")
    said = await tell(engine, "tone: warm\nundo")
    assert (said.session.spec.role, said.session.spec.tone, said.session.version) == ("one", (), 1)


async def test_an_undo_whose_turn_came_back_to_the_same_can_be_undone_itself(engine: Engine) -> None:
    for text in ("role: one", "role: two"):
        await tell(engine, text)
    await accept(engine, clicks("Undo that", {"op": "undo"}))
    await accept(engine, clicks("Book", {"op": "add", "part": "goals", "item": {"id": "book", "statement": "book"}}))
    await tell(engine, clicks("No booking", {"op": "remove", "part": "goals", "id": "book"}))
    assert (await tell(engine, "undo")).session.spec == AgentSpec()


async def test_any_version_can_be_gone_back_to(engine: Engine) -> None:
    for text in ("role: one", "role: two", "tone: warm"):
        await tell(engine, text)
    assert (await tell(engine, "undo to 1")).session.spec.role == "one"
    missing = await tell(engine, "undo to 99")
    assert missing.reply is not None
    assert "no version 99" in missing.reply.text


async def test_a_version_says_who_changed_what_in_which_message(engine: Engine) -> None:
    await tell(engine, "role: one")
    said = await tell(engine, says("role: two", author=BEN))
    version = await transcript.version(engine.store, said.session.session_id, 2)
    assert version is not None
    [(change, origin)] = version.changes
    assert change.model_dump() == {"op": "set", "path": "role", "value": "two"}
    assert (origin.author, origin.author_name, origin.how, version.author) == ("u-ben", "Ben", "said", BEN)
    page = await transcript.page(engine.store, said.session.session_id)
    assert [m.text for _, _, m in page if m.id == origin.message] == ["role: two"]


async def test_a_turn_that_changes_nothing_makes_no_version(engine: Engine) -> None:
    await tell(engine, "role: one")
    assert (await tell(engine, "role: one")).session.version == 1
    assert (await tell(engine, "how are you?")).session.version == 1


async def test_a_click_on_undo_is_an_undo(engine: Engine) -> None:
    await tell(engine, "role: one")
    assert (await tell(engine, clicks("Undo that", {"op": "undo"}))).session.spec.role is None


async def test_undo_after_a_cold_start_needs_only_sql(engine: Engine) -> None:
    for text in ("role: one", "role: two"):
        said = await tell(engine, text)
    await engine.hot.delete(f"agent-builder:session:{said.session.session_id}")
    restarted = replace(engine, memories=Memories(engine.store, engine.hot))
    assert (await tell(restarted, "undo")).session.spec.role == "one"


STEPS = st.lists(
    st.lists(st.sampled_from(["role: a", "role: b", "tone: x", "tone: y", "undo"]), max_size=3), max_size=12
)


@given(STEPS)
@example([["role: a"], ["role: b"], ["undo", "role: b", "role: a"]])
@hypothesis_settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
async def test_whatever_is_said_undo_always_ends_at_the_empty_spec(turns: list[list[str]]) -> None:
    versions = {0: transcript.EMPTY}

    async def version_of(number: int) -> Version | None:
        return versions.get(number)

    async def turn(lines: list[str]) -> Draft:
        current = versions[max(versions)]
        message = Message("m", "person", Author("u", "U"), "", utc_now())
        draft = Draft.of(current)
        proposals = [Proposal(change, message) for line in lines for change in changes_of(line)]
        await apply_proposals(draft, proposals, [message], version_of)
        if draft.spec != current.spec:
            number = current.number + 1
            versions[number] = Version(number, draft.parent, draft.spec, (), message.author, "m", None)
        return draft

    for lines in turns:
        await turn(lines)
    for _ in range(2 * len(versions)):
        expected = await earlier_than(Draft.of(versions[max(versions)]), version_of)
        draft = await turn(["undo"])
        assert draft.spec == (expected or draft.at.spec)
    assert versions[max(versions)].spec == AgentSpec()
