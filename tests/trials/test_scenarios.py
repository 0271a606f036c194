"""The tests of an agent: they cover all of it, can be spoken, and stay the same until what they cover changes."""

import re

from hypothesis import HealthCheck, given, settings

from engine.document.spec import AgentSpec, Case, Emergency, Fallback, Goal, Guardrail, Identity, Tool, Transfer
from engine.playbooks import job, job_ids
from engine.trials import AgentTest, is_stale, scenarios
from engine.trials.covered import content_of, keyed
from tests.each import for_each
from tests.more import MORE
from tests.targets.samples import dental
from tests.targets.strategies import SPECS
from tests.trials.specs import adopted, agents

_CODE = re.compile(r"\{\{|\}\}|\w_\w")
_quick = settings(max_examples=20 * MORE, deadline=None, suppress_health_check=list(HealthCheck))


def wanted(spec: AgentSpec) -> set[str]:
    """The paths of all that has to be tried."""
    inner = {
        f"goals.{g.id}.{part}.{key}"
        for g in spec.goals
        for part, texts in (("cases", [c.when for c in g.cases]), ("rules", g.rules))
        for key in keyed(texts)
    }
    items = {
        f"{part}.{item.id}"
        for part in ("goals", "guardrails", "transfers", "emergencies", "criteria")
        for item in getattr(spec, part)
    }
    single = {part for part in ("identity", "fallback") if getattr(spec, part)}
    return inner | items | single | {f"tools.{t.name}" for t in spec.accepted_tools()}


def of(spec: AgentSpec, test_id: str) -> AgentTest:
    return next(test for test in scenarios.tests_of(spec) if test.id == test_id)


def fit_to_run(tests: tuple[AgentTest, ...]) -> None:
    assert len({test.id for test in tests}) == len(tests)
    for test in tests:
        assert test.turns
        assert all(said.text and not _CODE.search(said.text) for said in test.dialogue), test.id
        assert test.must.holds or test.must.calls or test.must.transfer
        assert "{{" not in test.model_dump_json()
        if test.kind == "answer":
            assert test.must.answer, test.id
            assert test.must_not.answer, test.id
        if test.kind != "call":
            assert test.dialogue[-1].role == "caller", test.id


@_quick
@given(agents())
def test_everything_that_was_agreed_is_tried(spec: AgentSpec) -> None:
    tests = scenarios.tests_of(spec)
    fit_to_run(tests)
    assert wanted(spec) <= {path for test in tests for path in test.covers}
    assert not any(is_stale(test, spec) for test in tests)
    assert scenarios.tests_of(spec) == tests


@_quick
@given(SPECS)
def test_no_text_is_too_strange_to_be_tried(spec: AgentSpec) -> None:
    fit_to_run(scenarios.tests_of(spec))


@for_each("job_id", job_ids())
@for_each("language", ["en", "de", "ja"])
def test_every_playbook_gives_tests_that_can_be_run(job_id: str, language: str) -> None:
    spec = adopted(job_id, languages=(language,))
    tests = scenarios.tests_of(spec)
    fit_to_run(tests)
    assert wanted(spec) <= {path for test in tests for path in test.covers}
    assert len(tests) >= len(job(job_id).tests)


def test_a_good_call_uses_the_tools_of_the_playbook_in_their_order() -> None:
    happy = of(adopted("book_appointment"), "goal_book_appointment_happy")
    assert [use.tool for use in happy.must.calls] == ["check_availability", "book_appointment"]
    assert [use.after_yes for use in happy.must.calls] == [False, True]
    assert happy.turns[0] == "Hi, I'd like an appointment some time next week."
    assert {m.tool: m.result for m in happy.mocks}["check_availability"] == "Tuesday at nine, Tuesday at half past ten"


def test_a_changed_mind_books_nothing() -> None:
    twist = of(adopted("book_appointment"), "goal_book_appointment_twist")
    assert (twist.kind, twist.must_not.calls) == ("answer", ("book_appointment",))


def test_a_look_up_answers_what_the_case_says_that_it_finds() -> None:
    case = next(t for t in scenarios.tests_of(adopted("book_appointment")) if "Nothing is free" in t.title)
    assert next(m.result for m in case.mocks if m.tool == "check_availability").startswith("Nothing is free")
    assert case.must.holds == (job("book_appointment").cases[0].then,)


def test_in_the_last_case_the_tools_of_the_goal_fail() -> None:
    case = next(t for t in scenarios.tests_of(adopted("book_appointment")) if "failed twice" in t.title)
    assert [m.tool for m in case.mocks if m.fails] == ["book_appointment"]
    assert case.must_not.holds


def test_who_is_called_picks_up_as_the_case_wants_it() -> None:
    tests = scenarios.tests_of(adopted("remind_appointment"))
    voicemail = next(t for t in tests if t.title.endswith("A machine answers."))
    assert voicemail.turns == ("You have reached my voicemail. Please speak after the tone.",)


