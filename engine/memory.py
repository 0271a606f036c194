"""What a turn must know of a session before it begins: from the hot state where that is current, else from SQL."""

from dataclasses import dataclass, replace

from pydantic import TypeAdapter, ValidationError

from engine.interview.contract import Message
from engine.store import transcript
from engine.store.database import Database
from engine.store.hot import Hot
from engine.store.rows import Session, Version


@dataclass(frozen=True, slots=True)
class Memory:
    """Holds for one revision of its session only."""

    revision: int
    current: Version
    earlier: Version | None
    """What an undo goes back to."""
    window: tuple[Message, ...]

    async def version(self, db: Database, session_id: str, number: int) -> Version | None:
        """A version by its number; mostly one that is at hand."""
        for known in (self.current, self.earlier):
            if known and known.number == number:
                return known
        return await transcript.version(db, session_id, number)

    def after(self, current: Version, earlier: Version | None, said: tuple[Message, ...]) -> "Memory":
        """What is known after a turn."""
        window = (*self.window, *said)[-transcript.WINDOW :]
        return Memory(self.revision + 1, _light(current), earlier and _light(earlier), window)


_MEMORY = TypeAdapter(Memory)


async def recall(db: Database, hot: Hot, session: Session) -> Memory:
    """The memory of this revision of the session."""
    kept = await hot.get(_key(session.id))
    memory = _read(kept) if kept else None
    return memory if memory and memory.revision == session.revision else await _from_sql(db, session)


async def remember(hot: Hot, session_id: str, memory: Memory, ttl: float) -> None:
    await hot.set(_key(session_id), _MEMORY.dump_json(memory), ttl)


async def forget(hot: Hot, session_id: str) -> None:
    await hot.delete(_key(session_id))


async def _from_sql(db: Database, session: Session) -> Memory:
    current = await transcript.version(db, session.id, session.version)
    assert current is not None, "a session names only versions that were committed with it"
    earlier = None if current.parent is None else await transcript.version(db, session.id, current.parent)
    window = await transcript.window(db, session.id)
    return Memory(session.revision, _light(current), earlier and _light(earlier), window)


def _light(version: Version) -> Version:
    """Without its changes, which no turn needs."""
    return replace(version, changes=())


def _read(kept: bytes) -> Memory | None:
    """None for what another release of this program wrote."""
    try:
        return _MEMORY.validate_json(kept)
    except ValidationError:
        return None


def _key(session_id: str) -> str:
    return f"agent-builder:session:{session_id}"
