"""Is the process alive, and can it do its work? Open to probes without a key; details go to the log only."""

from typing import Annotated, Literal

import structlog
from fastapi import APIRouter, Response
from pydantic import BaseModel, Field
from sqlalchemy import text

from admin_api.problems import documented
from admin_api.state import StateDep
from engine.errors import OperatorError
from engine.interview.guided import Guided
from engine.sentences import listed
from engine.store import dead_letters
from engine.turns.turn import Engine

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
    checks = {
        "database": await _database(state.engine),
        "hot_state": await _hot_state(state.engine),
        "sweeper": _sweeper(running=state.worker.running, failing=state.worker.failing),
        "model": _model(state.engine),
    }
    if checks["database"].state == "ok":
        checks["dead_letters"] = await _dead_letters(state.engine)
    reasons = [check.detail for check in checks.values() if check.state == "failing"]
    if reasons:
        response.status_code = 503
        response.headers["Retry-After"] = "5"
    return ReadyOut(ready=not reasons, reasons=reasons, checks=checks)


async def _database(engine: Engine) -> Check:
    try:
        async with engine.store.read() as connection:
            await connection.execute(text("SELECT 1"))
    except OperatorError as error:
        _log.warning("not ready", reason=str(error))
        return Check(state="failing", detail="The database does not answer; the log says why.")
    return Check(state="ok", detail="The database answers.")


async def _hot_state(engine: Engine) -> Check:
    """Written and read back: the hot state hides its outages from the turns, and so from everybody else."""
    await engine.hot.set(_PROBE, b"1", ttl=10)
    if await engine.hot.get(_PROBE) is None:
        return Check(state="degraded", detail="Redis does not answer; sessions go on from SQL.")
    return Check(state="ok", detail="Redis answers." if engine.settings.redis_address else "Kept in this process.")


def _sweeper(*, running: bool, failing: bool) -> Check:
    if not running:
        return Check(state="failing", detail="The sweeper does not run; start the process again.")
    if failing:
        return Check(state="degraded", detail="The last sweep failed; the next one comes in a moment.")
    return Check(state="ok", detail="The sweeper runs.")


def _model(engine: Engine) -> Check:
    if isinstance(engine.interviewer, Guided):
        return Check(state="ok", detail="The guided interviewer answers; no model is needed.")
    return Check(state="ok", detail="A language model is set up; the guided interviewer takes over if it fails.")


async def _dead_letters(engine: Engine) -> Check:
    found = await dead_letters.listed(engine.store)
    if not found:
        return Check(state="ok", detail="No message was set aside.")
    sessions = sorted({letter.session_id for letter in found})
    return Check(
        state="degraded",
        detail=f"{len(found)} set aside after too many attempts; see the status of {listed(sessions[:5])}.",
    )


_PROBE = "agent-builder:ready"
