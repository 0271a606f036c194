"""Commands, edits and answers after the opening: what is meant, what is said, and what is left alone."""

import pytest

from engine.document.spec import AgentSpec, Stage
from engine.document.stages import Standing
from engine.errors import Problem
from engine.interview.contract import Conversation, Message
from engine.interview.guided import Guided
from engine.interview.guided.short_answers import short_answer
from engine.language.text import tokens_of
from engine.messages.inbound import Author
from tests.guided.talk import WHEN, Talk, talk, talk_about
from tests.prompt.agents import CLINIC, PLUMBER

OPENING = "A friendly receptionist for our dental clinic that books and moves appointments, in English and Spanish"


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("yes", "yes"),
        ("Yes please!", "yes"),
        ("sounds good, thanks", "yes"),
        ("claro que sí", "yes"),
        ("sí", "yes"),
        ("d'accord", "yes"),
        ("ja, gerne", "yes"),
        ("はい", "yes"),
        ("👍", "yes"),
        ("no", "no"),
        ("nein danke", "no"),
        ("no idea", "unknown"),
        ("I don't know", "unknown"),
        ("skip it for now", "skip"),
        ("none of them", "none"),
        ("yes and no", None),
        ("yes, but make it formal", None),
    ],
)
def test_short_answers_in_their_forms(text: str, kind: str | None) -> None:
    assert short_answer(tokens_of(text)) == kind


@pytest.mark.parametrize(
    ("edit", "path", "value"),
    [
        ("make the tone formal", "tone", ("formal",)),
        ("rename it to Nova", "name", "Nova"),
        ("call it nova please", "name", "Nova"),
        ("the company is Acme not Apex", "company", "Acme"),
        ("add German", "languages", ("en", "es", "de")),
        ("remove Spanish", "languages", ("en",)),
        ("actually outbound", "direction", "outbound"),
        (
            "change the greeting to: Hello! This is Mia. How can I help?",
            "greeting",
            "Hello! This is Mia. How can I help?",
        ),
        ("set the time zone to Europe/Paris", "runtime.timezone", "Europe/Paris"),
    ],
)
async def test_an_edit_changes_its_value(edit: str, path: str, value: object) -> None:
    session = await talk(OPENING, edit)
    found: object = session.spec
    for name in path.split("."):
        found = getattr(found, name)
    assert found == value


async def test_two_edits_in_one_sentence_are_both_made() -> None:
    session = await talk(OPENING, "make the tone formal and add German")
    assert session.spec.tone == ("formal",)
    assert "de" in session.spec.languages


async def test_the_second_goal_is_the_second() -> None:
    session = await talk(OPENING, "drop the second goal")
    assert [g.statement for g in session.spec.goals] == ["Book appointments"]


async def test_a_tool_can_be_named_loosely() -> None:
    session = await talk(OPENING, "remove the rescheduling")
    tool = session.spec.tool("reschedule_appointment")
    assert tool is not None
    assert tool.state == "declined"


async def test_a_declined_tool_is_not_proposed_again() -> None:
    session = await talk(OPENING, "yes", "all but the rescheduling", "it should also move appointments")
    tool = session.spec.tool("reschedule_appointment")
    assert tool is not None
    assert tool.state == "declined"


async def test_a_method_is_switched() -> None:
    session = await talk(OPENING, "yes", "yes", "switch the booking to PUT")
    tool = session.spec.tool("book_appointment")
    assert tool is not None
    assert tool.method == "PUT"


async def test_a_step_is_woven_into_the_flow() -> None:
    session = await talk(OPENING, "yes", "yes", "yes", "add a step that asks for the policy number")
    (step,) = [n for n in session.spec.flow.nodes if n.by == "team"]
    assert step.title == "Ask for the policy number"
    assert any(e.target == step.id for e in session.spec.flow.edges)
    assert any(e.source == step.id for e in session.spec.flow.edges)


@pytest.mark.parametrize(
    ("order", "title", "after"),
    [
        (
            "add a step at the end that asks whether they are a new patient",
            "Ask whether they are a new patient",
            "Say goodbye",
        ),
        ("add a step before the goodbye that offers a survey", "Offer a survey", "Say goodbye"),
        (
            "add a step to ask for the insurance after step 1",
            "Ask for the insurance",
            "Ask: booking, new day and time of day",
        ),
    ],
)
async def test_a_step_stands_where_it_was_wanted(order: str, title: str, after: str) -> None:
    session = await talk(OPENING, "yes", "yes", "yes", order)
    flow = session.spec.flow
    titles = {n.id: n.title for n in flow.nodes}
    ways = {(titles[e.source], titles[e.target]) for e in flow.edges}
    assert (title, after) in ways
    assert any(target == title for _, target in ways)


