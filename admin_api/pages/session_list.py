"""All sessions, newest first; with a link, the one that it shows."""

from fastapi import APIRouter, Response
from fastapi.responses import RedirectResponse

from admin_api.pages import render
from admin_api.pages.route import PageRoute
from admin_api.pages.visitor import VisitorDep
from admin_api.state import EngineDep
from engine import sessions
from engine.sessions import SessionStatus

router = APIRouter(route_class=PageRoute)


@router.get("")
async def list_sessions(
    engine: EngineDep, who: VisitorDep, status: SessionStatus | None = None, cursor: str | None = None
) -> Response:
    if who.session_id:
        return RedirectResponse(f"/ui/sessions/{who.session_id}", 303)
    found = await sessions.page(engine, status=status, workspace=who.workspace, before=cursor, limit=50)
    return render.page("sessions.html", who=who, found=found, status=status)
