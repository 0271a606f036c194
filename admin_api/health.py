"""Is the process alive, and can it do its work? Open to probes without a key; details go to the log only."""

from typing import Annotated, Literal

import structlog
from fastapi import APIRouter, Response
from pydantic import BaseModel, Field

from admin_api.problems import documented
from admin_api.state import StateDep
from engine import sessions
from engine.sentences import listed
from engine.sessions import Health

router = APIRouter(tags=["health"], responses=documented(403))
_log = structlog.get_logger()
CheckState = Literal["ok", "degraded", "failing"]


class HealthOut(BaseModel):
    status: Literal["ok"] = "ok"


class Check(BaseModel):
    state: CheckState
    detail: str


class ReadyOut(BaseModel):
    ready: bool
    reasons: Annotated[list[str], Field(description="Why not; empty when ready.")]
    checks: dict[str, Check]


@router.get("/health")
async def health() -> HealthOut:
    """The process is alive."""
    return HealthOut()


@router.get("/ready", responses={503: {"model": ReadyOut, "description": "Not ready; `reasons` says why."}})
async def ready(state: StateDep, response: Response) -> ReadyOut:
    """Database, hot state, sweeper, dead letters and model. `degraded` still serves; `failing` does not."""
    found = await sessions.health(state.engine)
    checks = {
        "database": _database(found),
        "hot_state": _hot_state(found),
        "sweeper": _sweeper(running=state.worker.running, failing=state.worker.failing),
        "model": _model(found),
    }
    if not found.database_down:
        checks["dead_letters"] = _dead_letters(found)
    reasons = [check.detail for check in checks.values() if check.state == "failing"]
    if reasons:
        response.status_code = 503
        response.headers["Retry-After"] = "5"
    return ReadyOut(ready=not reasons, reasons=reasons, checks=checks)


def _database(found: Health) -> Check:
    if found.database_down:
        _log.warning("not ready", reason=found.database_down)
        return Check(state="failing", detail="The database does not answer; the log says why.")
    return Check(state="ok", detail="The database answers.")


def _hot_state(found: Health) -> Check:
    if not found.hot_state:
        return Check(state="degraded", detail="Redis does not answer; sessions go on from SQL.")
    return Check(state="ok", detail="Redis answers." if found.redis else "Kept in this process.")


def _sweeper(*, running: bool, failing: bool) -> Check:
    if not running:
        return Check(state="failing", detail="The sweeper does not run; start the process again.")
    if failing:
        return Check(state="degraded", detail="The last sweep failed; the next one comes in a moment.")
    return Check(state="ok", detail="The sweeper runs.")


def _model(found: Health) -> Check:
    if found.model:
        return Check(state="ok", detail="A language model is set up; the guided interviewer takes over if it fails.")
    return Check(state="ok", detail="The guided interviewer answers; no model is needed.")


def _dead_letters(found: Health) -> Check:
    if not found.set_aside:
        return Check(state="ok", detail="No message was set aside.")
    ids = sorted({letter.session_id for letter in found.set_aside})
    return Check(
        state="degraded",
        detail=f"{len(found.set_aside)} set aside after too many attempts; see the status of {listed(ids[:5])}.",
    )
