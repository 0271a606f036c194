"""What the playbooks of the goals in hand, and of the trade, tell a consultant; and what the checks found.

It is bounded, and only what this stage of the conversation can use.
"""

from collections.abc import Iterator, Sequence
from typing import Any

from cachetools import LRUCache

from engine.document.approvals import fingerprint
from engine.document.spec import AgentSpec, Stage
from engine.findings import Finding

MOST_JOBS = 3
MOST_CASES, MOST_NEVER, MOST_LAWS, MOST_FINDINGS = 4, 4, 3, 5
_BEFORE_THE_FLOW = (Stage.COLLECTING_BASICS, Stage.EXPLORING_TOOLS)
"""Afterwards what counts of it stands in the spec."""


def playbooks(spec: AgentSpec, stage: Stage) -> dict[str, Any]:
    """`{"jobs": …, "trade": …}` for the goals that were added last; empty once the design stands."""
    if stage not in _BEFORE_THE_FLOW or not spec.goals:
        return {}
    found = {"jobs": dict(_jobs(spec)), "trade": _trade(spec)}
    return {key: value for key, value in found.items() if value}


def findings(spec: AgentSpec, stage: Stage) -> list[str]:
    """What is worth a look in the call flow, or in the prompt, where it is shown."""
    if stage not in (Stage.REVIEWING_WORKFLOW, Stage.FINALIZING):
        return []
    found = _of_flow(spec) if stage == Stage.REVIEWING_WORKFLOW else _of_prompt(spec)
    return [finding.message for finding in found if finding.level != "advice"][:MOST_FINDINGS]


def _of_flow(spec: AgentSpec) -> Sequence[Finding]:
    from engine.workflow.check import check  # what the last stages need is not loaded for the first message

    return check(spec.flow, spec)


def _of_prompt(spec: AgentSpec) -> Sequence[Finding]:
    """Reading a prompt takes 20 ms and more, so it is read once for each content."""
    from engine.prompt.lint import written_and_checked

    key = fingerprint(spec, "final")
    if key not in _READ:
        _, _READ[key] = written_and_checked(spec)
    return _READ[key]


_READ: LRUCache[str, Sequence[Finding]] = LRUCache(maxsize=64)


def _jobs(spec: AgentSpec) -> Iterator[tuple[str, Any]]:
    from engine.playbooks.load import known_job

    jobs = [(goal, known_job(goal.playbook)) for goal in reversed(spec.goals)]
    for goal, job in [(goal, job) for goal, job in jobs if job][:MOST_JOBS]:
        asked = [question.ask for question in job.questions if f"{job.id}.{question.id}" in spec.questions]
        goes_wrong = [case.when for case in job.cases][:MOST_CASES]
        told = {"done_well": job.success, "goes_wrong": goes_wrong, "worth_asking": asked[1:MOST_CASES]}
        yield goal.id, {key: value for key, value in told.items() if value}


def _trade(spec: AgentSpec) -> dict[str, Any]:
    from engine.playbooks.load import trade, trade_ids

    if spec.trade not in trade_ids():
        return {}
    known = trade(spec.trade or "")
    told = {
        "never": list(known.never[:MOST_NEVER]),
        "emergencies": [emergency.signs for emergency in known.emergencies],
        "laws": [f"{law.name} ({law.country or 'everywhere'}): {law.means}" for law in known.regimes[:MOST_LAWS]],
        "systems": list(known.systems[:MOST_CASES]),
        "hours": known.hours,
    }
    return {key: value for key, value in told.items() if value}
