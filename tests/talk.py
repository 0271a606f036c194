"""Shorthand for tests: a person says something in a thread."""

import asyncio
from datetime import datetime
from itertools import count

from sqlalchemy import select

from engine.document.changes import CHANGE
from engine.messages.inbound import Action, Author, Inbound, ThreadKey
from engine.store.inbox import WAITING, to_read
from engine.store.rows import Waiting
from engine.store.tables import inbox
from engine.turns.turn import Accepted, Answer, Engine, accept, answer_to, take_turns

ANA, BEN = Author("u-ana", "Ana"), Author("u-ben", "Ben")
THREAD = ThreadKey.terminal("test")
_event = count()


def says(
    text: str,
    *,
    author: Author = ANA,
    thread: ThreadKey = THREAD,
    key: str | None = None,
    at: datetime | None = None,
    addressed: bool = True,
) -> Inbound:
    return Inbound(thread, key or f"event-{next(_event)}", author, text, sent_at=at, addressed=addressed)


def clicks(label: str, *changes: dict[str, object], author: Author = ANA, thread: ThreadKey = THREAD) -> Inbound:
    action = Action(label, tuple(CHANGE.validate_python(change) for change in changes))
    return Inbound(thread, f"event-{next(_event)}", author, action=action)


async def tell(engine: Engine, inbound: Inbound | str) -> Answer:
    """Accept, take turns, and the answer."""
    accepted = await accept(engine, says(inbound) if isinstance(inbound, str) else inbound)
    await take_turns(engine, accepted.session_id)
    return await answer(engine, accepted)


async def answer(engine: Engine, accepted: Accepted) -> Answer:
    found = await answer_to(engine, accepted.inbox_id, timeout=60)
    assert found is not None
    return found


async def is_accepted(engine: Engine, session_id: str, messages: int) -> None:
    """Until so many messages of this session wait for a turn, or are in one."""
    while len(await waiting(engine, session_id)) < messages:  # noqa: ASYNC110 - an adapter's doing
        await asyncio.sleep(0.002)


async def waiting(engine: Engine, session_id: str) -> list[Waiting]:
    """What the next turn of this session would read."""
    query = select(*WAITING).where(inbox.c.session_id == session_id, inbox.c.state == "waiting").order_by(inbox.c.id)
    async with engine.store.read() as connection:
        return to_read((await connection.execute(query)).all())
