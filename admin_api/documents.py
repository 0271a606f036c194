"""What a session holds and what follows from it: the transcript, the spec and its versions, the prompt, the flow."""

from typing import Annotated, Literal

from fastapi import APIRouter, Query
from fastapi.responses import Response

from admin_api.access import Reader
from admin_api.problems import ApiProblem, documented
from admin_api.schemas import (
    AuthorOut,
    ChangeOut,
    DiffOut,
    MessageOut,
    MessagesOut,
    PromptOut,
    RecapOut,
    SpecOut,
    TestsOut,
    TurnUsageOut,
    UsageOut,
    UsedOut,
    VersionOut,
    VersionsOut,
    WorkflowOut,
    findings_out,
)
from admin_api.sessions import SessionId
from admin_api.state import EngineDep
from engine import sessions
from engine.document.diff import diff
from engine.document.spec import AgentSpec, Platform
from engine.sessions import Engine, ListedVersion, SessionView

MOST_VERSIONS = 2**31 - 1
"""What a version's column holds."""
router = APIRouter(
    prefix="/sessions/{session_id}", tags=["documents"], responses=documented(401, 403, 404, 422, 500, 503)
)
VersionNumber = Annotated[int, Query(ge=0, le=MOST_VERSIONS)]
WhichVersion = Annotated[int | None, Query(ge=0, le=MOST_VERSIONS, description="Without it, the current one.")]
Limit = Annotated[int, Query(ge=1, le=200)]
Profile = Literal["generic"] | Platform


@router.get("/messages")
async def list_messages(
    engine: EngineDep,
    _: Reader,
    session_id: SessionId,
    cursor: Annotated[int, Query(ge=0, le=2**63 - 1, description="`next` of the page before.")] = 0,
    limit: Limit = 100,
) -> MessagesOut:
    """The transcript, oldest first."""
    view = await sessions.status(engine, session_id)
    page = await sessions.messages(engine, session_id, after=cursor, limit=limit)
    return MessagesOut.of(
        view,
        messages=[
            MessageOut(
                id=message.id,
                role=message.role,
                author=AuthorOut.of(message.author),
                text=message.text,
                at=message.at,
                addressed=message.addressed,
                version=version,
            )
            for version, message in page.items
        ],
        next=page.next,
    )


@router.get("/usage")
async def read_usage(engine: EngineDep, _: Reader, session_id: SessionId) -> UsageOut:
    """What its language models have cost, turn by turn."""
    view = await sessions.status(engine, session_id)
    found = await sessions.usage(engine, session_id)
    return UsageOut.of(
        view,
        total=UsedOut.model_validate(found.total),
        budget_tokens=found.budget,
        prices=found.prices,
        turns=[TurnUsageOut.model_validate(t) for t in found.turns],
    )


@router.get("/spec")
async def read_spec(engine: EngineDep, _: Reader, session_id: SessionId, version: WhichVersion = None) -> SpecOut:
    """The whole spec, as it is or as it was."""
    view = await sessions.status(engine, session_id)
    number, spec = await spec_at(engine, view, version)
    return SpecOut.of(view, version=number, spec=spec)


@router.get("/versions")
async def list_versions(
    engine: EngineDep,
    _: Reader,
    session_id: SessionId,
    cursor: Annotated[int | None, Query(ge=0, le=MOST_VERSIONS, description="`next` of the page before.")] = None,
    limit: Limit = 50,
) -> VersionsOut:
    """Every version of the spec, newest first: what changed, by whom, in which message."""
    view = await sessions.status(engine, session_id)
    page = await sessions.versions(engine, session_id, before=cursor, limit=limit)
    return VersionsOut.of(view, versions=[_version_out(version) for version in page.items], next=page.next)


@router.get("/versions/diff")
async def compare_versions(
    engine: EngineDep, _: Reader, session_id: SessionId, before: VersionNumber, after: WhichVersion = None
) -> DiffOut:
    """What differs between two versions, value by value, and who said the one and the other."""
    view = await sessions.status(engine, session_id)
    old, old_spec = await spec_at(engine, view, before)
    new, new_spec = await spec_at(engine, view, after)
    return DiffOut.of(view, before=old, after=new, lines=list(diff(old_spec, new_spec)))


