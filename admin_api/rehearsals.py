"""Rehearsals: begin one, and read what was said. The caller's lines are sent as messages, like in a thread."""

from datetime import datetime
from typing import Literal

from fastapi import APIRouter
from fastapi.responses import JSONResponse, Response
from pydantic import BaseModel

from admin_api import idempotency
from admin_api.access import Reader, Writer
from admin_api.idempotency import IdempotencyKey
from admin_api.problems import documented
from admin_api.schemas import AuthorOut, RepliedOut
from admin_api.sessions import PENDING, WRITES, SessionId, answered, event_key
from admin_api.state import EngineDep, StateDep
from engine import sessions
from engine.messages.inbound import Inbound
from engine.turns.turn import Answer

router = APIRouter(prefix="/sessions/{session_id}/rehearsals", tags=["rehearsals"])


class BeatOut(BaseModel):
    """One thing that the agent did: words, the use of a tool, or the end of the call."""

    kind: Literal["says", "uses", "ends"]
    step: str
    text: str = ""
    tool: str = ""
    arguments: dict[str, str] | None = None
    failed: bool = False


class ExchangeOut(BaseModel):
    """What the caller said, and what the agent did then. Of the first one nobody has said anything."""

    said: str
    beats: list[BeatOut]


class RehearsalOut(BaseModel):
    id: str
    version: int
    caller: AuthorOut
    begun_at: datetime
    ended_at: datetime | None
    exchanges: list[ExchangeOut]


class RehearsalsOut(BaseModel):
    rehearsals: list[RehearsalOut]


@router.post("", status_code=201, response_model=RepliedOut, responses=PENDING | WRITES | documented(404))
async def begin_rehearsal(
    state: StateDep, caller: Writer, session_id: SessionId, idempotency_key: IdempotencyKey = None
) -> Response:
    """Begin a call with the agent. Whatever the same author sends as a message is the caller's words then; `stop` ends
    it. Nothing that is said in it changes the design."""
    key = idempotency.scoped(idempotency_key, caller, f"{session_id}:rehearse")
    session = await sessions.status(state.engine, session_id)
    inbound = Inbound(session.thread, event_key(key), caller.author, "rehearse")

    async def answer() -> JSONResponse:
        return await answered(state, inbound, Answer(session, None), 201)

    return await idempotency.once(state.engine, key, session_id, _Nothing(), answer)


class _Nothing(BaseModel):
    """A request without a body."""


@router.get("", responses=documented(401, 403, 404, 422, 500, 503))
async def list_rehearsals(engine: EngineDep, _: Reader, session_id: SessionId) -> RehearsalsOut:
    """All rehearsals of the session with every word, newest first."""
    found = await sessions.rehearsals_of(engine, session_id)
    return RehearsalsOut(
        rehearsals=[
            RehearsalOut(
                id=one.id,
                version=one.version,
                caller=AuthorOut.of(one.caller),
                begun_at=one.begun_at,
                ended_at=one.ended_at,
                exchanges=[
                    ExchangeOut(said=said, beats=[BeatOut.model_validate(beat) for beat in beats])
                    for said, beats in one.exchanges
                ],
            )
            for one in found
        ]
    )
