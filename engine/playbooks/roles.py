"""What an agent is called that nobody has named: by its trade, and by what it mainly does."""

from collections.abc import Iterable, Sequence
from functools import cache

from engine.document.spec import Slug
from engine.playbooks.outlines import Outline, outlines
from engine.playbooks.trade_outlines import TradeOutline, trade_outlines
from engine.tools.catalog import CATALOG


def role_for(jobs: Sequence[Slug], trade: Slug | None, *, calls_out: bool) -> str:
    """In English; empty where neither its jobs, in the order of their mention, nor its trade say it."""
    named = {job_id: outlines()[job_id] for job_id in jobs}
    known = trade_outlines()[trade] if trade else None
    if calls_out and (calling := _of_calls(named.values(), known)):
        return calling
    if known:
        return _in_trade(named, known)
    return _alone(named.values())


def _of_calls(named: Iterable[Outline], known: TradeOutline | None) -> str:
    """A job that is done by calling people says more than the trade."""
    own = next((job.role for job in named if job.role and job.direction != "inbound"), None)
    return own or (known.outbound_role if known else None) or ""


def _in_trade(named: dict[Slug, Outline], known: TradeOutline) -> str:
    """By the most usual job that it does; the main one is what the trade is called by, an unusual one counts alone."""
    usual = next((job_id for job_id in known.jobs if job_id in named), None)
    if usual:
        return known.role if usual == known.jobs[0] else named[usual].role or known.role
    return next((job.role for job in named.values() if job.role and not _serves_the_call(job)), None) or known.role


def _alone(named: Iterable[Outline]) -> str:
    """Without a trade: a role of its own first, and last what any agent does, such as answering questions."""
    ranked = sorted(named, key=lambda job: (_serves_the_call(job), job.role is None))
    return next((role for job in ranked if (role := job.role or job.role_alone)), "")


@cache
def usual_roles() -> frozenset[str]:
    """Every role that a playbook gives, in English, whatever the agent speaks."""
    of_jobs = (role for job in outlines().values() for role in (job.role, job.role_alone))
    of_trades = (role for trade in trade_outlines().values() for role in (trade.role, trade.outbound_role))
    return frozenset(role for role in (*of_jobs, *of_trades) if role)


def _serves_the_call(job: Outline) -> bool:
    return all(CATALOG[tool].place for tool in job.tools)
