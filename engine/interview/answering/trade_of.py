"""The trade that a spec is about, and what is known of it. Reads playbooks, so only where somebody asks."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from engine.document.spec import AgentSpec, Goal

if TYPE_CHECKING:
    from engine.playbooks import Job, Trade


def trade_of(spec: AgentSpec) -> "Trade | None":
    """The one that the spec names, or else by the words in which the team speaks of its business."""
    from engine.playbooks import trade, trade_in

    text = " ".join(filter(None, (spec.industry, spec.company, spec.use_case, spec.role)))
    found = spec.trade or trade_in(text)
    return trade(found) if found else None


def known_jobs(spec: AgentSpec) -> Iterator[tuple[Goal, "Job"]]:
    """Every goal with its playbook, the likeliest one where the goal names none, and a playbook once."""
    from engine.playbooks import job, job_ids, jobs_for

    told: set[str] = set()
    for goal in spec.goals:
        for job_id in [goal.playbook] if goal.playbook in job_ids() else jobs_for(goal.statement)[:1]:
            if job_id and job_id not in told:
                told.add(job_id)
                yield goal, job(job_id)


def whose(found: "Trade | None") -> str:
    """`for a dental clinic`, to stand in a sentence; empty where the trade is not known."""
    title = found.title[:1].lower() + found.title[1:] if found else ""
    return f"for {'an' if title[:1] in 'aeiou' else 'a'} {title}" if found else ""
