"""How a goal's case is brought up: by the caller, by what a look-up finds, or by a tool that fails."""

import re
from collections.abc import Sequence

from engine.document.spec import Case, Goal
from engine.playbooks import Job
from engine.playbooks.jobs import Case as JobCase
from engine.trials.agent_test import AgentTest, Excluded, Expected, Mock, Said
from engine.trials.agent_view import AgentView, caller
from engine.trials.covered import key_of
from engine.trials.dialogues import lines_of, plain_dialogue, results_in
from engine.trials.lines import first_person

_FOUND = re.compile(
    r"^(?:no|nothing|none|nobody|there (?:is|are)|it (?:is|was) (?:sold|gone|full|closed|known))\b", re.I
)
"""A case that says what there is or is not; a look-up of the goal answers with just that."""
_CLAIMS = "It claims a result that no tool has given."


def case_test(view: AgentView, goal: Goal, known: Job | None, case: Case) -> AgentTest:
    """The case comes up in a call, and what was agreed for it happens."""
    in_job = next((each for each in known.cases if each.when == case.when), None) if known else None
    check = next((test for test in known.tests if in_job and test.covers == in_job.id), None) if known else None
    fails = _fails(goal, known, in_job, case)
    key = key_of(case.when, [each.when for each in goal.cases])
    return view.test(
        "goal", goal.id, "case", key,
        title=f"{goal.statement}: {case.when}",
        kind="call",
        situation=f"{check.situation}. {case.when}" if check else case.when,
        dialogue=_dialogue(view, goal, known, in_job, case, fails),
        must=Expected(holds=(case.then,)),
        must_not=Excluded(holds=(_CLAIMS,) if fails else ()),
        mocks=_mocks(view, goal, known, case, fails),
        covers=(f"goals.{goal.id}.cases.{key}",),
        lines_in="en" if fails and known else None,
    )  # fmt: skip


def _fails(goal: Goal, known: Job | None, in_job: JobCase | None, case: Case) -> bool:
    """The last case is what happens when nothing else helped: the goal's tools fail in it."""
    if known and in_job:
        return in_job.id == known.failure.id
    return case == goal.cases[-1] and first_person(case.when) is None and not _FOUND.match(case.when)


def _mocks(view: AgentView, goal: Goal, known: Job | None, case: Case, fails: bool) -> tuple[Mock, ...]:
    results = results_in(view, goal, known)
    if fails:
        return view.mocks(results, failing=_failing(view, goal, known))
    found = next((t.name for t in view.tools_of(goal) if t.effect == "read"), None)
    return view.mocks({**results, found: case.when} if found and _FOUND.match(case.when) else results)


def _failing(view: AgentView, goal: Goal, known: Job | None) -> list[str]:
    """The tools that fail in the playbook's example of it; else those that change something, else all of the goal."""
    turns = known.examples.failure if known else ()
    named = [tool.name for turn in turns if turn.role == "tool" and (tool := view.tool(turn.text, goal))]
    tools = view.tools_of(goal)
    return named or [t.name for t in tools if t.effect != "read"] or [t.name for t in tools]


def _dialogue(
    view: AgentView, goal: Goal, known: Job | None, in_job: JobCase | None, case: Case, fails: bool
) -> Sequence[Said]:
    if fails:
        return _until_it_fails(view, known) if known else plain_dialogue(view, goal)
    begins = _answering(view, in_job.id if in_job else "") if view.calls_people else view.opening(goal)
    brought_up = first_person(case.when) if view.is_english and (view.calls_people or not in_job) else None
    return [caller(begins), *([caller(brought_up)] if brought_up else [])]


def _until_it_fails(view: AgentView, known: Job) -> list[Said]:
    """The good call as far as the tool that fails, and then the call in which it does."""
    failing = {turn.text for turn in known.examples.failure if turn.role == "tool"}
    happy = known.examples.happy
    at = next((n for n, turn in enumerate(happy) if turn.role == "tool" and turn.text in failing), len(happy))
    said = [*lines_of(view, happy[:at]), *lines_of(view, known.examples.failure)]
    return said if any(line.role == "caller" for line in said) else [caller(view.lines.answered), *said]


def _answering(view: AgentView, case: str) -> str:
    """How somebody who is called picks up in one of the cases that every outbound job has."""
    usual = {
        "wrong_person": view.lines.wrong_person,
        "not_now": view.phrases.busy,
        "voicemail": view.lines.machine,
    }
    return usual.get(case, view.lines.answered)
