"""A page goes on by itself while the thread does: server-sent events, one for each change of the session."""

import asyncio
from collections.abc import AsyncIterator

from fastapi import APIRouter, Response
from fastapi.responses import StreamingResponse

from admin_api.pages import render
from admin_api.pages.route import PageRoute
from admin_api.pages.visitor import VisitorDep
from admin_api.state import State, StateDep
from engine import sessions
from engine.errors import SessionNotFound
from engine.turns import turn

router = APIRouter(route_class=PageRoute)
LOOKS_EVERY = 2.0
"""Seconds without a bell: a bot beside this server may have none that is heard here."""
LASTS = 300.0
"""Seconds of one stream; a browser asks again, and is asked again whether it may look."""


@router.get("/sessions/{session_id}/live")
async def live(state: StateDep, who: VisitorDep, session_id: str, known: int) -> Response:
    """`known`: the revision that the page shows."""
    await who.check_sees(state.engine, session_id)
    await sessions.of(state.engine, session_id)
    stream = _changes(state, session_id, known)
    return StreamingResponse(stream, media_type="text/event-stream", headers=dict(render.HEADERS))


async def _changes(state: State, session_id: str, known: int) -> AsyncIterator[str]:
    """Ends with the session, with the server, or after a while."""
    loop = asyncio.get_running_loop()
    until = loop.time() + LASTS
    yield "retry: 2000\n\n"
    while loop.time() < until and not state.stopping.is_set():
        try:
            revision = await turn.next_revision(state.engine, session_id, known, LOOKS_EVERY)
        except SessionNotFound:
            return
        yield f"event: changed\ndata: {revision}\n\n" if revision != known else ": here\n\n"
        known = revision
