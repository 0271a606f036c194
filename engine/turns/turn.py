"""One turn, told top to bottom.

accept      the message is durable; only now is the platform acknowledged
take_turns  lease, read what waits, recall, think, commit, remember
answer_to   the reply of the turn that read a message
"""

import asyncio
import time
from collections.abc import Sequence
from dataclasses import dataclass

import structlog

from engine.errors import UNREADABLE, LostLease, OperatorError, SessionNotFound, UnreadableDocument
from engine.ids import new_id
from engine.intake import check_in
from engine.interview.contract import Message, OnText, Usage
from engine.logs import kind_of
from engine.messages.inbound import Inbound
from engine.messages.replies import Notice, Reply
from engine.metrics import MODEL_CALLS, MODEL_COST, MODEL_TOKENS, TURN_SECONDS, TURNS
from engine.store import dead_letters, documents, inbox, sessions
from engine.store import lease as leases
from engine.store.database import Disconnected
from engine.store.lease import Lease
from engine.store.outcome import commit
from engine.store.rows import Waiting
from engine.turns import rehearsing
from engine.turns.documents import read_and_think
from engine.turns.engine import Engine, close_engine, open_engine
from engine.turns.lifecycle import abandon, create, wake
from engine.turns.pipeline import BUILDER
from engine.turns.rereading import reread
from engine.turns.views import Answer, SessionView, status

__all__ = [
    "Accepted",
    "Answer",
    "Engine",
    "SessionView",
    "abandon",
    "accept",
    "answer_to",
    "close_engine",
    "create",
    "next_revision",
    "open_engine",
    "resume",
    "status",
    "take_turns",
]

_log = structlog.get_logger()
GAVE_UP = (
    "Something went wrong on my side with that message, and trying again did not help. It is kept for whoever runs "
    "Agent Builder, and nothing else was lost. Please try it in other words."
)
KEPT = f"{UNREADABLE} Your message is kept, too, and can be read again then."
LOOK_AGAIN_SECONDS = 0.25
"""How often somebody who waits for an answer looks again when no bell rings."""


@dataclass(frozen=True, slots=True)
class Accepted:
    """The message is durable. `seen_before`: its event key had been accepted already, as this same inbox row."""

    session_id: str
    inbox_id: int
    seen_before: bool


async def accept(engine: Engine, inbound: Inbound) -> Accepted:
    """Store a message durably, in one transaction; only then may the platform be acknowledged.

    Raises PersonError (empty, too long, a secret in a form), TooManyWaiting, SessionNotFound (an API session that does
    not exist) and SessionClosed (an API session that was abandoned; any other thread is free for a new one then).
    """
    try:
        return await _accept(engine, inbound)
    except Disconnected:
        return await _accept(engine, inbound)  # its event key makes a second try safe


async def take_turns(engine: Engine, session_id: str, on_text: OnText | None = None) -> None:
    """Take turns until nothing is due, or another replica has the lease."""
    more = True
    while more:
        lease = await leases.take(engine.store, session_id, engine.name, seconds=engine.lease_seconds)
        try:
            named = {"turn": lease.epoch, "replica": engine.name} if lease else {}
            with structlog.contextvars.bound_contextvars(session=session_id, **named):
                more = lease is not None and await _turn(engine, lease, on_text)
        except LostLease:
            TURNS.add("lost")
            _log.warning("Another process took this session over; this turn wrote nothing.", session=session_id)
            more = False


async def _turn(engine: Engine, lease: Lease, on_text: OnText | None) -> bool:
    """One turn, written whole or not at all; whether to look again."""
    waiting, suspect = list[Waiting](), list[Waiting]()
    try:
        waiting = lease.waiting
        if waiting[0].deaths >= inbox.MOST_DEATHS:
            return await _set_aside(engine, lease, waiting, GAVE_UP, "Every process that read it died.")
        if lease.lost_before or waiting[0].deaths:
            suspect = waiting
            await inbox.note_death_in_advance(engine.store, suspect[0])
        session = lease.session
        with TURN_SECONDS.timing("recall"):
            memory = await engine.memories.recall(session)
        if waiting[0].edits:
            thinking = reread(engine, session, memory, waiting, on_text)
        elif rehearsing.concerns(session, waiting):
            thinking = rehearsing.rehearse(engine, session, memory, waiting)
        else:
            waiting = rehearsing.before_rehearsal(waiting)
            thinking = read_and_think(engine, lease, memory, waiting, on_text)
        with TURN_SECONDS.timing("think"):
            thought = await leases.keep(engine.store, lease, thinking)
        with TURN_SECONDS.timing("commit"):
            await commit(engine.store, lease, thought.outcome)
        _count(thought.outcome.used)
        expiry = engine.settings.session_expiry_seconds
        engine.memories.remember(session.id, thought.memory, expiry, ring=_bell(session.id))
        return True
    except LostLease:
        raise
    except (OperatorError, asyncio.CancelledError):
        await asyncio.shield(_give_back(engine, lease, suspect))
        raise
    except Exception as error:  # noqa: BLE001 - whatever a message does to its turn, the thread must go on
        _log.exception("A turn failed.", session=lease.session_id, epoch=lease.epoch)
        return await _failed(engine, lease, waiting, error)


