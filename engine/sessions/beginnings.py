"""What a new agent can begin with beside an idea: a template of a trade, or an agent that is there already."""

from collections.abc import Mapping
from functools import cache

from engine.document.changes import CHANGE, Change
from engine.messages.inbound import Action, Author
from engine.sessions.commands import read_agent
from engine.store import sessions as stored
from engine.turns.engine import Engine
from engine.turns.views import status

_MOST_JOBS = 4
"""Of a trade, the most usual first; the others are a sentence away."""


@cache
def templates() -> Mapping[str, str]:
    """Every trade that the playbooks know, its id to its title."""
    from engine.playbooks import trade, trade_ids  # a chat starts without them

    return {trade_id: trade(trade_id).title for trade_id in trade_ids()}


def from_template(trade_id: str) -> Action:
    """An agent of this trade with its usual jobs; what belongs to them comes in as it does for every agent."""
    from engine.playbooks import trade

    known = trade(trade_id)
    begin = (
        {"op": "set", "path": "industry", "value": known.industry},
        {"op": "set", "path": "role", "value": known.role["en"]},
        *({"op": "add", "part": "goals", "item": _goal(job)} for job in known.jobs[:_MOST_JOBS]),
    )
    changes: tuple[Change, ...] = tuple(CHANGE.validate_python(change) for change in begin)
    return Action(f"From the template {known.title}", changes)


def _goal(job_id: str) -> Mapping[str, str]:
    from engine.playbooks import job

    return {"id": job_id, "statement": job(job_id).statement["en"], "playbook": job_id}


async def from_session(engine: Engine, session_id: str, author: Author) -> Action:
    """The agent of another session, without its approvals and without who said what there.

    Raises NotTheirs for somebody who may not export it, and SessionNotFound.
    """
    (await stored.by_id(engine.store, session_id)).rules.check("export", author)
    spec = (await status(engine, session_id)).spec.model_copy(update={"approvals": {}, "origins": {}})
    return await read_agent(spec.model_dump_json(by_alias=True))
