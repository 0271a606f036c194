"""What becomes of a message that was accepted, when somebody edits or deletes it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import bindparam, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from engine.store.tables import inbox, messages, sessions

_LOCK = select(sessions.c.status).where(sessions.c.id == bindparam("session_id")).with_for_update()
_ACCEPTED = (
    select(inbox.c.id, inbox.c.session_id, inbox.c.message_id, inbox.c.text, inbox.c.state, inbox.c.changes)
    .add_columns(messages.c.addressed)
    .select_from(inbox.outerjoin(messages, messages.c.id == inbox.c.message_id))
    .where(inbox.c.id == bindparam("inbox_id"))
)
_RETELL = (
    update(inbox)
    .where(inbox.c.id == bindparam("inbox_id"))
    .values(text=bindparam("new_text"), state=bindparam("new_state"))
)
_SECRETS = update(inbox).where(inbox.c.id == bindparam("inbox_id")).values(secrets=bindparam("new_secrets"))
_START_ANEW = (
    update(sessions)
    .where(sessions.c.id == bindparam("session_id"))
    .values(lease_epoch=sessions.c.lease_epoch + 1, lease_until=0)
)
_FORGET = update(messages).where(messages.c.id == bindparam("message_id")).values(text=bindparam("new_text"))
_CHANGED = update(sessions).where(sessions.c.id == bindparam("session_id")).values(revision=sessions.c.revision + 1)
DELETED = "(deleted)"
"""What stands in the place of words that somebody took back."""


@dataclass(frozen=True, slots=True)
class Accepted:
    """A message as it was accepted; its session is locked until the transaction ends."""

    id: int
    session_id: str
    message_id: str
    text: str
    waiting: bool
    """No turn has answered it, though one may be reading it."""
    addressed: bool
    """It was said to the builder, in words."""


async def locked(connection: AsyncConnection, inbox_id: int, session_id: str) -> Accepted | None:
    """None where the session takes no more messages."""
    status = (await connection.execute(_LOCK, {"session_id": session_id})).scalar()
    row = (await connection.execute(_ACCEPTED, {"inbox_id": inbox_id})).first()
    if row is None or status in (None, "abandoned"):
        return None
    waiting = row.state == "waiting"
    said = row.changes is None and (waiting or bool(row.addressed))
    return Accepted(row.id, row.session_id, row.message_id, row.text, waiting, said)


async def retell(connection: AsyncConnection, accepted: Accepted, text: str, secrets: Sequence[str]) -> None:
    """Give a message that waits its new words; without words, take it out. A turn that reads the old ones writes
    nothing. `secrets`: kinds of those that were removed from the new words."""
    values = {"inbox_id": accepted.id, "new_text": text or DELETED, "new_state": "waiting" if text else "done"}
    await connection.execute(_RETELL, values)
    if secrets:
        await connection.execute(_SECRETS, {"inbox_id": accepted.id, "new_secrets": list(secrets)})
    await connection.execute(_START_ANEW, {"session_id": accepted.session_id})


async def remember(connection: AsyncConnection, accepted: Accepted, text: str) -> None:
    """What an answered message says now; of one that was deleted nothing is kept."""
    values: dict[str, Any] = {"inbox_id": accepted.id, "new_text": text or DELETED, "new_state": "done"}
    await connection.execute(_RETELL, values)
    if not text:
        await connection.execute(_FORGET, {"message_id": accepted.message_id, "new_text": DELETED})
        await connection.execute(_CHANGED, {"session_id": accepted.session_id})
