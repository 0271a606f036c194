"""Open a session, talk to it, look at it, wake it, close it."""

import json
from dataclasses import replace
from typing import Annotated

from fastapi import APIRouter, Path, Query
from fastapi.responses import JSONResponse, Response

from admin_api import idempotency
from admin_api.access import Reader, Writer
from admin_api.conditional import IfMatch, check_match
from admin_api.idempotency import IdempotencyKey
from admin_api.problems import ApiProblem, Documented, documented
from admin_api.schemas import (
    CreateIn,
    DeadLetterOut,
    ImportIn,
    ListedOut,
    MessageIn,
    RepliedOut,
    ReplyOut,
    SessionOut,
    SessionsOut,
    StatusOut,
    ThreadPlatform,
    ToolsIn,
)
from admin_api.state import EngineDep, State, StateDep
from engine import sessions
from engine.document.spec import Stage
from engine.ids import new_id
from engine.intake import check_in
from engine.messages.inbound import Action, Inbound, ThreadKey
from engine.sessions import Engine, SessionStatus
from engine.turns import turn
from engine.turns.turn import Answer

ANSWER_SECONDS = 60.0
"""Longer than a turn takes even with a slow model; after that the caller gets 202, and finds the reply later."""
PENDING: Documented = {202: {"model": RepliedOut, "description": "The message is kept; its reply is not there yet."}}
WRITES = documented(400, 401, 403, 408, 409, 412, 413, 415, 422, 500, 503)
_ERASED: Documented = {204: {"description": "Erased, with all that was stored of it."}}
_READS = documented(401, 403, 404, 422, 500, 503)

router = APIRouter(prefix="/sessions", tags=["sessions"])
SessionId = Annotated[str, Path(examples=["ses_01k9a4c6t3n8v0w2x5y7z9b1d3"])]


@router.post("/create", status_code=201, response_model=RepliedOut, responses=PENDING | WRITES)
async def create_session(
    state: StateDep, caller: Writer, body: CreateIn | None = None, idempotency_key: IdempotencyKey = None
) -> Response:
    """Open a session.

    With `initial_message` the reply answers it. With `{}`, or no body at all, it is the builder's first question.
    """
    body = body or CreateIn()
    author = body.author.as_author() if body.author else caller.author
    key = idempotency.scoped(idempotency_key, caller, "create")
    if body.initial_message is not None:
        # before a session stands there
        await check_in(Inbound(ThreadKey.api("new"), "new", author, body.initial_message))
    opened = await sessions.create(state.engine, author=author, create_key=key, workspace=caller.workspace)

    async def answer() -> JSONResponse:
        if body.initial_message is None:
            return _replied(opened, 201)
        inbound = Inbound(opened.session.thread, event_key(key), author, body.initial_message)
        return await answered(state, inbound, opened, 201)

    return await idempotency.once(state.engine, key, opened.session.session_id, body, answer)


@router.post("/import", status_code=201, response_model=RepliedOut, responses=PENDING | WRITES)
async def import_session(
    state: StateDep, caller: Writer, body: ImportIn, idempotency_key: IdempotencyKey = None
) -> Response:
    """Open a session with an agent that is there already. What is no part of a design is kept as notes, and listed in
    the reply. What is no agent gets 422 and a sentence that says why; no session is opened then."""
    author = body.author.as_author() if body.author else caller.author
    key = idempotency.scoped(idempotency_key, caller, "import")
    text = body.agent if isinstance(body.agent, str) else json.dumps(body.agent)
    brings = await sessions.read_agent(text)  # before a session stands there
    opened = await sessions.create(state.engine, author=author, create_key=key, workspace=caller.workspace)
    inbound = Inbound(opened.session.thread, event_key(key), author, action=brings)

    async def answer() -> JSONResponse:
        return await answered(state, inbound, opened, 201)

    return await idempotency.once(state.engine, key, opened.session.session_id, body, answer)


@router.post("/{session_id}/message", response_model=RepliedOut, responses=PENDING | WRITES | documented(404))
async def send_message(
    state: StateDep,
    caller: Writer,
    session_id: SessionId,
    body: MessageIn,
    idempotency_key: IdempotencyKey = None,
    if_match: IfMatch = None,
) -> Response:
    """Say something, or click on a suggestion. A click that cannot be applied as things stand gets 422 and the reason.

    Messages that arrive at the same instant may be answered by one turn; each caller gets its reply. A caller who
    hangs up loses nothing: the reply stands in the messages.
    """
    key = idempotency.scoped(idempotency_key, caller, session_id)
    session = await sessions.status(state.engine, session_id)
    author = body.author.as_author() if body.author else caller.author
    click = Action(body.message or "Changed by hand", tuple(body.changes)) if body.changes else None
    inbound = Inbound(session.thread, event_key(key), author, "" if click else body.message, click)

    async def answer() -> JSONResponse:
        await check_unchanged(state.engine, session_id, if_match)
        return await answered(state, inbound, Answer(session, None), 200)

    return await idempotency.once(state.engine, key, session.session_id, body, answer)


