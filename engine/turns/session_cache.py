"""What a turn must know of a session before it begins: from the hot state where that is current, else from SQL."""

from dataclasses import dataclass, replace
from typing import Annotated

from cachetools import LRUCache
from pydantic import Field, TypeAdapter, ValidationError

from engine.errors import UnreadableDocument
from engine.interview.contract import Message
from engine.store import transcript
from engine.store.cache import Hot
from engine.store.database import Database
from engine.store.rows import Session, Version


@dataclass(frozen=True, slots=True)
class Memory:
    """Holds for one revision of its session only."""

    revision: int
    current: Version
    window: tuple[Message, ...]
    earlier: Annotated[Version | None, Field(exclude=True)] = None
    """What an undo goes back to; only at hand, for another process finds it in SQL."""

    async def version(self, db: Database, session_id: str, number: int) -> Version | None:
        """A version by its number; mostly one that is at hand."""
        for known in (self.current, self.earlier):
            if known and known.number == number:
                return known
        return await transcript.version(db, session_id, number)

    def after(self, current: Version, earlier: Version | None, said: tuple[Message, ...]) -> "Memory":
        """What is known after a turn."""
        window = (*self.window, *said)[-transcript.WINDOW :]
        return Memory(self.revision + 1, _light(current), window, earlier and _light(earlier))


_MEMORY = TypeAdapter(Memory)
MOST_AT_HAND = 200
"""Sessions that a process keeps as objects; reading one back from the hot state costs a round trip and 1 ms."""


class Memories:
    """The memory of every active session: at hand, in the hot state, or made from SQL."""

    def __init__(self, db: Database, hot: Hot) -> None:
        self._db, self._hot = db, hot
        self._at_hand: LRUCache[str, Memory] = LRUCache(MOST_AT_HAND)

    async def recall(self, session: Session) -> Memory:
        """The memory of this revision of the session; what is kept of another revision is passed over."""
        memory = self._at_hand.get(session.id)
        if memory is None or memory.revision != session.revision:
            kept = await self._hot.get(_key(session.id))
            memory = _read(kept) if kept else None
        return memory if memory and memory.revision == session.revision else await _from_sql(self._db, session)

    def remember(self, session_id: str, memory: Memory, ttl: float, ring: str | None = None) -> None:
        """Keep it for the next turn, on whichever replica that is; `ring` wakes who waits for this turn."""
        self._at_hand[session_id] = memory
        self._hot.note(_key(session_id), _MEMORY.dump_json(memory), ttl, ring)

    async def forget(self, session_id: str) -> None:
        self._at_hand.pop(session_id, None)
        await self._hot.delete(_key(session_id))


async def _from_sql(db: Database, session: Session) -> Memory:
    current = await transcript.version(db, session.id, session.version)
    assert current is not None, "a session names only versions that were committed with it"
    earlier = None if current.parent is None else await transcript.version(db, session.id, current.parent)
    window = await transcript.window(db, session.id)
    return Memory(session.revision, _light(current), window, earlier and _light(earlier))


def _light(version: Version) -> Version:
    """Without its changes, which no turn needs."""
    return replace(version, changes=())


def _read(kept: bytes) -> Memory | None:
    """None for what another release wrote in a way that we cannot read; SQL is the truth."""
    try:
        return _MEMORY.validate_json(kept)
    except (ValidationError, UnreadableDocument):
        return None


def _key(session_id: str) -> str:
    return f"agent-builder:session:{session_id}"
