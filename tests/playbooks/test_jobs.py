"""Every job's playbook can be asked from, drawn, spoken and tested."""

from collections import Counter
from itertools import pairwise
from typing import get_args

from engine.playbooks import Job, jobs
from engine.playbooks.jobs import OUTBOUND_CASES, WAITS
from engine.playbooks.parts import Language
from engine.tools.catalog import CATALOG, Cue
from engine.tools.terms import concepts, trades
from tests.each import for_each
from tests.playbooks.words import faults_of_speech, spoken_by_job

every_job = for_each("job", jobs().values(), ids=list(jobs()))
OUTBOUND = [job for job in jobs().values() if job.direction == "outbound"]
outbound_job = for_each("job", OUTBOUND, ids=[job.id for job in OUTBOUND])


def test_there_are_the_usual_jobs() -> None:
    assert len(jobs()) >= 60
    assert len(OUTBOUND) >= 10


@every_job
def test_a_team_can_state_it_in_every_language_of_the_house(job: Job) -> None:
    assert set(job.statement) == set(get_args(Language))


@every_job
def test_every_field_is_asked_in_a_step_or_known_without_asking(job: Job) -> None:
    in_steps = {name for step in job.script for name in step.fields}
    assert {field.name for field in job.fields if field.how in ("asked", "optional", "example")} == in_steps
    assert all(field.ask or field.how in ("known", "caller_id") for field in job.fields)


@every_job
def test_every_step_that_waits_says_until_when(job: Job) -> None:
    assert all(step.until for step in job.script if step.kind in WAITS)
    assert all(step.say_first for step in job.script if step.kind == "look_up")


@every_job
def test_every_tool_has_its_step_or_its_case_in_the_order_of_use(job: Job) -> None:
    in_steps = [step.tool for step in job.script if step.tool]
    in_cases = {tool for case in job.cases for tool in case.tools}
    assert set(job.tools) == {*in_steps, *in_cases}
    order = [job.tools.index(tool) for tool in dict.fromkeys(in_steps)]
    assert order == sorted(order)


@every_job
def test_what_the_catalog_wants_confirmed_is_confirmed_before_it_is_done(job: Job) -> None:
    for at, step in enumerate(job.script):
        if step.kind == "act" and step.tool and CATALOG[step.tool].confirm:
            assert "confirm" in {before.kind for before in job.script[:at]}, step.tool


@every_job
def test_what_belongs_to_one_person_is_opened_after_the_check_only(job: Job) -> None:
    for at, step in enumerate(job.script):
        if step.tool and CATALOG[step.tool].verified:
            assert "verify_identity" in {before.tool for before in job.script[:at]}, step.tool


@every_job
def test_a_check_of_identity_is_asked_for_what_it_needs(job: Job) -> None:
    asked = {field.name for field in job.fields if field.how == "asked"}
    assert "verify_identity" not in job.tools or "date_of_birth" in asked


@every_job
def test_a_look_up_only_reads(job: Job) -> None:
    assert all(CATALOG[step.text].effect == "read" for step in job.script if step.kind == "look_up")


@every_job
def test_a_question_names_a_field_that_the_job_knows(job: Job) -> None:
    offered = {offer.field for question in job.questions for offer in question.offers if offer.field}
    assert offered <= {field.name for field in job.fields}


@every_job
def test_what_the_agent_says_obeys_the_speech_rules(job: Job) -> None:
    assert faults_of_speech(spoken_by_job(job)) == []


@every_job
def test_an_example_is_a_talk_between_two(job: Job) -> None:
    for call in job.examples.calls:
        assert "agent" in {turn.role for turn in call}
        assert all(turn.result for turn in call if turn.role == "tool")
        spoken = [turn.role for turn in call if turn.role != "tool"]
        assert ("caller", "caller") not in list(pairwise(spoken))


@every_job
def test_in_an_example_the_agent_asks_before_it_writes(job: Job) -> None:
    """Where the catalog wants it confirmed; a second try in a row needs no second question."""
    for call in job.examples.calls:
        for before, turn in pairwise(call):
            if turn.role == "tool" and CATALOG[turn.text].confirm and before.role == "caller":
                asked = [t.text for t in call[: call.index(turn)] if t.role == "agent"]
                assert not asked or "?" in asked[-1], turn.text


@every_job
def test_the_tests_cover_the_usual_way_and_the_failure(job: Job) -> None:
    assert {"script", job.failure.id} <= {test.covers for test in job.tests}
    assert job.tests[0].id == "happy"


@outbound_job
def test_an_outbound_job_asks_for_the_person_first_and_knows_what_to_do_with_a_machine(job: Job) -> None:
    first = next(step for step in job.script if step.kind == "ask")
    assert job.script[0] == first
    assert {"right_person", "consent", "good_moment", "good_time"} & set(first.fields)
    voicemail = job.case("voicemail")
    assert voicemail is not None
    assert voicemail.tools == ("collect_voicemail",)


@outbound_job
def test_an_outbound_job_knows_what_to_do_with_another_person_and_another_time(job: Job) -> None:
    assert set(OUTBOUND_CASES) <= {case.id for case in job.cases}


@outbound_job
def test_an_outbound_job_knows_beforehand_whom_it_calls(job: Job) -> None:
    assert "known" in {field.how for field in job.fields}


def test_a_cue_names_what_the_lexicon_knows_and_leads_to_one_job() -> None:
    cues = Counter[tuple[object, ...]]()
    for job in jobs().values():
        for cue in map(Cue.parse, job.cues.get("concepts", ())):
            assert set(cue.concepts) | cue.unless <= concepts(), (job.id, cue)
            assert cue.trades <= trades(), (job.id, cue)
            cues[tuple(sorted(cue.concepts)), cue.trades] += 1
    assert [cue for cue, times in cues.items() if times > 1] == []


def test_a_set_phrase_leads_to_one_job() -> None:
    phrases = Counter(
        (language, phrase.casefold())
        for job in jobs().values()
        for language, words in job.cues.items()
        for phrase in words
        if language != "concepts"
    )
    assert [phrase for phrase, times in phrases.items() if times > 1] == []
