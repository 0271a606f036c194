"""Bringing an agent to its platform: looked at first, then done, and undone by pushing an earlier version."""

from typing import Annotated, Any

from fastapi import APIRouter, Path
from pydantic import BaseModel, ConfigDict, Field

from admin_api.access import Pusher
from admin_api.conditional import IfMatch
from admin_api.documents import MOST_VERSIONS, spec_at
from admin_api.problems import ApiProblem, documented
from admin_api.schemas import SessionOut
from admin_api.sessions import SessionId, check_unchanged
from admin_api.state import EngineDep
from engine import sessions
from engine.document.spec import Platform
from engine.sessions import PLATFORM_NAMES

router = APIRouter(
    prefix="/sessions/{session_id}/exports",
    tags=["exports"],
    responses=documented(400, 401, 403, 404, 408, 409, 412, 413, 415, 422, 500, 502, 503),
)


class PushIn(BaseModel):
    model_config = ConfigDict(extra="forbid")

    dry_run: Annotated[bool, Field(description="Only say what would be done; nothing is sent.")] = True
    overwrite: Annotated[bool, Field(description="Replace what somebody changed there since the last push.")] = False
    version: Annotated[
        int | None, Field(ge=0, le=MOST_VERSIONS, description="Of the spec; an earlier one rolls back.")
    ] = None


class DifferenceOut(BaseModel):
    model_config = ConfigDict(from_attributes=True)

    path: str
    was: Any
    now: Any


class StepOut(BaseModel):
    model_config = ConfigDict(from_attributes=True)

    key: Annotated[str, Field(examples=["tool:book_table"])]
    title: str
    doing: Annotated[str, Field(examples=["create", "update", "keep", "replace", "delete"])]
    changes: Annotated[list[DifferenceOut], Field(description="From what was pushed last to what is pushed now.")]
    drift: Annotated[list[DifferenceOut], Field(description="What somebody changed there since the last push.")]


class PushOut(SessionOut):
    """`version` is that of the spec that is pushed."""

    platform: Platform
    dry_run: bool
    steps: Annotated[list[StepOut], Field(description="In the order in which they are done.")]
    missing: Annotated[list[str], Field(description="Names of secrets that have to be created there first.")]
    agent_id: Annotated[str | None, Field(description="Of the agent on the platform, once it is there.")]
    to_fill: Annotated[list[str], Field(description="Names of secrets to put into the headers there by hand.")]
    is_draft: Annotated[bool, Field(description="It waits there as a draft until somebody publishes it.")]


@router.post("/{platform}/push")
async def push(
    engine: EngineDep,
    caller: Pusher,
    session_id: SessionId,
    platform: Annotated[str, Path(examples=["elevenlabs"])],
    asked: PushIn,
    if_match: IfMatch = None,
) -> PushOut:
    """Create or update the agent on its platform. What breaks off is finished by asking again."""
    await check_unchanged(engine, session_id, if_match)
    view = await sessions.status(engine, session_id)
    await sessions.check_right(engine, session_id, caller.author, "push")
    if platform not in PLATFORM_NAMES:
        raise ApiProblem("not-found", f"There is no export of that name. Choose one of: {', '.join(PLATFORM_NAMES)}.")
    number, spec = await spec_at(engine, view, asked.version)
    bundle = sessions.export(spec, platform, number)
    try:
        done = await sessions.push(engine, session_id, bundle, dry_run=asked.dry_run, overwrite=asked.overwrite)
    except sessions.ChangedThere as changed:
        raise ApiProblem("changed-there", str(changed)) from None
    except sessions.PushUnderWay as other:
        raise ApiProblem("push-under-way", str(other)) from None
    except sessions.RemoteFailed as failed:
        raise ApiProblem("platform-failed", str(failed)) from None
    if not done.dry_run:
        await sessions.remember_export(engine, session_id, bundle, caller.author)
    return PushOut.of(
        view,
        platform=bundle.platform,
        version=number,
        dry_run=done.dry_run,
        steps=[StepOut.model_validate(step) for step in done.steps],
        missing=list(done.missing),
        agent_id=done.agent_id,
        to_fill=list(done.to_fill),
        is_draft=done.is_draft,
    )
