"""The trade that a spec is about, and what is known of it. Reads playbooks, so only where somebody asks."""

from collections import Counter
from collections.abc import Iterator
from functools import cache

from engine.document.spec import AgentSpec, Goal
from engine.language.phrases import PhraseBook
from engine.language.text import tokens_of
from engine.playbooks import Job, Trade, job, job_ids, jobs_for, trade, trades


def trade_of(spec: AgentSpec) -> Trade | None:
    """By the industry that stands there, or else by the words in which the team speaks of its business."""
    by_industry = [found for found in trades().values() if found.industry == spec.industry]
    if len(by_industry) == 1:
        return by_industry[0]
    text = " ".join(filter(None, (spec.industry, spec.company, spec.use_case, spec.role)))
    hits = Counter(hit.value for hit in _cues().find(tokens_of(text)))
    return trade(hits.most_common(1)[0][0]) if hits else None


def known_jobs(spec: AgentSpec) -> Iterator[tuple[Goal, Job]]:
    """Every goal with its playbook, the likeliest one where the goal names none, and a playbook once."""
    told: set[str] = set()
    for goal in spec.goals:
        for job_id in [goal.playbook] if goal.playbook in job_ids() else jobs_for(goal.statement)[:1]:
            if job_id and job_id not in told:
                told.add(job_id)
                yield goal, job(job_id)


def whose(found: Trade | None) -> str:
    """`for a dental clinic`, to stand in a sentence; empty where the trade is not known."""
    title = found.title[:1].lower() + found.title[1:] if found else ""
    return f"for {'an' if title[:1] in 'aeiou' else 'a'} {title}" if found else ""


@cache
def _cues() -> PhraseBook:
    return PhraseBook({key: [cue for cues in found.cues.values() for cue in cues] for key, found in trades().items()})
