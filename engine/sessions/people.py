"""What was said by one person, whole, and how it is erased."""

from collections.abc import Sequence

from engine.sessions.pages import Page
from engine.store import people
from engine.store.people import Part
from engine.turns.engine import Engine

MOST_SHOWN = 10_000
"""Sessions that a look before erasing names."""


async def said_by(engine: Engine, person: str, *, after: str = "", limit: int = 20) -> Page[Part, str]:
    """Session by session, oldest first."""
    found = await people.sessions_of(engine.store, person, after=after, limit=limit + 1)
    parts = [await people.part_in(engine.store, session_id, person) for session_id in found[:limit]]
    return Page(parts, found[limit - 1] if len(found) > limit else None)


async def sessions_of_person(engine: Engine, person: str) -> Sequence[str]:
    """What `erase_person` would erase."""
    return await people.sessions_of(engine.store, person, limit=MOST_SHOWN)


async def erase_person(engine: Engine, person: str) -> Sequence[str]:
    """Erase every session that they opened or wrote in; which those were."""
    erased = await people.erase(engine.store, person)
    for session_id in erased:
        await engine.memories.forget(session_id)
    return erased
