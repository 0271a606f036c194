"""Which calls are tried before the agent ships: all that follows from its spec and the playbooks of its goals. Pure."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator

from engine.document.spec import AgentSpec
from engine.trials import around
from engine.trials.agent_test import AgentTest
from engine.trials.agent_view import AgentView
from engine.trials.covered import digest
from engine.trials.goals import goal_tests

_LONGEST_ID = 57
"""Leaves room for a digest in the 64 characters of an id."""

MAKERS: tuple[Callable[[AgentView], Iterator[AgentTest]], ...] = (
    goal_tests,
    around.identity_tests,
    around.emergency_tests,
    around.guardrail_tests,
    around.transfer_tests,
    around.fallback_tests,
    around.tool_tests,
    around.language_tests,
    around.honesty_tests,
    around.criterion_tests,
)


def tests_of(spec: AgentSpec) -> tuple[AgentTest, ...]:
    """The tests, in an order that stays: at least one for each goal, case, rule, transfer, emergency and tool."""
    view = AgentView(spec)
    return tuple(_distinct([test for make in MAKERS for test in make(view)]))


def _distinct(tests: Iterable[AgentTest]) -> Iterator[AgentTest]:
    """Two tests whose names became one id get a digest of what they cover."""
    tests = list(tests)
    often = Counter(test.id for test in tests)
    for test in tests:
        unique = test.id if often[test.id] == 1 else f"{test.id[:_LONGEST_ID]}_{digest(f'{test.covers} {test.title}')}"
        yield test if unique == test.id else test.model_copy(update={"id": unique})
