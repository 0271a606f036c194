"""What failed too often: set aside without reading it, listed for whoever runs the program, and tried again."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Literal

from sqlalchemy import Table, bindparam, insert, literal, select, true, update

from engine.ids import new_id
from engine.interview.contract import Message
from engine.messages.replies import Reply
from engine.store.database import Database
from engine.store.lease import MINE, Lease
from engine.store.outbox import row_of
from engine.store.outcome import message_row
from engine.store.rows import DeadLetter
from engine.store.tables import inbox, messages, outbox, sessions

Box = Literal["inbox", "outbox"]
_BOXES: dict[Box, Table] = {"inbox": inbox, "outbox": outbox}
_LET_GO = (
    update(sessions)
    .where(*MINE)
    .values(lease_until=0, revision=sessions.c.revision + 1, updated_at=bindparam("now"))
    .returning(sessions.c.version)
)
_GIVE_UP = (
    update(inbox)
    .where(inbox.c.id.in_(bindparam("ids", expanding=True)), inbox.c.state == "waiting")
    .values(state="dead", outbox_id=bindparam("by_outbox"))
)
_POST = insert(outbox).returning(outbox.c.id)
_KEEP_WORDS = insert(messages).from_select(
    ["id", "session_id", "role", "author_id", "author_name", "text", "addressed", "version", "at"],
    select(
        inbox.c.message_id,
        inbox.c.session_id,
        literal("person"),
        inbox.c.author_id,
        inbox.c.author_name,
        inbox.c.text,
        true(),
        bindparam("of_version", type_=messages.c.version.type),
        inbox.c.sent_at,
    )
    .where(inbox.c.id.in_(bindparam("ids", expanding=True)), inbox.c.state == "waiting")
    .order_by(inbox.c.id),
)


async def set_aside(
    db: Database, lease: Lease, read: Sequence[int], reply: Reply, message: Message, now: datetime
) -> None:
    """Give these inbox rows up, with a word to their thread, and give the lease back.

    Nothing that is stored is read on the way, since it may be what cannot be read. Raises LostLease.
    """
    async with db.write() as connection:
        let_go = (await connection.execute(_LET_GO, {**lease.keys, "now": now})).first()
        if let_go is None:
            raise lease.lost
        await connection.execute(_KEEP_WORDS, {"ids": list(read), "of_version": let_go.version})
        of_session = {"session_id": lease.session_id}
        await connection.execute(insert(messages), {**message_row(message, let_go.version), **of_session})
        posted = (
            await connection.execute(_POST, {**row_of(lease.row.thread_key, reply, now), **of_session})
        ).scalar_one()
        given_up = await connection.execute(_GIVE_UP, {"ids": list(read), "by_outbox": posted})
        if given_up.rowcount != len(read):
            raise lease.lost


async def listed(db: Database, session_id: str | None = None, limit: int = 100) -> list[DeadLetter]:
    """What was set aside in both boxes, newest first; of one session, or of all."""
    found: list[DeadLetter] = []
    async with db.read() as connection:
        for box, table in _BOXES.items():
            query = (
                select(table.c.id, table.c.session_id, table.c.error)
                .where(table.c.state == "dead", table.c.session_id == session_id if session_id else true())
                .order_by(table.c.id.desc())
                .limit(limit)
            )
            rows = await connection.execute(query)
            found += [DeadLetter(box, row.id, row.session_id, row.error or "") for row in rows]
    return found


async def retry(db: Database, session_id: str, box: Box, letter_id: int) -> bool:
    """Let it wait again, as if it had come just now; False where there is no such letter.

    A message gets a new id: it stands in the transcript where it was given up, and once more where it is answered.
    """
    table = _BOXES[box]
    fresh: dict[str, Any] = {"state": "waiting", "attempts": 0, "next_try": 0, "error": None}
    if box == "outbox":
        fresh |= {"failures": 0}
    else:
        fresh |= {"deaths": 0, "outbox_id": None, "message_id": new_id("msg")}
    is_it = (table.c.id == letter_id, table.c.session_id == session_id, table.c.state == "dead")
    async with db.step() as connection:
        return (await connection.execute(update(table).where(*is_it).values(**fresh))).rowcount == 1
