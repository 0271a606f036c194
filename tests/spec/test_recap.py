"""The recap before the final approval: all that was agreed, as the callers will meet it, on one screen."""

import pytest
from hypothesis import HealthCheck, given, settings

from engine.document.changes import Set
from engine.document.spec import (
    AgentSpec,
    Case,
    Emergency,
    Fallback,
    Goal,
    Guardrail,
    Hours,
    Identity,
    Note,
    Origin,
    Tool,
    Transfer,
    Variable,
)
from engine.interview.recap import recap_of
from engine.messages.recap import Recap, in_words, sections_of
from tests.more import MORE
from tests.prompt.agents import AGENTS
from tests.spec.test_changes import ANA, after
from tests.targets.samples import dental
from tests.trials.specs import agents

_SCREEN = 3500
AGENT = AgentSpec(
    name="Mia",
    role="receptionist",
    greeting="Hello {{caller_name}}, this is Mia for {{site}}.",
    variables=(
        Variable(name="caller_name", description="name of the caller", example="Ana"),
        Variable(name="site", description="the branch that was called"),
    ),
    goals=(
        Goal(
            id="book",
            statement="Book appointments",
            rules=("Never promise a time", "Offer two times"),
            cases=(Case(when="Nothing is free.", then="Offer the waiting list."),),
        ),
        Goal(id="sell", statement="Sell vouchers", by_whom="shop"),
    ),
    guardrails=(
        Guardrail(id="advice", statement="Do not give medical advice."),
        Guardrail(id="polite", statement="Always stay polite."),
    ),
    transfers=(Transfer(id="shop", label="Shop", condition="The caller wants a voucher"),),
    fallback=Fallback(kind="person", transfer="shop", say="I put you through."),
    emergencies=(Emergency(id="pain", signs="strong pain", say="Please come at once."),),
    identity=Identity(ask=("date of birth",), goals=("book",), otherwise="Offer a call back."),
    notes=(Note(id="calls", text="About 400 calls a day"),),
    tools=(Tool(name="book", purpose="Books", state="accepted"),),
    skipped=("tools.book.url", "audience"),
)


def titled(recap: Recap, title: str) -> tuple[str, ...]:
    return next((section.lines for section in sections_of(recap) if section.title == title), ())


def test_the_greeting_stands_there_as_it_is_spoken() -> None:
    assert recap_of(AGENT).greeting == "Hello Ana, this is Mia for [the branch that was called]."


def test_it_says_what_the_agent_does_and_what_other_people_do() -> None:
    assert titled(recap_of(AGENT), "What it does") == ("Book appointments", "Sell vouchers, done by Shop")


def test_what_is_forbidden_is_what_it_never_does() -> None:
    recap = recap_of(AGENT)
    assert recap.never == ("Give medical advice", "Promise a time")
    assert recap.keeps == ("Always stay polite.", "Offer two times")


def test_it_says_what_happens_when_it_fails() -> None:
    assert titled(recap_of(AGENT), "When something goes wrong") == (
        "Nothing else helps: Shop takes over: “I put you through.”",
        "Nothing is free: Offer the waiting list.",
    )


def test_what_nobody_thought_of_is_said_as_well() -> None:
    recap = recap_of(AgentSpec(role="receptionist"))
    assert titled(recap, "When something goes wrong") == ("Nothing else helps: nothing is agreed",)
    assert titled(recap, "Who takes over") == ("Nobody: it keeps every call.",)
    assert titled(recap, "What it never does") == ("No limit was named.",)


def test_it_says_who_takes_over_and_that_the_number_is_missing() -> None:
    assert titled(recap_of(AGENT), "Who takes over") == ("Shop (number still open): The caller wants a voucher",)


def test_hours_come_with_what_happens_outside_of_them() -> None:
    spec = after(AGENT, Set(path="runtime.hours", value=Hours(said="weekdays nine to five").model_dump(mode="json")))
    assert titled(recap_of(spec), "Hours") == ("weekdays nine to five", "Outside of them: nothing is agreed")
    assert recap_of(spec.model_copy(update={"direction": "outbound"})).outside is None


def test_an_identity_check_names_what_it_guards() -> None:
    assert recap_of(AGENT).identity == (
        "It asks for date of birth before it does this: Book appointments, at most twice. "
        "If they do not fit: Offer a call back."
    )


def test_what_is_open_is_told_with_its_tool() -> None:
    assert recap_of(AGENT).open == ("`book`: address and secret", "Shop: phone number", "`audience`")


def test_what_was_said_and_not_used_is_not_lost() -> None:
    assert titled(recap_of(AGENT), "Noted, but not used") == ("About 400 calls a day",)


def test_what_nobody_said_is_told_as_assumed() -> None:
    spec = after(AGENT, Set(path="tone", value=["warm"]), origin=Origin(author="u-ana", how="defaulted"))
    spec = after(spec, Set(path="audience", value="patients"), origin=ANA)
    assert titled(recap_of(spec), "Assumed, since nobody said it") == ("Tone: warm",)


def test_a_tool_that_somebody_accepted_is_no_assumption() -> None:
    origins = {"tools.book": Origin(author="u-ana", how="inferred"), "tools.book.state": ANA}
    assert recap_of(AGENT.model_copy(update={"origins": origins})).assumed == ()
    assert recap_of(AGENT.model_copy(update={"origins": {"tools.book": origins["tools.book"]}})).assumed


def test_the_findings_of_the_checks_stand_there() -> None:
    assert recap_of(dental()).warnings


@settings(max_examples=20 * MORE, deadline=None, suppress_health_check=list(HealthCheck))
@given(agents())
def test_every_agent_fits_one_screen(spec: AgentSpec) -> None:
    recap = recap_of(spec)
    assert len(in_words(recap, _SCREEN)) <= _SCREEN
    assert Recap.model_validate_json(recap.model_dump_json()) == recap
    assert len(recap.does) == len(spec.goals)


@pytest.mark.parametrize("limit", [1_200, 2_000, 3_500])
def test_nothing_in_a_recap_breaks_off(limit: int) -> None:
    for spec in AGENTS.values():
        lines = in_words(recap_of(spec), limit).splitlines()
        assert not [line for line in lines if "…" in line and "more" not in line]
        assert not [line for line in lines if line.count("“") != line.count("”")]


def test_what_it_says_no_to_is_what_it_never_does() -> None:
    dentist = AgentSpec(guardrails=(Guardrail(id="dose", statement="Name no painkiller and no dose."),))
    recap = recap_of(dentist)
    assert (recap.never, recap.keeps) == (("Name any painkiller or any dose",), ())
    instead = AgentSpec(guardrails=(Guardrail(id="big", statement="Do not book for ten. Hand them to the team."),))
    assert recap_of(instead).keeps == ("Do not book for ten. Hand them to the team.",)