@router.post("/{session_id}/tools/import", response_model=RepliedOut, responses=PENDING | WRITES | documented(404))
async def import_tools(
    state: StateDep,
    caller: Writer,
    session_id: SessionId,
    body: ToolsIn,
    idempotency_key: IdempotencyKey = None,
    if_match: IfMatch = None,
) -> Response:
    """Offer the operations of the team's own system: of an OpenAPI document, a curl, a Postman collection or a HAR.

    The reply asks which of them each goal should use; answer with a message, such as the label of a suggestion. Nothing
    changes before that. What cannot be read gets 422 and a sentence that says what is wrong, and where.
    """
    key = idempotency.scoped(idempotency_key, caller, session_id)
    session = await sessions.status(state.engine, session_id)
    author = body.author.as_author() if body.author else caller.author
    text = body.document if isinstance(body.document, str) else json.dumps(body.document)
    inbound = Inbound(session.thread, event_key(key), author, action=await sessions.read_tools(text))

    async def answer() -> JSONResponse:
        await check_unchanged(state.engine, session_id, if_match)
        return await answered(state, inbound, Answer(session, None), 200)

    return await idempotency.once(state.engine, key, session.session_id, body, answer)


@router.get("/{session_id}/status", response_model=StatusOut, responses=_READS)
async def read_status(engine: EngineDep, _: Reader, session_id: SessionId) -> Response:
    """Where the session stands, with the whole spec. Its `ETag` is for the `If-Match` of what changes the session."""
    return await _status(engine, session_id)


@router.post("/{session_id}/resume", response_model=RepliedOut, responses=WRITES | documented(404))
async def resume_session(engine: EngineDep, _: Writer, session_id: SessionId) -> Response:
    """Wake a paused session. The reply recaps what is agreed and asks what comes next."""
    return _replied(await sessions.resume(engine, session_id), 200)


@router.delete(
    "/{session_id}",
    response_model=SessionOut,
    responses=_ERASED | _READS | documented(412),
)
async def abandon_session(
    engine: EngineDep,
    caller: Writer,
    session_id: SessionId,
    purge: Annotated[bool, Query(description="Erase it, instead of only closing it.")] = False,
    if_match: IfMatch = None,
) -> Response:
    """Close a session. It can be read, and restored for 30 days, unless `purge` erases it, which whoever runs Agent
    Builder always may."""
    await check_unchanged(engine, session_id, if_match)
    if not purge:
        await sessions.check_right(engine, session_id, caller.author, "abandon")
    await sessions.abandon(engine, session_id, purge=purge)
    if purge:
        return Response(status_code=204)
    return _json(SessionOut.of(await sessions.status(engine, session_id)), 200)


@router.post("/{session_id}/restore", response_model=SessionOut, responses=WRITES | documented(404))
async def restore_session(engine: EngineDep, caller: Writer, session_id: SessionId) -> Response:
    """Bring an abandoned session back to its thread, within 30 days. Gets 422 where another one is there."""
    await sessions.check_right(engine, session_id, caller.author, "abandon")
    return _json(SessionOut.of(await sessions.restore(engine, session_id)), 200)


@router.get("", responses=documented(401, 403, 422, 500, 503))
async def list_sessions(
    engine: EngineDep,
    caller: Reader,
    status: SessionStatus | None = None,
    stage: Stage | None = None,
    platform: Annotated[ThreadPlatform | None, Query(description="Where the session lives.")] = None,
    cursor: Annotated[
        str | None, Query(pattern=r"^ses_[0-9a-z]{26}$", description="`next` of the page before.")
    ] = None,
    limit: Annotated[int, Query(ge=1, le=100)] = 50,
) -> SessionsOut:
    """Sessions, newest first; with a key of one workspace, those of that one."""
    page = await sessions.page(
        engine,
        status=status,
        stage=stage,
        platform=platform,
        workspace=caller.workspace,
        before=cursor,
        limit=limit,
    )
    return SessionsOut(sessions=[ListedOut.from_list(item) for item in page.items], next=page.next)


async def check_unchanged(engine: Engine, session_id: str, if_match: str | None) -> None:
    """Raises ApiProblem (412) where the caller has decided on another state of the session."""
    if if_match is not None:
        check_match(if_match, bytes((await _status(engine, session_id)).body))


async def _status(engine: Engine, session_id: str) -> JSONResponse:
    view = await sessions.status(engine, session_id)
    letters = await sessions.dead_letters(engine, session_id)
    shown = StatusOut.of(
        view,
        thread=str(view.thread),
        created_at=view.created_at,
        updated_at=view.updated_at,
        dead_letters=[DeadLetterOut.model_validate(letter) for letter in letters],
        spec=view.spec,
    )
    return _json(shown, 200)


async def answered(state: State, inbound: Inbound, before: Answer, status: int) -> JSONResponse:
    """Accept the message, have its turn taken, and answer with its reply; 202 where that takes too long."""
    accepted = await turn.accept(state.engine, inbound)
    state.worker.answer(accepted.session_id)
    answer = await turn.answer_to(state.engine, accepted.inbox_id, ANSWER_SECONDS)
    if answer and answer.refused:
        raise ApiProblem("refused", answer.refused)
    return _replied(answer, status) if answer else _replied(replace(before, reply=None), 202)


def _replied(answer: Answer, status: int) -> JSONResponse:
    reply = ReplyOut.of(answer.reply) if answer.reply else None
    return _json(RepliedOut.of(answer.session, reply=reply), status)


def _json(content: SessionOut, status: int) -> JSONResponse:
    return JSONResponse(content.model_dump(mode="json", by_alias=True), status)


def event_key(key: str | None) -> str:
    return f"api:{key or new_id('evt')}"
