"""The floor: the least that a durable turn writes and reads, by the drivers alone.

One transaction of two statements on the project's own tables (take the message in and read the session; write the
version, the messages, the reply and the session), and one pipeline to Redis. Nobody thinks, nothing is checked, and
all JSON is at hand as text.
"""

import itertools
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Self

import asyncpg
from redis.asyncio import Redis

from engine.document.spec import AgentSpec, Stage
from engine.ids import new_id
from engine.messages.replies import ProgressLine, Reply, Text
from engine.workflow.synthesize import draw

CONNECTIONS = 10
_TEXT = "Please make it a receptionist, number 1."
_OPEN = """
INSERT INTO sessions (id, thread_key, status, stage, version, revision, author_id, author_name, lease_epoch,
                      lease_until, lost_leases, created_at, updated_at, expires_at)
VALUES ($1, $1, 'active', 'INITIAL', 0, 0, 'ana', 'Ana', 0, 0, 0, $2, $2, $2)
"""
_TAKE_IN = """
WITH session AS (SELECT * FROM sessions WHERE id = $1 FOR UPDATE),
     message AS (
        INSERT INTO inbox (session_id, event_key, message_id, author_id, author_name, text, secrets, sent_at, state,
                           attempts, next_try)
        SELECT id, $2, $2, 'ana', 'Ana', $3, '[]', $4, 'done', 0, 0 FROM session
        RETURNING id
     )
SELECT session.*, message.id AS inbox_id, spec_versions.spec
FROM session, message
LEFT JOIN spec_versions ON spec_versions.session_id = $1
     AND spec_versions.version = (SELECT version FROM session)
"""
_WRITE = """
WITH session AS (
        UPDATE sessions SET version = $2, revision = revision + 1, updated_at = $3, expires_at = $3
        WHERE id = $1 AND revision = $4
        RETURNING id
     ),
     version AS (
        INSERT INTO spec_versions (session_id, version, parent, spec, changes, author_id, author_name, message_id,
                                   created_at)
        SELECT id, $2, $4, $5, '[]', 'ana', 'Ana', $6, $3 FROM session
     ),
     said AS (
        INSERT INTO messages (id, session_id, role, author_id, author_name, text, addressed, version, at)
        SELECT m.id, session.id, m.role, 'ana', 'Ana', $8, true, $2, $3
        FROM session, (VALUES ($6, 'person'), ($7, 'builder')) AS m (id, role)
     )
INSERT INTO outbox (session_id, thread_key, platform, reply, state, attempts, next_try, created_at)
SELECT id, id, 'terminal', $9, 'waiting', 0, 0, $3 FROM session
RETURNING id
"""


@dataclass(frozen=True, slots=True)
class Floor:
    """A contestant without us."""

    pool: asyncpg.Pool
    redis: Redis
    spec: str
    reply: str
    numbers: Iterator[int]

    @classmethod
    async def connect(cls, database: str, redis: str) -> Self:
        pool = await asyncpg.create_pool(database, min_size=CONNECTIONS, max_size=CONNECTIONS, reset=_keep)
        spec = AgentSpec(role="receptionist")
        spec = spec.model_copy(update={"flow": draw(spec)})
        words = Text(markdown="Noted.\n\nWhich goals shall it have?")
        reply = Reply(parts=(words, ProgressLine(stage=Stage.COLLECTING_BASICS, percent=20)))
        return cls(pool, Redis.from_url(redis), spec.model_dump_json(), reply.model_dump_json(), itertools.count())

    async def close(self) -> None:
        await self.pool.close()
        await self.redis.aclose()

    async def open(self, messages: int) -> str:
        """The messages that are there already cost the floor nothing, so it does without them."""
        session = new_id("ses")
        await self.pool.execute(_OPEN, session, datetime.now(UTC))
        return session

    async def turn(self, thread: str) -> None:
        now, key, answer = datetime.now(UTC), f"floor:{next(self.numbers)}", new_id("msg")
        async with self.pool.acquire() as connection, connection.transaction():
            read = await connection.fetchrow(_TAKE_IN, thread, key, _TEXT, now)
            version = read["version"] + 1
            await connection.fetchval(
                _WRITE, thread, version, now, read["revision"], self.spec, new_id("msg"), answer, _TEXT, self.reply
            )
        calls = self.redis.pipeline(transaction=False)
        calls.set(f"floor:{thread}", self.spec, px=60_000)
        calls.publish(f"floor:{thread}", b"")
        await calls.execute()


async def _keep(_: asyncpg.Connection) -> None:
    """A connection goes back to the pool as it is: asyncpg's own cleaning would cost a round trip."""