def test_a_case_of_the_team_is_brought_up_by_the_caller() -> None:
    case = Case(when="The caller wants to change their order", then="Say that the office does it.")
    goal = Goal(id="order", statement="Take orders", cases=(case, Case(when="Nothing is left", then="Say so.")))
    test = next(t for t in scenarios.tests_of(AgentSpec(goals=(goal,))) if t.must.holds == (case.then,))
    assert test.turns[-1] == "I want to change my order."


def test_what_is_forbidden_is_asked_for() -> None:
    spec = AgentSpec(guardrails=(Guardrail(id="advice", statement="Never give medical advice."),))
    [test] = scenarios.tests_of(spec)
    assert test.turns == ("Could you give medical advice, just this once?",)
    assert test.must_not.holds


def test_a_goal_that_other_people_do_ends_with_them() -> None:
    spec = AgentSpec(
        goals=(Goal(id="sell", statement="Sell roses", by_whom="shop"),),
        transfers=(Transfer(id="shop", label="Shop", condition="The caller asks for a person"),),
    )
    assert of(spec, "goal_sell_happy").must.transfer == "shop"
    assert of(spec, "transfer_shop").turns == ("Could I speak to a person, please?",)


def test_who_cannot_show_who_they_are_gets_nothing_done() -> None:
    identity = Identity(ask=("date of birth",), tries=3, otherwise="Offer a call back.")
    failed = of(adopted("cancel_appointment", identity=identity), "identity_failed")
    assert "cancel_appointment" in failed.must_not.calls
    assert failed.must.holds == ("It asks at most 3 times.", "Offer a call back.")


def test_an_emergency_comes_before_everything() -> None:
    emergency = Emergency(id="gas", signs="the smell of gas", say="Leave the house now.", transfer="duty")
    test = of(adopted("book_appointment", emergencies=(emergency,)), "emergency_gas")
    assert test.must.transfer == "duty"
    assert "book_appointment" in test.must_not.calls


def test_an_agent_is_tried_in_its_language() -> None:
    spec = adopted("book_appointment", languages=("de", "es"), fallback=Fallback(kind="message"))
    tests = {test.id: test for test in scenarios.tests_of(spec)}
    assert tests["fallback"].turns[0].startswith("Guten Tag")
    assert tests["language_es"].turns == (
        "Buenos días, me dijeron que puede ayudarme con esto: Agendar citas.",
    )  # fmt: skip
    happy = tests["goal_book_appointment_happy"]
    assert (happy.language, happy.lines_in, happy.kind) == ("de", "en", "call")


def test_a_test_is_stale_once_what_it_covers_has_changed() -> None:
    spec = adopted("book_appointment", "cancel_appointment")
    tests = scenarios.tests_of(spec)
    tool = spec.tools[0].model_copy(update={"confirm": True})
    changed = spec.model_copy(update={"tools": (tool, *spec.tools[1:])})
    stale = {test.id for test in tests if is_stale(test, changed)}
    assert stale == {"goal_book_appointment_happy", "tool_check_availability"}


def test_a_new_address_of_a_tool_makes_no_test_stale() -> None:
    spec = adopted("book_appointment")
    moved = spec.tools[0].model_copy(update={"url": "https://api.example.com/x", "auth": "none"})
    assert not any(
        is_stale(t, spec.model_copy(update={"tools": (moved, *spec.tools[1:])})) for t in scenarios.tests_of(spec)
    )


def test_the_other_tests_of_a_goal_outlive_a_changed_case() -> None:
    spec = adopted("book_appointment")
    goal = spec.goals[0]
    cases = (goal.cases[0].model_copy(update={"then": "Say sorry."}), *goal.cases[1:])
    changed = spec.model_copy(update={"goals": (goal.model_copy(update={"cases": cases}),)})
    [stale] = [test for test in scenarios.tests_of(spec) if is_stale(test, changed)]
    assert "nothing_is_free" in stale.id


def test_what_is_gone_makes_its_tests_stale() -> None:
    assert all(is_stale(test, AgentSpec()) for test in scenarios.tests_of(dental()))


def test_a_path_leads_to_what_it_names() -> None:
    spec = dental()
    assert content_of(spec, "goals.book.cases.nothing") is None
    assert content_of(spec, "compliance.ai_disclosure") is True
    assert content_of(spec, "tools.nobody") is None
    tool = content_of(spec, "tools.book_appointment")
    assert tool["name"] == "book_appointment"
    assert "url" not in tool


def test_tools_with_names_that_differ_in_case_only_have_tests_of_their_own() -> None:
    tools = tuple(Tool(name=name, purpose="Sends it", state="accepted") for name in ("SMS", "sms"))
    first, second = scenarios.tests_of(AgentSpec(tools=tools))
    assert first.id != second.id
    assert {first.covers, second.covers} == {("tools.SMS",), ("tools.sms",)}
