"""One turn, told top to bottom: the only door for adapters and the API."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from engine.inbound import Author, Inbound, ThreadKey
from engine.interview.contract import Interviewer, OnText
from engine.replies import Reply
from engine.settings import Settings
from engine.spec import AgentSpec
from engine.stages import Progress
from engine.store.database import Database
from engine.store.hot import Hot
from engine.store.sessions import SessionStatus


@dataclass(frozen=True, slots=True)
class Engine:
    """What a turn needs, built once by an entry point with `open_engine`."""

    store: Database
    hot: Hot
    interviewer: Interviewer
    settings: Settings
    clock: Callable[[], datetime]
    """Now, aware, in UTC. Leases do not use it: they go by the clock of the database."""


@dataclass(frozen=True, slots=True)
class Accepted:
    """The message is durable. `seen_before`: its event key had been accepted already, as this same inbox row."""

    session_id: str
    inbox_id: int
    seen_before: bool


@dataclass(frozen=True, slots=True)
class SessionView:
    """What every answer about a session says. `stage`, `percent` and `missing` are in `progress`."""

    session_id: str
    thread: ThreadKey
    status: SessionStatus
    progress: Progress
    version: int
    spec: AgentSpec
    created_at: datetime
    updated_at: datetime
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class Answer:
    """The session after a turn, and the turn's reply; None where the builder had nothing to say (yet)."""

    session: SessionView
    reply: Reply | None


async def open_engine(settings: Settings, interviewer: Interviewer) -> Engine:
    """Connect, bring an embedded SQLite up to date, check everything. Raises OperatorError with one sentence."""
    raise NotImplementedError


async def close_engine(engine: Engine) -> None:
    raise NotImplementedError


async def create(
    engine: Engine, *, author: Author, thread: ThreadKey | None = None, create_key: str | None = None
) -> Answer:
    """Open a session without a message; the reply is the builder's first question.

    Without `thread` it lives at `api:{session_id}`. The same `create_key` gives the same session.
    """
    raise NotImplementedError


async def accept(engine: Engine, inbound: Inbound) -> Accepted:
    """Store a message durably, in one transaction; only then may the platform be acknowledged.

    Raises PersonError (empty, too long, a secret in a form) and SessionClosed (the session was abandoned).
    """
    raise NotImplementedError


async def take_turns(engine: Engine, session_id: str, on_text: OnText | None = None) -> None:
    """Take turns until nothing waits, or another replica has the lease."""
    raise NotImplementedError


async def answer_to(engine: Engine, inbox_id: int, timeout: float) -> Answer | None:  # noqa: ASYNC109
    """The reply of the turn that read this message, whichever replica took it; None after `timeout` seconds."""
    raise NotImplementedError


async def sweep(engine: Engine) -> int:
    """Finish what a dead process left, and pause what has been idle for too long; the number of turns taken."""
    raise NotImplementedError


async def resume(engine: Engine, session_id: str) -> Answer:
    """Wake a paused session; the reply recaps what is agreed and asks what comes next."""
    raise NotImplementedError


async def abandon(engine: Engine, session_id: str, *, purge: bool = False) -> None:
    """Close a session for good; `purge` erases all that was stored of it."""
    raise NotImplementedError


async def status(engine: Engine, session_id: str) -> SessionView:
    """Raises SessionNotFound."""
    raise NotImplementedError