async def answer_to(engine: Engine, inbox_id: int, timeout: float) -> Answer | None:  # noqa: ASYNC109
    """The reply of the turn that read this message, whichever replica took it; None after `timeout` seconds.

    Messages that one turn read get the same reply. A reply of None: the builder had nothing to say. Raises
    SessionNotFound for a message that is not there (any more).
    """
    until = time.monotonic() + timeout
    while True:
        answered = await inbox.answered(engine.store, inbox_id)
        if answered is None:
            raise SessionNotFound("That session was erased just now.")
        if answered.state != "waiting":
            return Answer(await status(engine, answered.session_id), answered.reply, answered.refused)
        left = until - time.monotonic()
        if left <= 0:
            return None
        await engine.hot.wait(_bell(answered.session_id), min(left, LOOK_AGAIN_SECONDS))


async def next_revision(engine: Engine, session_id: str, known: int, seconds: float) -> int:
    """The revision of the session as soon as it is not `known` any more, or after `seconds`. Raises SessionNotFound."""
    revision = (await sessions.by_id(engine.store, session_id)).revision
    if revision != known:
        return revision
    await engine.hot.wait(_bell(session_id), seconds)
    return (await sessions.by_id(engine.store, session_id)).revision


async def resume(engine: Engine, session_id: str) -> Answer:
    """Wake a paused session; the reply recaps what is agreed and asks what comes next, here and in its thread.

    A session that is not paused stays as it is. Raises SessionNotFound and SessionClosed.
    """
    answer = await wake(engine, session_id)
    await take_turns(engine, session_id)
    return answer


async def _accept(engine: Engine, inbound: Inbound) -> Accepted:
    intake, now = await check_in(inbound), engine.clock()
    message_id = new_id("msg")
    row = {
        "event_key": intake.event_key,
        "message_id": message_id,
        "author_id": intake.author.id,
        "author_name": intake.author.name,
        "author_groups": list(intake.author.groups),
        "text": intake.text,
        "changes": intake.changes,
        "secrets": intake.secrets,
        "sent_at": inbound.sent_at or now,
    }
    alone = inbound.addressed and not intake.documents
    stored = await inbox.put_in_thread(engine.store, str(inbound.thread), row) if alone else None
    if stored:
        return Accepted(stored[1], stored[0], seen_before=False)
    async with engine.store.write(urgent=True) as connection:
        known = await inbox.seen(connection, intake.event_key)
        if known:  # before a session is opened: the first delivery may have gone to one that left this thread
            return Accepted(known[1], known[0], seen_before=True)
        session = await sessions.opened(
            connection,
            new_id("ses"),
            str(inbound.thread),
            intake.author,
            now=now,
            expires=engine.expiry(now),
            only_known=inbound.thread.platform == "api",
        )
        sessions.check_open(session)
        row["session_id"] = session.id
        if inbound.addressed:
            await inbox.check_room(connection, session.id)
            inbox_id = await inbox.put(connection, row)
        else:
            inbox_id = await inbox.put_context(connection, row, session.version)
        if inbox_id is not None:
            if intake.documents:
                await documents.put(connection, session.id, message_id, intake.documents, now)
            return Accepted(session.id, inbox_id, seen_before=False)
        known = await inbox.seen(connection, intake.event_key)  # both deliveries came at the same instant
        assert known is not None
        return Accepted(known[1], known[0], seen_before=True)


async def _give_back(engine: Engine, lease: Lease, suspect: Sequence[Waiting]) -> None:
    """Stop in the middle, alive: whoever comes next starts from where this turn did."""
    if suspect:
        await inbox.note_survival(engine.store, suspect)
    await leases.release(engine.store, lease)


async def _failed(engine: Engine, lease: Lease, waiting: Sequence[Waiting], error: Exception) -> bool:
    """Put the messages off; after too many attempts set them aside."""
    words, why = GAVE_UP, kind_of(error)
    if isinstance(error, UnreadableDocument):
        words, why = KEPT, error.reason
    if max(w.attempts for w in waiting) + 1 >= inbox.MOST_ATTEMPTS:
        return await _set_aside(engine, lease, waiting, words, why)
    TURNS.add("failed")
    await inbox.note_failure(engine.store, waiting, why)
    await leases.release(engine.store, lease)
    return False


async def _set_aside(engine: Engine, lease: Lease, waiting: Sequence[Waiting], words: str, why: str) -> bool:
    """Give these messages up, and say so in their thread; whether to look again."""
    TURNS.add("set_aside")
    ids, now, apology = [w.id for w in waiting], engine.clock(), Reply(parts=(Notice(text=words),))
    said = Message(new_id("msg"), "builder", BUILDER, apology.text, now)
    await inbox.note_failure(engine.store, waiting, why)
    await dead_letters.set_aside(engine.store, lease, ids, apology, said, now)
    await engine.hot.notify(_bell(lease.session_id))
    return True


def _count(used: Usage) -> None:
    TURNS.add("answered")
    if used.calls:
        MODEL_CALLS.add(used.model, by=used.calls)
        MODEL_COST.add(used.model, by=used.cost_usd or 0)
        for kind, tokens in (
            ("input", used.input_tokens),
            ("cached", used.cached_tokens),
            ("output", used.output_tokens),
        ):
            MODEL_TOKENS.add(used.model, kind, by=tokens)


def _bell(session_id: str) -> str:
    return f"agent-builder:answered:{session_id}"
