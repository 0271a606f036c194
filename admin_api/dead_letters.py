"""Messages and replies that were set aside: tried again on an admin's word."""

from typing import Annotated, Literal

from fastapi import APIRouter, Path

from admin_api.access import Writer
from admin_api.problems import documented
from admin_api.schemas import SessionOut
from admin_api.sessions import SessionId
from admin_api.state import StateDep
from engine import sessions

router = APIRouter(prefix="/sessions/{session_id}/dead-letters", tags=["sessions"])
LetterId = Annotated[int, Path(ge=1, le=2**63 - 1, description="`id` in the `dead_letters` of the status.")]


@router.post("/{box}/{letter_id}/retry", status_code=202, responses=documented(401, 403, 404, 422, 500, 503))
async def retry_dead_letter(
    state: StateDep, _: Writer, session_id: SessionId, box: Literal["inbox", "outbox"], letter_id: LetterId
) -> SessionOut:
    """Try again what was set aside: a message is read anew, a reply delivered anew, in its thread."""
    view = await sessions.status(state.engine, session_id)
    await sessions.retry_dead_letter(state.engine, session_id, box, letter_id)
    state.worker.answer(session_id)
    return SessionOut.of(view)
