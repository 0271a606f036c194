"""The agent's tests, played and judged without a model. Nothing of it is stored: the same version gives the same."""

import asyncio
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from engine.document.spec import AgentSpec
from engine.errors import PersonError
from engine.sentences import quoted

if TYPE_CHECKING:
    from engine.trials.runs import Result


@dataclass(frozen=True, slots=True)
class Scenarios:
    version: int
    results: "Sequence[Result]"
    words: str
    """Markdown for a chat: how many passed, what failed and why; of a single scenario its whole call."""
    file: str
    """Markdown: a table of all, and the calls that failed."""


async def scenarios(spec: AgentSpec, version: int, only: Collection[str] = ()) -> Scenarios:
    """All tests, or those with these ids; off the event loop.

    Raises PersonError where there is no call flow yet, or no test with such an id.
    """
    if not spec.flow.nodes:
        raise PersonError("There is no call flow to play yet. Tell me first what the agent should do.")
    return await asyncio.to_thread(_played, spec, version, only)


def _played(spec: AgentSpec, version: int, only: Collection[str]) -> Scenarios:
    from engine.trials.runs import report, run_of  # they read playbooks, which a start does not need

    run = run_of(spec, version, only)
    if missing := set(only) - {result.test.id for result in run.results}:
        raise PersonError(f"There is no scenario {quoted(min(missing))}. `scenarios` plays all of them.")
    words = report.call(run.results[0]) if len(only) == 1 else report.in_short(run)
    return Scenarios(version, run.results, words, report.as_file(run))
