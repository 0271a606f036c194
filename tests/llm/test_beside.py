"""Never silent, never lost: the guided reader hears every message beside the model."""

from typing import Any

import pytest

from engine.document.changes import Set, apply
from engine.document.spec import AgentSpec
from engine.interview.contract import Conversation, Question
from engine.interview.llm.failures import FALLBACK_NOTICES
from engine.interview.llm.progress import PATIENCE, STUCK
from tests.conftest import OpenEngine
from tests.llm.conftest import Open
from tests.llm.script import Say, set_to, wanted
from tests.llm.server import ProviderServer
from tests.llm.talk import ANA, BEN, RESPONSES, conversation, hear, message
from tests.talk import says, tell

OPENING = "A friendly receptionist for our dental clinic Bright Smile that books appointments"
BEGUN = AgentSpec(use_case=OPENING, role="receptionist")
EMPTY = {"reply": "", "changes": []}


async def test_an_empty_answer_is_taken_over_in_the_same_turn(
    provider: ProviderServer, opened: Open, model: str
) -> None:
    provider.says({}, {})
    interview = await hear(opened(model), conversation(OPENING))
    assert interview.notices == (FALLBACK_NOTICES["unusable"],)
    assert interview.words
    assert interview.proposals
    assert interview.used.calls == len(provider.calls) == 2


async def test_the_next_model_is_asked_before_that(provider: ProviderServer, opened: Open) -> None:
    provider.says(EMPTY, EMPTY, {"reply": "Who calls?", "changes": [set_to("role", "receptionist")]})
    interview = await hear(opened("openai-responses:a,openai-responses:b"), conversation("A receptionist"))
    assert interview.words == "Who calls?"
    assert [call.model for call in provider.calls] == ["a", "a", "b"]


async def test_changes_without_a_word_are_followed_by_the_next_question(
    provider: ProviderServer, opened: Open, model: str
) -> None:
    silent = {"reply": "", "changes": [set_to("audience", "patients")]}
    provider.says(silent, silent)
    interview = await hear(opened(model), conversation("Patients", spec=BEGUN))
    assert interview.asked is not None
    assert interview.words == f"Noted: “patients” (audience).\n\n{interview.asked.text}"


async def test_people_who_talk_among_themselves_are_left_alone(
    provider: ProviderServer, opened: Open, model: str
) -> None:
    provider.says({"reply": "", "for_builder": False})
    history = (message("Who can tell me the opening hours?", ANA),)
    interview = await hear(opened(model), conversation(message("Ana, can you ask Sue?", BEN), history=history))
    assert interview.silent
    assert len(provider.calls) == 1


@pytest.mark.parametrize("said", ["I will ask Sue and come back", "warm and calm", "What is a goal?"])
async def test_a_model_that_does_not_listen_leaves_nobody_in_silence(
    provider: ProviderServer, opened: Open, said: str
) -> None:
    provider.says({"reply": "", "for_builder": False})
    turn = conversation(said, spec=BEGUN, asked=Question("tone", "How should it sound?"))
    interview = await hear(opened(RESPONSES), turn)
    assert not interview.silent
    assert interview.words
    assert interview.notices == ()


async def test_what_the_model_left_out_is_taken_and_told(provider: ProviderServer, opened: Open, model: str) -> None:
    lazy = {"reply": "A receptionist. Whom does it talk with?", "changes": [set_to("use_case", OPENING)]}
    provider.says({**lazy, "asks": "audience"})
    interview = await hear(opened(model), conversation(OPENING))
    added = {p.change.path: p for p in interview.proposals if isinstance(p.change, Set)}
    assert added["role"].change.value == "receptionist"
    assert {added[path].how for path in ("role", "company", "tone")} == {"inferred"}
    assert interview.words == lazy["reply"]
    (notice,) = interview.notices
    assert notice.startswith("I also noted ")
    assert "“Bright Smile” (company)" in notice


async def test_what_the_model_took_in_its_own_words_is_not_taken_twice(provider: ProviderServer, opened: Open) -> None:
    goal = wanted("add", part="goals", item={"id": "booking", "statement": "Book an appointment for a patient"})
    rule = wanted("add", part="guardrails", item={"id": "advice", "statement": "It never gives any medical advice"})
    said = "A receptionist that books appointments. It must never give medical advice."
    provider.says({"reply": "Noted. And the tone?", "changes": [set_to("use_case", said), goal, rule]})
    interview = await hear(opened(RESPONSES), conversation(said))
    parts = [p.change.part for p in interview.proposals if p.change.op == "add"]
    assert parts == ["goals", "guardrails"]


