"""Who did what: noted after each answer, stored once a second, read by keys with the scope `admin`."""

import asyncio
from collections import deque
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from datetime import datetime
from typing import Annotated

import structlog
from fastapi import APIRouter, Query
from pydantic import BaseModel, Field
from starlette.types import Scope

from admin_api.access import Admin
from admin_api.problems import documented
from admin_api.state import EngineDep
from engine.api_access import audit
from engine.api_access.audit import Deed
from engine.errors import OperatorError
from engine.logs import request_id
from engine.turns.turn import Engine

_ID = r"^[A-Za-z0-9_-]*$"
STORE_EVERY_SECONDS = 1.0
MOST_KEPT = 10_000
"""Deeds that wait while the database is away; each stands in the request log at once, too."""
_log = structlog.get_logger()
router = APIRouter(prefix="/audit", tags=["audit"], responses=documented(401, 403, 422, 500, 503))


class DeedOut(BaseModel):
    at: datetime
    caller_id: Annotated[str, Field(description="Of the API key, or `local`.", examples=["key_01k9a4c6t3n8v0w2"])]
    caller_name: str
    method: str
    path: Annotated[str, Field(examples=["/api/v1/sessions/ses_01k9a4c6t3n8v0w2x5y7z9b1d3/message"])]
    session_id: Annotated[str | None, Field(description="It may be erased by now.")]
    status: Annotated[int, Field(description="Of the answer.", examples=[200])]
    address: str
    request_id: str


class AuditOut(BaseModel):
    entries: list[DeedOut]
    next: Annotated[int | None, Field(description="The `cursor` of the next page.")]


class Deeds:
    """Those that are not stored yet."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._waiting: deque[Deed] = deque(maxlen=MOST_KEPT)

    def note(self, scope: Scope, status: int) -> None:
        """The request of this scope was answered; what only looks is nothing to keep."""
        facts = scope["state"]
        if not facts.get("audited"):
            return
        caller, client = facts["caller"], scope.get("client")
        self._waiting.append(
            Deed(
                at=self._engine.clock(),
                caller_id=caller.id,
                caller_name=caller.name,
                method=scope["method"],
                path=_storable(scope["path"])[:300],
                session_id=_storable(scope["path_params"].get("session_id", ""))[:40] or None,
                status=status,
                address=(client[0] if client else "")[:64],
                request_id=request_id(),
            )
        )

    async def store(self) -> None:
        """What cannot be stored now waits for the next time."""
        deeds = [self._waiting.popleft() for _ in range(len(self._waiting))]
        try:
            if deeds:
                await audit.keep(self._engine.store, deeds)
        except OperatorError as error:
            _log.error("The audit log cannot be stored now; it is kept for the next time.", reason=str(error))
            self._waiting.extendleft(reversed(deeds))


def _storable(text: str) -> str:
    """An address may hold what no database takes, and one such row would hold up all others."""
    return text.replace("\x00", "�").encode(errors="replace").decode()


@asynccontextmanager
async def deeds_of(engine: Engine) -> AsyncIterator[Deeds]:
    """Stored while the block runs, and once more at its end."""
    deeds, closing = Deeds(engine), asyncio.Event()
    storing = asyncio.create_task(_store_until(closing, deeds))
    try:
        yield deeds
    finally:
        closing.set()
        await storing


async def _store_until(closing: asyncio.Event, deeds: Deeds) -> None:
    while not closing.is_set():
        with suppress(TimeoutError):
            async with asyncio.timeout(STORE_EVERY_SECONDS):
                await closing.wait()
        await deeds.store()


@router.get("")
async def read_audit_log(
    engine: EngineDep,
    _: Admin,
    session_id: Annotated[str | None, Query(max_length=40, pattern=_ID)] = None,
    caller_id: Annotated[str | None, Query(max_length=40, pattern=_ID, description="Of an API key.")] = None,
    cursor: Annotated[int | None, Query(ge=0, le=2**63 - 1, description="`next` of the page before.")] = None,
    limit: Annotated[int, Query(ge=1, le=200)] = 100,
) -> AuditOut:
    """Who changed something or took something out, newest first. It is complete up to a second ago."""
    found = await audit.page(engine.store, session_id=session_id, caller_id=caller_id, before=cursor, limit=limit + 1)
    entries = [DeedOut.model_validate(entry.deed, from_attributes=True) for entry in found[:limit]]
    return AuditOut(entries=entries, next=found[limit - 1].id if len(found) > limit else None)
