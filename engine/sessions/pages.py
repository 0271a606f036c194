"""Long lists, a page at a time: sessions, the transcript of one, its versions."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from engine.document.spec import Stage
from engine.errors import PersonError
from engine.interview.contract import Message
from engine.store import sessions as stored
from engine.store import transcript
from engine.store.rows import ListedVersion, Session, SessionStatus
from engine.turns.engine import Engine
from engine.turns.views import SessionView, listed_view

Item = TypeVar("Item")
Cursor = TypeVar("Cursor")


@dataclass(frozen=True, slots=True)
class Page(Generic[Item, Cursor]):
    """`next` is the cursor of the page that follows; None: this is the last one."""

    items: Sequence[Item]
    next: Cursor | None


@dataclass(frozen=True, slots=True)
class Listed:
    """A session in a list. One that is not `readable` has an empty spec here: only a newer release knows it."""

    view: SessionView
    readable: bool


async def page(
    engine: Engine,
    *,
    status: SessionStatus | None = None,
    stage: Stage | None = None,
    platform: str | None = None,
    workspace: str | None = None,
    before: str | None = None,
    limit: int = 50,
) -> Page[Listed, str]:
    """Sessions, newest first, abandoned ones too. `platform` is the beginning of their thread keys; `workspace` is that
    of an API key."""
    rows = await stored.listed(
        engine.store,
        status=status,
        stage=stage,
        platform=platform,
        workspace=workspace,
        before=before,
        limit=limit + 1,
    )
    found = _page(rows, limit, lambda session: session.id)
    return Page(await in_list(engine, found.items), found.next)


async def in_list(engine: Engine, found: Sequence[Session]) -> Sequence[Listed]:
    """Each as it stands now; one that cannot be read here keeps nobody from seeing the others."""
    specs = await transcript.specs_of(engine.store, found)
    return [Listed(listed_view(engine, session, specs.get(session.id)), session.id in specs) for session in found]


async def messages(
    engine: Engine, session_id: str, *, after: int = 0, limit: int = 100
) -> Page[tuple[int, Message], int]:
    """The transcript, oldest first, each with the version of the spec after its turn."""
    rows = await transcript.page(engine.store, session_id, after=after, limit=limit + 1)
    found = _page(rows, limit, lambda row: row[0])
    return Page([(version, message) for _, version, message in found.items], found.next)


async def latest_messages(
    engine: Engine, session_id: str, *, before: int | None = None, limit: int = 100
) -> Page[tuple[int, Message], int]:
    """The end of the transcript, oldest first, each with the version of the spec after its turn; `next` leads to
    older ones."""
    rows = await transcript.latest(engine.store, session_id, before=before, limit=limit + 1)
    found = _page(rows, limit, lambda row: row[0])
    return Page([(version, message) for _, version, message in reversed(found.items)], found.next)


async def before_message(engine: Engine, session_id: str, message_id: str) -> int:
    """The cursor with which `latest_messages` ends with this message. Raises PersonError where there is none."""
    place = await transcript.place(engine.store, session_id, message_id)
    if place is None:
        raise PersonError("That message is not in this thread.")
    return place + 1


async def versions(
    engine: Engine, session_id: str, *, before: int | None = None, limit: int = 50
) -> Page[ListedVersion, int]:
    """Versions of the spec with their changes, newest first; some may not be `readable` here."""
    rows = await transcript.versions(engine.store, session_id, before=before, limit=limit + 1)
    return _page(rows, limit, lambda version: version.number)


def _page(rows: Sequence[Item], limit: int, cursor: Callable[[Item], Cursor]) -> Page[Item, Cursor]:
    """Of `limit + 1` rows: the last one only tells that there is more."""
    return Page(rows[:limit], cursor(rows[limit - 1]) if len(rows) > limit else None)
