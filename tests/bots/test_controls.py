"""A click means what was shown, for as long as that can still be meant."""

from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bots.controls import Chosen, Control, Kind, Stale, chosen, filled, setup
from engine.interview.guided import Guided
from engine.messages.inbound import ThreadKey
from engine.messages.replies import Reply, ToolCard
from engine.store import outbox
from engine.turns.turn import Engine, abandon
from tests.conftest import OpenEngine
from tests.talk import ANA, THREAD, says, tell

OPENING = "A friendly receptionist for our dental clinic that books and moves appointments, English and Spanish"
controls = st.builds(Control, st.integers(0, 10**18 - 1), st.sampled_from(get_args(Kind)), st.integers(0, 99))


@given(control=controls)
def test_a_control_is_read_from_its_own_short_text(control: Control) -> None:
    assert len(str(control)) <= 100
    assert Control.parse(str(control)) == control


@given(text=st.one_of(st.text(max_size=60), st.from_regex(r"ab:[a-z]+:[0-9٣]{0,25}:[0-9-]{0,4}", fullmatch=True)))
def test_any_other_text_is_no_control(text: str) -> None:
    found = Control.parse(text)
    assert found is None or Control.parse(str(found)) == found


@pytest.fixture
async def engine(replica: OpenEngine) -> Engine:
    return await replica(Guided())


async def newest(engine: Engine) -> tuple[int, Reply]:
    """The last reply of the session, as it stands in the outbox."""
    found = None
    for number in range(1, 20):
        posted = await outbox.posted(engine.store, number)
        found = posted if posted and posted.newest else found
    assert found is not None
    return found.id, found.reply


async def at_the_tools(engine: Engine) -> tuple[int, str]:
    """The outbox id of the reply with the tool cards, and the session."""
    await tell(engine, OPENING)
    said = await tell(engine, "yes")
    while said.session.progress.missing[0] != "approval:tools":
        said = await tell(engine, "yes")
    session = said.session
    outbox_id, reply = await newest(engine)
    assert any(isinstance(part, ToolCard) for part in reply.parts)
    return outbox_id, session.session_id


async def test_the_click_on_a_suggestion_brings_its_changes(engine: Engine) -> None:
    await tell(engine, OPENING)
    outbox_id, reply = await newest(engine)
    choice = await chosen(engine, Control(outbox_id, "suggestion", 0), THREAD, ANA)
    assert isinstance(choice, Chosen)
    assert choice.changes == reply.suggestions[0].changes
    said = await tell(engine, choice.inbound(THREAD, ANA))
    assert said.session.spec.audience == "patients"
    assert said.session.spec.origins["audience"].how == "said"


async def test_a_suggestion_of_an_earlier_question_is_stale(engine: Engine) -> None:
    await tell(engine, OPENING)
    outbox_id, _ = await newest(engine)
    await tell(engine, "yes")
    stale = await chosen(engine, Control(outbox_id, "suggestion", 0), THREAD, ANA)
    assert isinstance(stale, Stale)
    assert "earlier question" in stale.words


async def test_a_row_of_another_thread_or_none_at_all_is_out_of_reach(engine: Engine) -> None:
    await tell(engine, OPENING)
    outbox_id, _ = await newest(engine)
    for control, thread in (
        (Control(outbox_id, "suggestion"), ThreadKey.terminal("another")),
        (Control(999_999, "suggestion"), THREAD),
        (Control(outbox_id, "suggestion", 90), THREAD),
        (Control(outbox_id, "accept", 0), THREAD),
        (Control(outbox_id, "configure", 0), THREAD),
    ):
        found = (
            await chosen(engine, control, thread, ANA)
            if control.kind != "configure"
            else await setup(engine, control, thread, ANA)
        )
        assert isinstance(found, Stale)


async def test_a_decided_tool_is_stale_and_says_by_whom(engine: Engine) -> None:
    outbox_id, _ = await at_the_tools(engine)
    choice = await chosen(engine, Control(outbox_id, "accept", 0), THREAD, ANA)
    assert isinstance(choice, Chosen)
    await tell(engine, choice.inbound(THREAD, ANA))
    stale = await chosen(engine, Control(outbox_id, "decline", 0), THREAD, ANA)
    assert isinstance(stale, Stale)
    assert "accepted already by Ana" in stale.words


async def test_a_form_gives_errors_by_field_or_changes(engine: Engine) -> None:
    outbox_id, _ = await at_the_tools(engine)
    control = Control(outbox_id, "configure", 0)
    form = await setup(engine, control, THREAD, ANA)
    assert not isinstance(form, Stale)
    assert form.form.fields[0].path == "url"
    wrong = await filled(engine, control, THREAD, ANA, {"url": "http://a.example.com"})
    assert isinstance(wrong, dict)
    assert "https" in wrong["url"]
    right = await filled(engine, control, THREAD, ANA, {"url": "https://a.example.com/x", "auth": "none"})
    assert isinstance(right, Chosen)
    said = await tell(engine, right.inbound(THREAD, ANA))
    tool = said.session.spec.tool(form.tool.name)
    assert tool is not None
    assert (tool.state, tool.url) == ("accepted", "https://a.example.com/x")


async def test_platforms_are_chosen_together_and_unknown_ones_are_not(engine: Engine) -> None:
    await tell(engine, OPENING)
    outbox_id, _ = await newest(engine)
    choice = await chosen(engine, Control(outbox_id, "platforms"), THREAD, ANA, ["json", "markdown", "other"])
    assert isinstance(choice, Chosen)
    assert choice.says == "For Markdown and JSON"
    assert isinstance(await chosen(engine, Control(outbox_id, "platforms"), THREAD, ANA, ["other"]), Stale)


async def test_buttons_of_an_abandoned_session_do_nothing(engine: Engine) -> None:
    session = (await tell(engine, says(OPENING))).session
    outbox_id, _ = await newest(engine)
    await abandon(engine, session.session_id)
    stale = await chosen(engine, Control(outbox_id, "suggestion"), THREAD, ANA)
    assert isinstance(stale, Stale)
    assert "abandoned" in stale.words
