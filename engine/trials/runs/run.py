"""All tests of an agent, played and judged. Pure, and without a model: the same spec gives the same results."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Literal

from engine.document.spec import AgentSpec
from engine.trials.agent_test import AgentTest
from engine.trials.agent_view import AgentView
from engine.trials.runs.checks import EVERY, OWN
from engine.trials.runs.played import Exchange, Played, played
from engine.trials.scenarios import tests_of

Verdict = Literal["passed", "failed", "not_judged"]
"""Not judged: what the test asks for can be told only by a model or a person; what holds in every call did hold."""


@dataclass(frozen=True, slots=True)
class Result:
    """One test. It is stale once `is_stale(test, spec)`, by the test's fingerprint."""

    test: AgentTest
    verdict: Verdict
    why: Sequence[str]
    transcript: Sequence[Exchange]


@dataclass(frozen=True, slots=True)
class Run:
    version: int
    results: Sequence[Result]

    def of(self, verdict: Verdict) -> Sequence[Result]:
        return [result for result in self.results if result.verdict == verdict]


def run_of(spec: AgentSpec, version: int, only: Collection[str] = ()) -> Run:
    """Every test of the spec, or those with these ids."""
    view = AgentView(spec)
    tests = [test for test in tests_of(spec) if not only or test.id in only]
    return Run(version, tuple(_judged(played(test, view), spec) for test in tests))


def _judged(done: Played, spec: AgentSpec) -> Result:
    own = [check for asked, check in OWN if asked(done)]
    why = tuple(reason for check in (*EVERY, *own) for reason in check(done, spec))
    return Result(done.test, "failed" if why else "passed" if own else "not_judged", why, done.exchanges)
