"""The files of the evals say what they mean, and what is held out stays apart."""

from pathlib import Path

import pytest
from pydantic import ValidationError

from evals.guided.ask import STATES, asks
from evals.guided.conversation import Conversation, Fact, Step, conversation, names, read_texts
from evals.guided.job_lists import LANGUAGES, JobList, all_lists, job_lists, jobs_of
from evals.guided.matching import demands_in, says, sentences_in
from evals.guided.remark import OPENINGS, remarks
from evals.guided.split import HALVES, conversations_of, half_of_conversation, half_of_word
from tests.each import for_each


@for_each("name", names())
def test_a_conversation_is_well_formed_and_in_one_half(name: str) -> None:
    scripted = conversation(name)
    assert half_of_conversation(name) in HALVES
    assert 6 <= sum(1 for step in scripted.talk if step.say) <= 25


def test_both_halves_are_as_large_in_every_language() -> None:
    tuned, held_out = (conversations_of()[half] for half in HALVES)
    assert sorted((*tuned, *held_out)) == list(names())
    for language in LANGUAGES:
        counts = [sum(1 for name in half if conversation(name).language == language) for half in (tuned, held_out)]
        assert abs(counts[0] - counts[1]) <= 1


def test_there_are_as_many_as_the_readme_says() -> None:
    scripted = [conversation(name) for name in names()]
    readme = (Path(__file__).parents[2] / "evals/README.md").read_text("utf-8")
    assert f"{len(scripted)} whole conversations, {len({c.trade for c in scripted})} trades" in readme
    assert f"{len(remarks())} remarks" in readme


def test_a_remark_is_said_once_and_in_a_language_that_has_an_opening() -> None:
    assert len({remark.say for remark in remarks()}) == len(remarks())
    assert {remark.language for remark in remarks()} == set(OPENINGS)
    assert {remark.half for remark in remarks()} == set(HALVES)


def test_what_is_wrong_in_a_file_is_refused() -> None:
    with pytest.raises(ValidationError, match="no such place: gaols"):
        Fact.model_validate({"gaols": "book"})
    with pytest.raises(ValidationError, match="either `say` or `until`"):
        Step(say="hi", until="greeting")
    with pytest.raises(ValidationError, match="names what must be there or gone"):
        Step.model_validate({"say": "undo", "corrects": {}})
    with pytest.raises(ValidationError, match="not among the people: Ben"):
        Conversation.model_validate(
            {"trade": "x", "talk": [{"say": "a", "by": "Ben"}, {"say": "b"}], "must": [{"goals": "a"}]}
        )


@pytest.mark.parametrize(
    ("text", "pattern", "met"),
    [
        ("Books appointments", "book|schedul, appointment", True),
        ("Books tables", "book, appointment", False),
        ("Réserver des tables à l’unité", "reserv, l unite", True),
        ("Probetermine", "termin", False),
        ("Probetermine", "*termin", True),
        ("I cannot say now", "=no", False),
        ("No.", "=no", True),
        ("Please set it up", "set up", False),
        ("Setting up: set upstairs", "set up", True),
        ("08:00-17:00", "8|08, 17", True),
    ],
)
def test_words_are_met_by_their_beginnings(text: str, pattern: str, met: bool) -> None:
    assert says(text, demands_in(pattern)) is met


def test_short_sentences_may_come_again() -> None:
    assert sentences_in("Got it. Which languages should it speak?") == {" which languages should it speak "}


def test_no_thing_is_in_both_halves_and_the_tuned_half_has_no_verb_of_the_other() -> None:
    for language in LANGUAGES:
        tuned, held_out = (jobs_of(language, half) for half in HALVES)
        assert not {job.thing for job in tuned} & {job.thing for job in held_out}
        assert all(half_of_word(job.verb) == "tuned" for job in tuned)
        assert min(len(tuned), len(held_out)) >= 15


def test_a_list_holds_the_words_of_its_jobs_and_is_the_same_every_time() -> None:
    lists = list(all_lists())
    assert lists == list(all_lists())
    assert len(lists) >= 2000
    assert all(_holds(wanted) for wanted in lists)


def test_jobs_under_a_never_are_not_wanted() -> None:
    for wanted in job_lists("en", "tuned", 20):
        if wanted.form == "shared never":
            _, _, unwanted = wanted.text.partition("never")
            assert all(f"{job.verb} {job.thing}" not in unwanted for job in wanted.jobs)


def _holds(wanted: JobList) -> bool:
    return all(job.verb in wanted.text and job.thing in wanted.text for job in wanted.jobs)


def test_every_question_by_itself_is_asked_in_a_session_that_is_written_down() -> None:
    states = read_texts(STATES)
    assert {ask.state for ask in asks()} == states.keys()
    assert all(ask.says or ask.unsettled or ask.offers for ask in asks())
    assert all(sum(ask.half == half for ask in asks()) >= 150 for half in HALVES)
