"""The life of a session beside its turns: opened without a message, woken, closed."""

import asyncio
import time

from sqlalchemy.exc import IntegrityError

from engine.document.stages import Standing
from engine.errors import OperatorError
from engine.ids import new_id
from engine.intake import author_of, bounded_key
from engine.interview.contract import Spoken, read_question
from engine.interview.welcome import WELCOME
from engine.messages.inbound import Author, ThreadKey
from engine.messages.replies import Reply
from engine.store import abandoned, sessions
from engine.store import lease as leases
from engine.store.lease import Lease
from engine.store.outcome import commit
from engine.store.rows import Session
from engine.turns.compose import compose
from engine.turns.engine import Engine
from engine.turns.opening import first_question
from engine.turns.pipeline import outcome_of, question_json
from engine.turns.views import Answer, SessionView, is_paused, status

PATIENCE_SECONDS = 20.0
"""How long to wait for a turn that is under way elsewhere; longer than a dead process keeps its lease."""
_LOOK_AGAIN_SECONDS = 0.1


async def create(
    engine: Engine,
    *,
    author: Author,
    thread: ThreadKey | None = None,
    create_key: str | None = None,
    workspace: str | None = None,
) -> Answer:
    """Open a session without a message; the reply is the builder's first question, and is not sent to the outbox.

    Without `thread` it lives at `api:{session_id}`. The same `create_key` gives the same session, and so does the same
    `thread`. `workspace` is that of the API key that opens it.
    """
    session_id, author = new_id("ses"), author_of(author)
    create_key = bounded_key(create_key) if create_key else None
    known = await sessions.by_create_key(engine.store, create_key) if create_key else None
    if known is None:
        try:
            thread = thread or ThreadKey.api(session_id)
            known = await _opened(engine, session_id, thread, author, create_key, workspace)
        except IntegrityError:  # two requests with one key at the same instant
            known = await sessions.by_create_key(engine.store, create_key or "")
            if known is None:
                raise
    return Answer(await status(engine, known.id), first_question())


async def wake(engine: Engine, session_id: str) -> Answer:
    """Make a paused session active; the reply recaps what is agreed and asks what comes next, here and in its thread.

    A session that is not paused stays as it is. Raises SessionNotFound and SessionClosed.
    """
    until = time.monotonic() + PATIENCE_SECONDS
    while True:
        session = await sessions.by_id(engine.store, session_id)
        sessions.check_open(session)
        if not is_paused(engine, session):
            view = await status(engine, session_id)
            return Answer(view, _recap(session, Standing(view.spec)))
        lease = await leases.take(engine.store, session_id, engine.name, seconds=engine.lease_seconds, if_waiting=False)
        if lease:
            reply = await _woken(engine, lease)
            return Answer(await status(engine, session_id), reply)
        if time.monotonic() > until:
            raise OperatorError("Another process has been busy with this session for too long. Try again in a moment.")
        await asyncio.sleep(_LOOK_AGAIN_SECONDS)


async def abandon(engine: Engine, session_id: str, *, purge: bool = False) -> None:
    """Close a session; `restore` opens it again. `purge` erases all that was stored of it. Raises SessionNotFound."""
    if purge:
        await sessions.purge(engine.store, session_id)
    else:
        await abandoned.close(engine.store, session_id, engine.clock())
    await engine.memories.forget(session_id)


async def restore(engine: Engine, session_id: str) -> SessionView:
    """Bring an abandoned session back to its thread, which one in which nothing was agreed yet leaves for it.

    Raises SessionNotFound, and PersonError where it is too late or another agent is being designed there.
    """
    session, now = await sessions.by_id(engine.store, session_id), engine.clock()
    there = await sessions.by_thread(engine.store, session.thread_key)
    if there and there.version == 0 and session.status == "abandoned":
        await abandon(engine, there.id)
    await abandoned.restore(engine.store, session, now, engine.expiry(now))
    return await status(engine, session_id)


async def _opened(
    engine: Engine,
    session_id: str,
    thread: ThreadKey,
    author: Author,
    create_key: str | None,
    workspace: str | None,
) -> Session:
    now = engine.clock()
    async with engine.store.write() as connection:
        return await sessions.opened(
            connection,
            session_id,
            str(thread),
            author,
            now=now,
            expires=engine.expiry(now),
            create_key=create_key,
            workspace=workspace,
            asked=question_json(WELCOME.asked),
        )


async def _woken(engine: Engine, lease: Lease) -> Reply:
    session = lease.session
    memory = await engine.memories.recall(session)
    standing = Standing(memory.current.spec)
    reply = _recap(session, standing)
    outcome = outcome_of(engine, standing, session.version, reply, session.asked, session.rules)
    await commit(engine.store, lease, outcome)
    known = memory.after(memory.current, memory.earlier, outcome.replied)
    engine.memories.remember(session.id, known, engine.settings.session_expiry_seconds)
    return reply


def _recap(session: Session, standing: Standing) -> Reply:
    asked = read_question(session.asked)
    return compose(Spoken(asked.text if asked else "", asked), before=standing, after=standing, resumed=True)
