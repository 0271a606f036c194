"""What a session has cost: one row a turn that called a language model."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import reduce
from operator import add

from sqlalchemy import ColumnElement, func, select

from engine.interview.contract import Usage
from engine.store.database import Database
from engine.store.tables import sessions, usage


@dataclass(frozen=True, slots=True)
class TurnUsage:
    """One turn. `message_id` is the builder's message; None where it kept silent."""

    message_id: str | None
    used: Usage
    at: datetime


def total(turns: Sequence[TurnUsage]) -> Usage:
    """All turns together; the model is the one that answered last."""
    return reduce(add, (turn.used for turn in turns), Usage())


async def of_person(db: Database, author_id: str, since: datetime) -> int:
    """Tokens of all sessions that somebody began."""
    return await _tokens(db, since, sessions.c.author_id == author_id)


async def of_workspace(db: Database, workspace: str, since: datetime) -> int:
    """Tokens of all sessions whose thread keys begin so."""
    return await _tokens(db, since, sessions.c.thread_key.startswith(workspace, autoescape=True))


async def _tokens(db: Database, since: datetime, whose: ColumnElement[bool]) -> int:
    spent = func.coalesce(func.sum(usage.c.input_tokens + usage.c.output_tokens), 0)
    query = select(spent).select_from(usage.join(sessions)).where(usage.c.at >= since, whose)
    async with db.read() as connection:
        return int((await connection.execute(query)).scalar_one())


async def of_session(db: Database, session_id: str) -> Sequence[TurnUsage]:
    """Its turns that called a model, oldest first."""
    async with db.read() as connection:
        rows = await connection.execute(select(usage).where(usage.c.session_id == session_id).order_by(usage.c.id))
        return [
            TurnUsage(
                message_id=row.message_id,
                used=Usage(
                    model=row.model,
                    calls=row.calls,
                    input_tokens=row.input_tokens,
                    cached_tokens=row.cached_tokens,
                    output_tokens=row.output_tokens,
                    cost_usd=row.cost_usd,
                ),
                at=row.at,
            )
            for row in rows
        ]
