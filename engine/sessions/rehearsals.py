"""The rehearsals of a session, as they were kept."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from engine.messages.inbound import Author
from engine.store import rehearsals, sessions
from engine.store.rows import RehearsalTurn
from engine.turns.engine import Engine


@dataclass(frozen=True, slots=True)
class Rehearsal:
    """One call in the thread. `exchanges`: what the caller said, and what the agent did then; first its opening."""

    id: str
    version: int
    caller: Author
    begun_at: datetime
    ended_at: datetime | None
    exchanges: tuple[tuple[str, Sequence[Any]], ...]


async def rehearsals_of(engine: Engine, session_id: str) -> list[Rehearsal]:
    """Newest first. Raises SessionNotFound."""
    await sessions.by_id(engine.store, session_id)
    turns: dict[str, list[RehearsalTurn]] = {}
    for turn in await rehearsals.of_session(engine.store, session_id):
        turns.setdefault(turn.rehearsal_id, []).insert(0, turn)
    return [_read(kept) for kept in turns.values()]


def _read(kept: Sequence[RehearsalTurn]) -> Rehearsal:
    first, last = kept[0], kept[-1]
    return Rehearsal(
        id=first.rehearsal_id,
        version=first.version,
        caller=Author(first.author_id, first.author_name),
        begun_at=first.at,
        ended_at=last.at if last.kind == "ended" else None,
        exchanges=tuple((turn.text, turn.did.get("beats", ())) for turn in kept if turn.kind != "ended"),
    )
