"""What is told about a session: the same facts in every answer of the API and in the terminal's `/status`."""

from dataclasses import dataclass, replace
from datetime import datetime

from engine.document.spec import AgentSpec
from engine.document.stages import Progress, progress_of
from engine.errors import SessionNotFound
from engine.messages.inbound import ThreadKey
from engine.messages.replies import Reply
from engine.store import sessions, transcript
from engine.store.rows import Session, SessionStatus
from engine.turns.engine import Engine


@dataclass(frozen=True, slots=True)
class SessionView:
    """One session, now. `stage`, `percent` and `missing` are in `progress`."""

    session_id: str
    thread: ThreadKey
    status: SessionStatus
    progress: Progress
    version: int
    revision: int
    """Counts everything that happens to the session."""
    spec: AgentSpec
    created_at: datetime
    updated_at: datetime
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class Answer:
    """The session after a turn, and the turn's reply; None where the builder had nothing to say."""

    session: SessionView
    reply: Reply | None
    refused: str | None = None
    """Why a click could not be applied, in people's words; None for words, which the reply answers."""


async def status(engine: Engine, session_id: str) -> SessionView:
    """Raises SessionNotFound."""
    session = await sessions.by_id(engine.store, session_id)
    version = await transcript.version(engine.store, session.id, session.version)
    if version is None:
        raise SessionNotFound("That session was erased just now.")
    return view_of(engine, session, version.spec)


def view_of(engine: Engine, session: Session, spec: AgentSpec) -> SessionView:
    return SessionView(
        session_id=session.id,
        thread=ThreadKey.parse(session.thread_key),
        status="paused" if is_paused(engine, session) else session.status,
        progress=progress_of(spec),
        version=session.version,
        revision=session.revision,
        spec=spec,
        created_at=session.created_at,
        updated_at=session.updated_at,
        expires_at=session.expires_at,
    )


def listed_view(engine: Engine, session: Session, spec: AgentSpec | None) -> SessionView:
    """A session in a list; without a spec, which only a newer release can read, it stands where that one left it."""
    if spec is not None:
        return view_of(engine, session, spec)
    return replace(view_of(engine, session, AgentSpec()), progress=Progress(session.stage, 0, ()))


def is_paused(engine: Engine, session: Session) -> bool:
    """Paused, or its time is over and the sweeper has not come by yet."""
    return session.status == "paused" or (session.status == "active" and session.expires_at < engine.clock())