@router.get("/prompt", response_model=PromptOut, responses={200: {"content": {"text/markdown": {}}}})
async def read_prompt(
    engine: EngineDep,
    _: Reader,
    session_id: SessionId,
    profile: Annotated[Profile, Query(description="Whose prompting guide to follow where they differ.")] = "generic",
    version: WhichVersion = None,
    format: Literal["json", "text"] = "json",
) -> PromptOut | Response:
    """The system prompt that follows from the spec, and what the lint finds in it."""
    view = await sessions.status(engine, session_id)
    number, spec = await spec_at(engine, view, version)
    found = sessions.prompt(spec, profile)
    if format == "text":
        return Response(found.text, media_type="text/markdown")
    findings = findings_out(found.findings)
    return PromptOut.of(view, version=number, profile=profile, prompt=found.text, findings=findings)


@router.get("/recap")
async def read_recap(engine: EngineDep, _: Reader, session_id: SessionId, version: WhichVersion = None) -> RecapOut:
    """The agent as its callers will meet it: what it does and never does, who takes over, and what is still open."""
    view = await sessions.status(engine, session_id)
    number, spec = await spec_at(engine, view, version)
    return RecapOut.of(view, version=number, recap=sessions.recap(spec))


@router.get("/tests")
async def read_tests(engine: EngineDep, _: Reader, session_id: SessionId, version: WhichVersion = None) -> TestsOut:
    """Calls to try before the agent takes real ones: who calls, what they say, what must and must not come of it."""
    view = await sessions.status(engine, session_id)
    number, spec = await spec_at(engine, view, version)
    return TestsOut.of(view, version=number, tests=list(sessions.tests(spec)))


@router.get(
    "/workflow",
    response_model=WorkflowOut,
    responses={200: {"content": {"text/vnd.mermaid": {}, "image/svg+xml": {}, "image/png": {}}}},
)
async def read_workflow(
    engine: EngineDep,
    _: Reader,
    session_id: SessionId,
    version: WhichVersion = None,
    format: Literal["json", "mermaid", "svg", "png"] = "json",
    goal: str | None = None,
) -> WorkflowOut | Response:
    """The flow of the call: as data with the findings of its check, or as a picture of the goals; with the id of a
    `goal`, as a picture of its steps."""
    view = await sessions.status(engine, session_id)
    number, spec = await spec_at(engine, view, version)
    drawing = sessions.flow_mermaid(spec, goal)
    match format:
        case "mermaid":
            return Response(drawing, media_type="text/vnd.mermaid")
        case "svg":
            return Response(await sessions.flow_svg(drawing), media_type="image/svg+xml", headers=_NO_SCRIPTS)
        case "png":
            return Response(await sessions.flow_png(drawing), media_type="image/png")
        case "json":
            findings = findings_out(sessions.flow_findings(spec))
            return WorkflowOut.of(view, version=number, flow=spec.flow, mermaid=drawing, findings=findings)


async def spec_at(engine: Engine, view: SessionView, version: int | None) -> tuple[int, AgentSpec]:
    """The spec of this version, or the current one, with its number. Raises ApiProblem."""
    if version is None:
        return view.version, view.spec
    spec = await sessions.spec_at(engine, view.session_id, version)
    if spec is None:
        raise ApiProblem("not-found", f"There is no version {version}; the current one is {view.version}.")
    return version, spec


_NO_SCRIPTS = {"Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'"}
"""The labels of a flow are what people typed."""


def _version_out(version: ListedVersion) -> VersionOut:
    return VersionOut(
        version=version.number,
        parent=version.parent,
        author=AuthorOut.of(version.author),
        message_id=version.message_id,
        created_at=version.created_at,
        readable=version.readable,
        changes=[ChangeOut(change=change, origin=origin) for change, origin in version.changes],
    )
