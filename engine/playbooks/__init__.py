"""What a senior designer of voice agents knows, as data: a file a job in `jobs/`, a file a trade in `trades/`.

To add a job or a trade, add its file; nothing else changes.
"""

from engine.playbooks.adopt import adopted, afterwards, fallback_tools, identity_for, unasked, unneeded
from engine.playbooks.business import trade_adopted
from engine.playbooks.forbid import forbidden
from engine.playbooks.jobs import Case, Job, JobField, Step, Turn
from engine.playbooks.link import links_for
from engine.playbooks.load import job, job_ids, jobs, known_job, trade, trade_ids, trades
from engine.playbooks.outlines import companions, job_of_tool, jobs_for, statement_for
from engine.playbooks.parts import Offer, Question
from engine.playbooks.regimes import meaning_of
from engine.playbooks.roles import role_for
from engine.playbooks.source import BrokenPlaybook
from engine.playbooks.trade_outlines import trade_in, trade_outlines, trade_phrases
from engine.playbooks.trades import Emergency, IdentityCheck, Regime, Trade

__all__ = [
    "BrokenPlaybook",
    "Case",
    "Emergency",
    "IdentityCheck",
    "Job",
    "JobField",
    "Offer",
    "Question",
    "Regime",
    "Step",
    "Trade",
    "Turn",
    "adopted",
    "afterwards",
    "companions",
    "fallback_tools",
    "forbidden",
    "identity_for",
    "job",
    "job_ids",
    "job_of_tool",
    "jobs",
    "jobs_for",
    "known_job",
    "links_for",
    "meaning_of",
    "role_for",
    "statement_for",
    "trade",
    "trade_adopted",
    "trade_ids",
    "trade_in",
    "trade_outlines",
    "trade_phrases",
    "trades",
    "unasked",
    "unneeded",
]
