"""What a session can be told beside messages: to open, wake, close, decide by other rules, try again."""

import asyncio
from collections.abc import Callable
from datetime import datetime
from typing import Literal

from engine.errors import SessionNotFound
from engine.imports import import_of, offer_of
from engine.messages.inbound import Action, Author
from engine.rules import Right, Rules
from engine.sentences import counted
from engine.store import dead_letters
from engine.store import sessions as stored
from engine.store.rows import Session
from engine.turns.approvers import EVERY, asked_of
from engine.turns.engine import Engine
from engine.turns.lifecycle import abandon, create, restore
from engine.turns.revision import deleted, edited
from engine.turns.turn import resume

__all__ = [
    "abandon",
    "change_rules",
    "check_right",
    "create",
    "deleted",
    "edited",
    "read_agent",
    "read_tools",
    "restore",
    "resume",
    "retry_dead_letter",
]


async def check_right(engine: Engine, session_id: str, author: Author, right: Right) -> None:
    """Raises NotTheirs where this person may not, SessionNotFound."""
    (await stored.by_id(engine.store, session_id)).rules.check(right, author)


async def read_agent(text: str) -> Action:
    """The agent in this text, as what brings it into a session. Raises PersonError where it is no agent."""
    change = await asyncio.to_thread(import_of, text)
    return Action(f"(an agent from {change.source})", (change.model_copy(update={"sure": True}),))


async def read_tools(text: str) -> Action:
    """What this text says of a system, as an offer of its operations. Raises PersonError where it cannot be read."""
    change = await asyncio.to_thread(offer_of, text)
    return Action(f"({change.source}, {counted(len(change.tools), 'operation')})", (change,))


async def change_rules(engine: Engine, session_id: str, change: Callable[[Session], Rules]) -> Rules:
    """The rules that `change` makes of those that hold now. Raises SessionNotFound, and what `change` raises."""

    def changed(session: Session) -> tuple[Rules, datetime | None]:
        rules = change(session)
        waits = asked_of(rules, session.asked, session.votes)
        return rules, engine.clock() + EVERY if waits else None

    return (await stored.change_rules(engine.store, session_id, changed)).rules


async def retry_dead_letter(engine: Engine, session_id: str, box: Literal["inbox", "outbox"], letter_id: int) -> None:
    """Let it wait again, as if it had come just now; whoever runs a worker has it answered. Raises SessionNotFound."""
    if not await dead_letters.retry(engine.store, session_id, box, letter_id):
        raise SessionNotFound("Nothing with this id is set aside in this session.")