async def test_where_the_model_decides_otherwise_its_decision_stands(provider: ProviderServer, opened: Open) -> None:
    provider.says({"reply": "Calm, then.", "changes": [set_to("tone", ["calm"])]})
    turn = conversation("warm and calm", spec=BEGUN, asked=Question("tone", "How should it sound?"))
    interview = await hear(opened(RESPONSES), turn)
    assert [p.change for p in interview.proposals] == [Set(path="tone", value=["calm"])]
    assert interview.notices == ()


async def test_another_person_s_word_is_not_replaced_beside_the_model(
    provider: ProviderServer, opened: Open, replica: OpenEngine
) -> None:
    engine = await replica(opened(RESPONSES))
    provider.says({"reply": "Formal.", "changes": [set_to("use_case", "A receptionist"), set_to("tone", ["formal"])]})
    provider.says({"reply": "Ana said formal, Ben says casual: which is it?", "asks": "audience"})
    await tell(engine, says("A receptionist. Make the tone formal", author=ANA))
    answer = await tell(engine, says("make the tone casual", author=BEN))
    assert answer.session.spec.tone == ("formal",)


async def test_a_question_that_was_answered_already_is_not_asked(
    provider: ProviderServer, opened: Open, model: str
) -> None:
    provider.says({"reply": "How should it sound?", "asks": "tone"})
    turn = conversation("warm and calm", spec=BEGUN, asked=Question("tone", "How should it sound?"))
    interview = await hear(opened(model), turn)
    assert [p.change for p in interview.proposals] == [Set(path="tone", value=["warm", "calm"])]
    assert "How should it sound?" not in interview.words
    assert interview.asked is not None
    assert interview.asked.path != "tone"


@pytest.mark.parametrize("answer", ["Patients", "yes"])
async def test_an_answer_that_the_model_left_out_counts_as_said(
    provider: ProviderServer, opened: Open, answer: str
) -> None:
    """The second one agrees to what was only assumed."""
    assumed = apply(BEGUN, Set(path="audience", value="patients"))
    assert isinstance(assumed, AgentSpec)
    spec = BEGUN if answer == "Patients" else assumed
    provider.says({"reply": "Whom does it talk with?", "asks": "audience"})
    offer = (Set(path="audience", value="patients"),)
    turn = conversation(answer, spec=spec, asked=Question("audience", "Whom does it talk with?", offer=offer))
    interview = await hear(opened(RESPONSES), turn)
    (proposal,) = interview.proposals
    assert (proposal.change.path, proposal.change.value.casefold()) == ("audience", "patients")
    assert proposal.how == "said"
    assert "Whom does it talk with?" not in interview.words


async def test_three_turns_without_progress_are_handed_over_and_said_once(
    provider: ProviderServer, opened: Open
) -> None:
    interviewer, asked = opened(RESPONSES), Question("tone", "How should it sound?")
    provider.otherwise = lambda _: Say({"reply": "Tell me more about the sound of it.", "asks": "tone"})
    notices: list[Any] = []
    for _ in range(PATIENCE + 1):
        turn: Conversation = conversation("hmm", spec=BEGUN, asked=asked)
        interview = await hear(interviewer, turn)
        notices.append(interview.notices)
        assert interview.asked is not None
        asked = interview.asked
    assert notices == [(), (), (STUCK,), ()]
    assert asked.suggestions  # by now it is the simple question, with its buttons


async def test_questions_to_the_builder_are_no_lack_of_progress(provider: ProviderServer, opened: Open) -> None:
    provider.otherwise = lambda _: Say({"reply": "That is up to you. How should it sound?", "asks": "tone"})
    interviewer, asked = opened(RESPONSES), Question("tone", "How should it sound?")
    for _ in range(PATIENCE + 1):
        interview = await hear(interviewer, conversation("What do others usually take?", spec=BEGUN, asked=asked))
        assert interview.asked is not None
        asked = interview.asked
        assert STUCK not in interview.notices


async def test_what_is_too_long_to_be_read_is_said_so(provider: ProviderServer, opened: Open, model: str) -> None:
    page = "We open at nine. " * 2_000
    provider.says(*[{"reply": "Noted.", "changes": [set_to("role", "receptionist")]}] * 2)
    whole = await hear(opened(model), conversation(page[:20_000], spec=BEGUN))
    cut = await hear(opened(model), conversation(page, spec=BEGUN))
    assert not any("characters" in notice for notice in whole.notices)
    assert cut.notices[0].startswith("That is 34,000 characters; my language model has read the first 24,000.")
