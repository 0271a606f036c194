"""The agent's tests are played without a model: what passes was checked, and what fails says why."""

import json
import time
from collections.abc import Sequence
from pathlib import Path

import pytest

from engine.document.spec import AgentSpec
from engine.language.text import fold
from engine.trials import is_stale, scenarios
from engine.trials.agent_test import AgentTest, Mock
from engine.trials.agent_view import AgentView
from engine.trials.rehearsal import Beat
from engine.trials.runs import Exchange, Played, Result, report, run_of
from engine.trials.runs.checks import EVERY, OWN
from engine.trials.runs.played import played

GALLERY = Path(__file__).parents[2] / "docs" / "gallery"
AGENTS = sorted(path.parent.name for path in GALLERY.glob("*/spec.json"))
DENTIST = "dental_reception"


def agent(name: str) -> AgentSpec:
    return AgentSpec.model_validate(json.loads((GALLERY / name / "spec.json").read_text("utf-8")))


def result(name: str, test_id: str) -> Result:
    [found] = run_of(agent(name), 1, [test_id]).results
    return found


def reasons(test: AgentTest, exchanges: Sequence[Exchange], ended: str = "end") -> list[str]:
    done = Played(test, exchanges, ("greet",), (), ended)
    own = [check for asked, check in OWN if asked(done)]
    return [reason for check in (*EVERY, *own) for reason in check(done, agent(DENTIST))]


def a_test(test_id: str) -> AgentTest:
    return next(test for test in scenarios.tests_of(agent(DENTIST)) if test.id == test_id)


def says(text: str) -> Beat:
    return Beat("says", "greet", text)


def test_a_good_call_is_played_in_the_words_of_the_test_and_passes() -> None:
    found = result(DENTIST, "goal_book_appointments_happy")
    assert found.verdict == "passed"
    assert "Half past ten. My name is Maria Lopez." in [exchange.said for exchange in found.transcript]


@pytest.mark.parametrize("name", AGENTS)
def test_every_test_of_every_agent_is_played_to_its_end_and_each_failure_has_a_reason(name: str) -> None:
    run = run_of(agent(name), 7)
    assert [r.test.id for r in run.results] == [test.id for test in scenarios.tests_of(agent(name))]
    assert all(bool(r.why) == (r.verdict == "failed") for r in run.results)
    assert not any("stuck" in why or "exchanges" in why for r in run.results for why in r.why)


@pytest.mark.parametrize("name", AGENTS)
def test_the_same_spec_gives_the_same_results(name: str) -> None:
    assert run_of(agent(name), 1) == run_of(agent(name), 1)


def test_the_agents_of_the_gallery_fail_no_more_scenarios_than_are_known() -> None:
    """Each of them was looked at: a tool that wants what nobody asks for, or an emergency that ends the call."""
    failed = {name: len(run_of(agent(name), 1).of("failed")) for name in AGENTS}
    assert {name: count for name, count in failed.items() if count} == {
        "customer_survey": 3,
        "debt_collection": 4,
        "it_help_desk": 4,
        "online_shop_support": 4,
        "plumber_at_night": 3,
        "vet_practice": 2,
    }


def test_what_only_a_person_can_tell_is_not_said_to_have_passed() -> None:
    rule = next(r for r in run_of(agent(DENTIST), 1).results if r.test.covers[0].startswith("guardrails."))
    assert rule.verdict == "not_judged"


def test_a_tool_that_nobody_can_fill_fails_with_the_argument_that_is_missing() -> None:
    found = result("vet_practice", "tool_verify_identity")
    assert found.why == ("`verify_identity` is used without `reference`.",)


def test_what_the_agent_may_not_say_fails() -> None:
    test = a_test("goal_book_appointments_wants_a_person")
    digits, two = Exchange("hi", (says("We open at 9."),)), Exchange("hi", (says("Who? When?"),))
    assert "says “9”" in reasons(test, [digits])[0]
    assert "two questions" in reasons(test, [two])[0]


def test_a_claim_before_its_tool_fails_and_one_after_it_does_not() -> None:
    test = a_test("goal_book_appointments_wants_a_person")
    booked, used = says("It’s booked."), Beat("uses", "greet", "booked", "book_appointment", {})
    assert "before a tool has done it" in reasons(test, [Exchange("yes", (booked, used))])[0]
    assert not reasons(test, [Exchange("yes", (used, booked))])
    failed = Beat("uses", "greet", "error", "book_appointment", {}, failed=True)
    assert reasons(test, [Exchange("yes", (failed, booked))])


def test_a_tool_that_needs_a_yes_fails_without_one() -> None:
    test = a_test("tool_take_message")
    use = Beat("uses", "message", "done", "take_message", {"message": "Call me", "name": "Ana"})
    assert "without a yes" in reasons(test, [Exchange("hm", (use,))])[0]
    assert not reasons(test, [Exchange("yes", (use,))])


def test_a_tool_that_must_not_be_used_and_is_fails() -> None:
    test = a_test("goal_book_appointments_twist")
    use = Beat("uses", "act", "booked", "book_appointment", {})
    assert reasons(test, [Exchange("Can we do Friday?", (use,))]) == ["`book_appointment` is used, and must not be."]


def test_the_twist_is_said_at_the_read_back_and_nothing_is_booked() -> None:
    found = result(DENTIST, "goal_book_appointments_twist")
    assert found.verdict == "passed"
    assert "Is that right?" in found.transcript[-2].words


def test_a_twist_that_never_came_up_has_not_passed() -> None:
    """The emergency ends the call before anything is read back."""
    assert result("plumber_at_night", "goal_send_the_on_call_plumber_twist").verdict == "not_judged"


def test_a_call_without_an_end_is_cut_off_and_fails() -> None:
    spec = agent(DENTIST)
    test = a_test("goal_book_appointments_happy").model_copy(update={"mocks": (Mock(tool="x", result="x"),)})
    endless = Exchange("", (says("And then?"),))
    assert "has not ended" in reasons(test, [endless] * 40, "")[0]
    assert len(played(test, AgentView(spec)).exchanges) <= 40


def test_a_caller_keeps_to_the_language_of_the_agent() -> None:
    found = result("restaurant_in_spanish", "goal_reservar_mesas_happy")
    assert found.verdict == "passed"
    assert not {"table", "please"} & {word for e in found.transcript for word in fold(e.said).split()}


def test_a_result_is_stale_once_what_it_tried_has_changed() -> None:
    spec = agent(DENTIST)
    found = result(DENTIST, "goal_book_appointments_happy")
    goals = tuple(g.model_copy(update={"statement": "Book a check-up"}) for g in spec.goals)
    assert not is_stale(found.test, spec)
    assert is_stale(found.test, spec.model_copy(update={"goals": goals}))


def test_thirty_cases_take_less_than_three_seconds() -> None:
    spec = agent(DENTIST)
    begun = time.perf_counter()
    assert len(run_of(spec, 1).results) >= 30
    assert time.perf_counter() - begun < 3


@pytest.mark.parametrize("text", ["a" * 2_000, "| `x` |\n" * 200, "?" * 1_000, "5 " * 900])
def test_the_worst_that_a_spec_can_say_is_played_and_told(text: str) -> None:
    spec = agent(DENTIST)
    knowledge = tuple(k.model_copy(update={"content": text}) for k in spec.knowledge)
    goals = tuple(g.model_copy(update={"statement": text[:300].strip()}) for g in spec.goals)
    run = run_of(spec.model_copy(update={"knowledge": knowledge, "goals": goals}), 1)
    table = [line for line in report.as_file(run).splitlines() if line.startswith("| `")]
    assert len(table) == len(run.results)