async def test_a_step_before_the_second_comes_after_the_first() -> None:
    flow = (
        await talk(OPENING, "yes", "yes", "yes", "add a step that asks for the date of birth before step 2")
    ).spec.flow
    asks = next(n.id for n in flow.nodes if n.title == "Ask for the date of birth")
    assert [e.source for e in flow.edges if e.target == asks] == [flow.start]


async def test_a_step_taken_out_again_leaves_no_gap() -> None:
    before = await talk(OPENING, "yes", "yes", "yes")
    session = await talk(
        OPENING, "yes", "yes", "yes", "add a step at the end that asks for a review", "remove the review step"
    )
    assert {(e.source, e.target) for e in session.spec.flow.edges} == {
        (e.source, e.target) for e in before.spec.flow.edges
    }


async def test_a_step_moves_and_keeps_its_words() -> None:
    session = await talk(
        OPENING,
        "yes",
        "yes",
        "yes",
        "add a step at the end that asks for a review",
        "move the review step to the start",
    )
    (step,) = [n for n in session.spec.flow.nodes if n.title == "Ask for a review"]
    start = session.spec.flow.start
    assert any(e.source == start and e.target == step.id for e in session.spec.flow.edges)


async def test_a_step_is_renamed_by_its_number() -> None:
    session = await talk(OPENING, "yes", "yes", "yes", "rename step 1 to Welcome the patient")
    assert session.spec.flow.nodes[0].title == "Welcome the patient"


async def test_a_second_miss_offers_a_way_out() -> None:
    session = await talk(OPENING, "yes", "blah di blubb", "flim flam flum")
    assert "beyond me" in session.words
    assert "Say yes to go on" in session.words


async def test_status_shows_what_is_agreed_and_asks_on() -> None:
    session = await talk(OPENING, "what have you got so far?")
    assert "Book appointments" in session.words
    assert session.asked is not None


async def test_who_decided_names_the_person() -> None:
    session = await talk(OPENING)
    await session.say(("ben", "make the tone formal"))
    await session.say("who decided the tone?")
    assert "Ben" in session.words


async def test_going_back_stays_until_it_is_approved() -> None:
    session = await talk(OPENING, "yes", "yes", "go back to the basics")
    stages = [session.progress.stage]
    await session.say("yes")
    stages.append(session.progress.stage)
    assert stages == [Stage.COLLECTING_BASICS, Stage.CONFIGURING_TOOLS]


async def test_undo_with_nothing_to_undo_says_so() -> None:
    assert "nothing to undo" in (await talk("undo")).words


async def test_every_change_carries_its_own_message() -> None:
    session = await talk(OPENING)
    await session.say(("ana", "add French"), ("ben", "rename it to Nova"))
    assert {p.message.author.id for p in session.last.proposals if p.how == "said"} == {"ana", "ben"}


async def test_a_default_that_nobody_knew_better_is_marked_as_one() -> None:
    session = await talk("a receptionist for a clinic that books appointments", "I don't know")
    assert session.spec.origins["tone"].how == "defaulted"


async def test_the_agent_can_always_hang_up() -> None:
    session = await talk(OPENING, "yes")
    tool = session.spec.tool("end_call")
    assert tool is not None
    assert tool.state == "accepted"


async def test_after_a_refused_click_the_same_question_comes_in_other_words() -> None:
    session = await talk(OPENING)
    interview = await Guided().interview(_clicked(session))
    first = interview.speak(Standing(session.spec), ())
    again = interview.speak(Standing(session.spec), [Problem("That is not a language tag.")])
    assert not interview.proposals
    assert first.asked is not None
    assert again.asked is not None
    assert first.asked.path == again.asked.path
    assert first.words != again.words


async def test_an_empty_session_is_asked_what_the_agent_should_do() -> None:
    session = await talk("hello")
    assert session.asked is not None
    assert session.asked.path == "use_case"
    assert session.spec == AgentSpec()


def _clicked(session: Talk) -> Conversation:
    message = Message("m9", "person", Author("ana", "Ana"), "add Klingonish", WHEN)
    return Conversation(session.spec, (message,), asked=session.asked, clicked=True)


@pytest.mark.parametrize("spec", [PLUMBER, CLINIC], ids=["inbound", "outbound"])
async def test_a_step_at_the_end_comes_after_the_goals_and_before_the_goodbye(spec: AgentSpec) -> None:
    """An emergency, a wrong person and a voicemail end the call without it."""
    flow = (await talk_about(spec).say("add a step at the end that asks for a review")).spec.flow
    (step,) = [n for n in flow.nodes if n.by == "team"]
    before = {e.source for e in flow.edges if e.target == step.id}
    assert before
    assert not before & {"emergency", "wrong_person", "not_now", "voicemail", flow.start}
    assert [e.target for e in flow.edges if e.source == step.id] == ["end"]
    order = [n.id for n in flow.nodes]
    assert order.index(step.id) == order.index("end") - 1
    assert all(order.index(step.id) > order.index(n.id) for n in flow.nodes if n.goal)
