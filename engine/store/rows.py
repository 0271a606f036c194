"""What the store gives back: one immutable record for each kind of row."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal

from engine.document.changes import Change
from engine.document.history import NewerChange
from engine.document.spec import Origin, Stage
from engine.document.upcast import StoredSpec
from engine.interview.contract import Message
from engine.messages.inbound import Author
from engine.messages.replies import Reply
from engine.rules import Rules

SessionStatus = Literal["active", "paused", "completed", "abandoned"]


@dataclass(frozen=True, slots=True)
class Session:
    """One agent being designed."""

    id: str
    thread_key: str
    status: SessionStatus
    stage: Stage
    """As the last writer saw it, to find sessions by; INITIAL for a stage that only a newer release has."""
    version: int
    revision: int
    """Counts everything that happens to the session; the hot state holds only for the same revision."""
    author: Author
    asked: Any
    """The open question as JSON, or None."""
    tokens: int
    """Of language models, used so far."""
    documents: int
    """That were shared in it."""
    rules: Rules
    created_at: datetime
    updated_at: datetime
    expires_at: datetime
    abandoned_at: datetime | None = None
    votes: Mapping[str, Any] = field(default_factory=dict)
    """The first of two approvals, by what was approved, see `engine.turns.approvers`."""


@dataclass(frozen=True, slots=True)
class Version:
    """The whole spec after a turn that changed it. Never rewritten."""

    number: int
    parent: int | None
    """The version that an undo goes back to; None: there is nothing to undo."""
    spec: StoredSpec
    changes: tuple[tuple[Change | NewerChange, Origin], ...]
    author: Author
    message_id: str | None
    created_at: datetime | None


@dataclass(frozen=True, slots=True)
class ListedVersion:
    """A version in a list of them, without its spec."""

    number: int
    parent: int | None
    changes: tuple[tuple[Change | NewerChange, Origin], ...]
    """What can be read of them here."""
    author: Author
    message_id: str | None
    created_at: datetime | None
    readable: bool
    """False: only another release of Agent Builder can read all of it."""


@dataclass(frozen=True, slots=True)
class Waiting:
    """A message that was accepted and not yet answered."""

    id: int
    message: Message
    changes: tuple[Change, ...] | None
    """Those of a click or a form; None where words must be read."""
    secrets: tuple[str, ...]
    attempts: int
    deaths: int
    """Processes that died while they read this message alone."""
    edits: str | None = None
    """The answered message that these words replace; without words, it was deleted."""
    newer: bool = False
    """A click whose changes only a newer release understands; `changes` is empty then, and nothing may consume it."""


@dataclass(frozen=True, slots=True)
class Outbound:
    """A reply on its way to its thread."""

    id: int
    session_id: str
    thread_key: str
    reply: Reply
    attempts: int
    """This one included."""
    failures: int = 0
    """Of the attempts before it."""

    @property
    def redelivery(self) -> bool:
        """It may be in the thread already: an earlier attempt ended without telling how."""
        return self.attempts > 1


@dataclass(frozen=True, slots=True)
class DeadLetter:
    """Something that failed too often and was set aside."""

    box: Literal["inbox", "outbox"]
    id: int
    session_id: str
    error: str


@dataclass(frozen=True, slots=True)
class RehearsalTurn:
    """One exchange of a rehearsal; `number` counts from 0 within it. Only ever added."""

    rehearsal_id: str
    number: int
    kind: Literal["begun", "said", "ended"]
    author_id: str
    author_name: str
    version: int
    text: str
    did: Any
    """`{"beats": [...]}`; of the first one with `asked`, the question that was open before it."""
    at: datetime
