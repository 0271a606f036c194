"""The answer table holds what it says: every entry answers, in every session, and changes nothing."""

import re
import time
from collections import Counter
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.document.spec import AgentSpec, Emergency, Fallback, Hours
from engine.document.stages import Standing
from engine.interview.answering import answer_to
from engine.interview.answering.answer import Situation
from engine.interview.answering.functions import FUNCTIONS
from engine.interview.answering.match import reading_of
from engine.interview.answering.phrasings import NONE, Phrasing, phrasings
from engine.interview.answering.question import Question
from engine.interview.answering.table import kinds
from engine.interview.contract import Message
from engine.messages.inbound import Author
from tests.answering.specs import sessions
from tests.each import for_each
from tests.guided.talk import talk

_MOST_SENTENCES = 5
"""Of an answer that is one paragraph; a list is as long as what it lists."""


def test_there_are_at_least_seventy_kinds() -> None:
    assert len(kinds()) >= 70


@for_each("kind", kinds().values(), ids=kinds())
def test_every_kind_says_something_or_names_a_function_that_does(kind: object) -> None:
    found = kinds()[kind.id]  # type: ignore[attr-defined]
    assert bool(found.answer) != bool(found.function)
    assert not found.function or found.function in FUNCTIONS
    assert len(re.findall(r"[.!?](?:\s|$)", found.answer)) <= _MOST_SENTENCES


def test_every_function_answers_a_kind() -> None:
    assert {kind.function for kind in kinds().values() if kind.function} == FUNCTIONS.keys()


def test_every_kind_that_is_no_set_phrase_is_learnt_from_ways_of_asking_it() -> None:
    asked = Counter(phrasing.kind for phrasing in phrasings() if phrasing.language == "en")
    assert asked.keys() <= {*kinds(), NONE}
    assert not {kind for kind in kinds() if asked[kind] < 10} - {"laughs", "swears"}


def test_the_weights_are_those_of_the_phrasings() -> None:
    """Learnt anew after the last change: what was learnt is told, nearly always."""
    told = [(p.kind, reading_of(_written(p), p.language).kinds[0][0]) for p in phrasings() if p.kind != NONE]
    assert sum(kind == found for kind, found in told) >= 0.92 * len(told)


def test_wishes_and_callers_questions_are_no_questions_to_the_builder() -> None:
    """Unless the design itself speaks of what they ask, or the answer is that it does not."""
    standing, asked = sessions()["clinic"]
    others = [p for p in phrasings() if p.kind == NONE]
    answers = ((p.text, answer_to(_written(p), p.language, standing, asked)) for p in others)
    taken = [text for text, answer in answers if answer and answer.kind not in ("thing", "unsettled")]
    assert len(taken) <= 0.075 * len(others), taken


def _written(phrasing: Phrasing) -> str:
    """With a name in every slot, and the mark with which it is learnt."""
    names = {"language": "Spanish", "system": "HubSpot", "vendor": "Vapi", "carrier": "Twilio", "regime": "GDPR"}
    text = re.sub(r"\{(\w+)\}", lambda slot: names.get(slot[1], f"slot{slot[1]}"), phrasing.text)
    return f"{text}?" if phrasing.is_marked and not text.endswith("?") else text


@for_each("at", ["nothing", *sessions()])
@for_each("function", FUNCTIONS)
def test_every_function_says_something_wherever_a_session_stands(function: str, at: str) -> None:
    standing, asked = (Standing(AgentSpec()), None) if at == "nothing" else sessions()[at]
    said = FUNCTIONS[function](Situation(Question("", "what", "", ()), standing, asked))
    assert said is None or bool(said if isinstance(said, str) else said.words)


@given(text=st.text(max_size=400))
def test_whatever_is_typed_is_read(text: str) -> None:
    standing, asked = sessions()["clinic"]
    answer_to(text, "en", standing, asked)


def test_an_agreed_answer_is_given_instead_of_a_suggestion() -> None:
    spec = sessions()["clinic"][0].spec
    agreed = spec.model_copy(
        update={
            "runtime": spec.runtime.model_copy(update={"hours": Hours(said="9 to 5", outside="Take a message.")}),
            "emergencies": (Emergency(id="e", signs="heavy bleeding", say="Please call 112 now."),),
            "fallback": Fallback(kind="callback"),
        }
    )
    for question, said in (
        ("What happens outside our opening hours?", "Take a message."),
        ("How does it handle emergencies?", "Please call 112 now."),
        ("what is the fallback?", "callback"),
    ):
        before = answer_to(question, "en", Standing(spec))
        after = answer_to(question, "en", Standing(agreed))
        assert before is not None
        assert "not agreed" in before.words or "Nothing is agreed" in before.words
        assert after is not None
        assert said in after.words


def test_who_said_it_is_quoted_with_the_day() -> None:
    when = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)
    said = Message("m1", "person", Author("ana", "Ana"), "Book appointments. Do NOT take payments.", when)
    standing, asked = sessions()["clinic"]
    answer = answer_to("who decided that we don't take payments?", "en", standing, asked, (said,))
    assert answer is not None
    assert answer.words == "Ana said it: “Do NOT take payments” (2 March, 09:30)."


def test_the_flow_is_shown_as_a_picture() -> None:
    standing, asked = sessions()["flow"]
    answer = answer_to("can I see the flow?", "en", standing, asked)
    assert answer is not None
    assert [part.kind for part in answer.parts] == ["picture"]


@pytest.mark.parametrize("text", ["what is a flux capacitor?", "what does OAuth scope mean"])
def test_what_nobody_here_knows_gets_an_honest_word(text: str) -> None:
    standing, asked = sessions()["clinic"]
    answer = answer_to(text, "en", standing, asked)
    assert answer is not None
    assert not answer.kind
    assert answer.words.startswith("I am not sure what you ask")


@pytest.mark.parametrize(
    "text", ["what is a guardrail?", "what does it cost", "who said that it is friendly?", "recap"]
)
async def test_a_question_changes_nothing_and_the_open_question_stands_again(text: str) -> None:
    session = await talk("A friendly receptionist for our dental clinic that books appointments")
    before, asked = session.spec, session.asked
    await session.say(text)
    assert session.spec == before
    assert asked is not None
    assert session.asked is not None
    assert session.asked.path == asked.path
    assert session.words.endswith(session.asked.text)


def test_a_question_is_read_within_a_few_milliseconds() -> None:
    standing, asked = sessions()["clinic"]
    text = "so before we go on, what happens when somebody calls us in the evening and the office is already closed?"
    answer_to(text, "en", standing, asked)
    began = time.process_time()
    for _ in range(20):
        answer_to(text, "en", standing, asked)
    assert (time.process_time() - began) / 20 < 0.02
