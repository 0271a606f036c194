"""A score counts what it says it counts."""

from typing import Any

from engine.document.spec import AgentSpec, Origin
from engine.interview.contract import Question
from engine.messages.replies import Suggestion
from evals.guided.conversation import Conversation
from evals.guided.drive import Turn
from evals.guided.job_lists import Job, JobList, is_whole
from evals.guided.person import Person, asks_back, is_past
from evals.guided.score import Score, score

SHEET: dict[str, Any] = {
    "trade": "dentist",
    "talk": [
        {"say": "it books check-ups"},
        {"say": "@ben lunch?", "remark": True},
        {"say": "what is a tool?", "asks": ["system"]},
        {
            "say": "not check-ups: cleanings",
            "corrects": {"must": [{"goals": "clean"}], "must_not": [{"goals": "check"}]},
        },
    ],
    "must": [{"goals": "book, clean"}, {"facts hours": "8, 17"}],
    "must_not": [{"anywhere": "lunch"}],
}
CONVERSATION = Conversation.model_validate(SHEET)
EMPTY = AgentSpec()


def spec(*goals: str, **fields: Any) -> AgentSpec:
    listed = [{"id": f"g{number}", "statement": goal} for number, goal in enumerate(goals)]
    return AgentSpec.model_validate({"goals": listed, **fields})


def scored(final: AgentSpec, *replies: str, changed_by: int | None = None) -> Score:
    """The conversation above; everything came into the spec with the last message, or with that one."""
    turns, before = list[Turn](), EMPTY
    at = len(CONVERSATION.talk) - 1 if changed_by is None else changed_by
    for number, step in enumerate(CONVERSATION.talk):
        after = final if number >= at else EMPTY
        reply = replies[number] if number < len(replies) else ""
        asked = Question("tone", "How should it sound to your system?")
        turns.append(Turn("Ana", step.say, step, before, after, reply, asked))
        before = after
    return score(CONVERSATION, turns)


def test_a_fact_is_found_at_any_of_its_places_in_one_value() -> None:
    found = scored(spec("Book cleanings", knowledge=[{"id": "k", "title": "Hours", "content": "8 to 17"}]))
    assert (found.facts, found.missed, found.wrong, found.undone) == (2, (), (), ())
    assert len(scored(spec("Book", "Clean")).missed) == 2


def test_what_must_not_stand_and_what_no_sheet_knows_is_wrong() -> None:
    wrong = scored(
        spec("Have lunch", "Drive to town", guardrails=[{"id": "r", "statement": "Do not understand"}])
    ).wrong
    assert wrong == ("must not stand: anywhere: lunch", "goal: Drive to town", "rule: Do not understand")


def test_what_the_builder_offered_itself_was_not_taken_wrongly() -> None:
    offered = {"goals.g0": Origin(author="builder", how="defaulted")}
    assert scored(spec("Take a message", origins=offered)).wrong == ()


def test_a_greeting_or_an_audience_that_was_typed_about_something_else_is_wrong() -> None:
    wrong = scored(spec(greeting="What is a tool", audience="what is a tool?")).wrong
    assert wrong == ("greeting: What is a tool", "audience: what is a tool?")
    assert scored(spec(greeting="Hello, Dr Ho’s practice")).wrong == ()


def test_a_remark_or_a_question_that_changed_the_spec_is_named_with_what_changed() -> None:
    assert scored(spec("Book cleanings"), changed_by=1).taken == ("@ben lunch? -> goals",)
    assert scored(spec("Book cleanings"), changed_by=2).asked_and_changed == ("what is a tool? -> goals",)


def test_a_question_is_answered_by_words_beside_the_next_question() -> None:
    replies = ("", "", "A tool calls one of your systems. How should it sound to your system?")
    assert scored(EMPTY, *replies).unanswered == ()
    assert scored(EMPTY, "", "", "How should it sound to your system?").unanswered == ("what is a tool?",)
    assert scored(spec("Be a tool"), *replies, changed_by=2).unanswered == ("what is a tool?",)


def test_a_correction_is_done_when_the_end_shows_it() -> None:
    undone = scored(spec("Book check-ups")).undone
    assert undone == ("not check-ups: cleanings -> not there: goals: clean; still there: goals: check",)


def test_a_reply_that_says_a_sentence_again_is_counted() -> None:
    assert scored(EMPTY, "How should it sound?", "Well. How should it sound?", "Who calls?").repeated == 1


def test_a_reply_in_another_language_is_counted_whatever_it_quotes() -> None:
    replies = (
        "Who will call?",
        "Wie soll der Assistent am Telefon klingen?",
        "I took “Guten Tag, wie geht es Ihnen?”.",
    )
    assert (scored(EMPTY, *replies).replies, scored(EMPTY, *replies).in_other_language) == (3, 1)


def test_a_person_does_not_give_the_same_answer_twice() -> None:
    person = Person({"tools.*.url": "https://x.example", "tools": "none"})
    question = Question("tools.book.url", suggestions=(Suggestion(label="Leave it", says="leave it open"),))
    answers = [person.answer(question) for _ in range(4)]
    assert answers == ["https://x.example", "yes", "skip", "leave it open"]
    assert person.answer(Question("approval:flow")) == "yes"
    assert person.answer(Question("tone")) == "use your default"


def test_a_question_that_quotes_a_message_asks_back_about_it() -> None:
    assert asks_back(Question("notes.a", "Is “we close on Sundays in May” a fact?"), "We close on Sundays")
    assert not asks_back(Question("tone", "How should it sound on the line?"), "We close on Sundays")


def test_a_question_of_a_later_stage_is_past_an_earlier_one() -> None:
    assert is_past(Question("approval:flow"), "tools.*.url")
    assert not is_past(Question("tone"), "greeting")
    assert not is_past(Question("playbook.notice"), "greeting")


LIST = JobList(
    "en", "tuned", "commas", "It should book tables and explain bills", (Job("book", "tables"), Job("explain", "bills"))
)


def test_a_list_is_read_whole_in_its_words_or_such_as_mean_the_same() -> None:
    assert is_whole(LIST, spec("Reserve a table", "Explain bills"))
    assert not is_whole(LIST, spec("Book tables"))
    assert not is_whole(LIST, spec("Book tables and explain bills"))
    assert not is_whole(LIST, spec("Book tables", "Explain bills", "Take messages"))
    assert not is_whole(LIST, spec("Should book tables", "Explain bills"))
