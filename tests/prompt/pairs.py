"""Agents with two jobs, of every pair of jobs: with all that both playbooks bring, and as a chat adopts them."""

from collections.abc import Iterator, Sequence
from typing import Any

from engine import playbooks
from engine.document.changes import Change, apply
from engine.document.spec import AgentSpec, Goal, Runtime, Tool
from engine.playbooks import job, job_ids
from engine.tools.catalog import tool_from
from engine.workflow.synthesize import draw
from tests.trials.specs import adopted as with_everything

PLAIN: dict[str, Any] = {
    "name": "Mia",
    "role": "assistant",
    "company": "Alder and Sons",
    "audience": "people who know us",
    "greeting": "Hello, this is Mia, the virtual assistant of Alder and Sons.",
    "languages": ("en",),
    "runtime": Runtime(timezone="Europe/London"),
}


def pairs(direction: str) -> Sequence[tuple[str, str]]:
    """Every two jobs that such calls may be about; whoever is called may want done what people else call for."""
    first = [j for j in job_ids() if job(j).direction in (direction, "both")]
    second = job_ids() if direction == "outbound" else first
    return tuple((one, other) for one in first for other in second if one != other)


def whole(first: str, second: str, direction: str) -> AgentSpec:
    """With all tools, fields, rules and cases of both."""
    spec = with_everything(first, second, direction=direction).model_copy(update=PLAIN)
    return _with_tools(spec, (*spec.tools, tool_from("end_call")))


def agreed(first: str, second: str, direction: str) -> AgentSpec:
    """As a team agrees on it in the chat that accepts whatever is proposed."""
    spec = AgentSpec(**PLAIN, direction=direction, goals=(_goal(first), _goal(second)))
    for follow in (playbooks.adopted, playbooks.links_for, playbooks.fallback_tools, playbooks.identity_for):
        spec = _after(spec, follow(spec))
    return _with_tools(spec, (*spec.tools, tool_from("end_call")))


def _goal(job_id: str) -> Goal:
    return Goal(id=job_id, statement=job(job_id).statement["en"])


def _after(spec: AgentSpec, changes: Iterator[Change]) -> AgentSpec:
    for change in changes:
        after = apply(spec, change)
        assert isinstance(after, AgentSpec), after
        spec = after
    return spec


def _with_tools(spec: AgentSpec, tools: Sequence[Tool]) -> AgentSpec:
    every = tuple(tool.model_copy(update={"state": "accepted"}) for tool in tools)
    spec = spec.model_copy(update={"tools": every, "questions": ()})
    return spec.model_copy(update={"flow": draw(spec)})
