"""The bundles for voice platforms: as JSON, or as the zip that a person downloads."""

from typing import Annotated, Literal

from fastapi import APIRouter, Path, Query
from fastapi.responses import Response

from admin_api.access import Exporter, Reader
from admin_api.documents import MOST_VERSIONS, WhichVersion, spec_at
from admin_api.problems import ApiProblem, documented
from admin_api.schemas import (
    AuthorOut,
    ComparisonOut,
    ExportOut,
    ExportRequestOut,
    ExportsOut,
    ExportSummary,
    FileChangeOut,
)
from admin_api.sessions import SessionId
from admin_api.state import EngineDep
from engine import sessions
from engine.sessions import PLATFORM_NAMES, Bundle

router = APIRouter(
    prefix="/sessions/{session_id}/exports", tags=["exports"], responses=documented(401, 403, 404, 422, 500, 503)
)


ExportPlatform = Annotated[str, Path(examples=list(PLATFORM_NAMES))]


@router.get("")
async def list_exports(engine: EngineDep, _: Reader, session_id: SessionId) -> ExportsOut:
    """Every platform that the agent can be exported to, what such an export holds, and who has asked for which."""
    view = await sessions.status(engine, session_id)
    bundles = [sessions.export(view.spec, platform, view.version) for platform in PLATFORM_NAMES]
    return ExportsOut.of(
        view,
        exports=[_summary(session_id, b, b.platform in view.spec.platforms) for b in bundles],
        requests=[
            ExportRequestOut(
                platform=asked.platform,
                version=asked.version,
                checksum=asked.checksum,
                author=AuthorOut.of(asked.author),
                at=asked.at,
            )
            for asked in await sessions.export_requests(engine, session_id)
        ],
    )


@router.get(
    "/{platform}",
    response_model=ExportOut,
    responses={200: {"content": {"application/zip": {}}}},
)
async def read_export(
    engine: EngineDep,
    caller: Exporter,
    session_id: SessionId,
    platform: ExportPlatform,
    version: WhichVersion = None,
    format: Literal["json", "zip"] = "json",
) -> Response:
    """One export. An unfinished agent can be exported too: `open` then names what somebody must fill in.

    Who asked for it is remembered.
    """
    view = await sessions.status(engine, session_id)
    await sessions.check_right(engine, session_id, caller.author, "export")
    _check_known(platform)
    number, spec = await spec_at(engine, view, version)
    bundle = sessions.export(spec, platform, number)
    if format == "zip":
        content, media_type = sessions.zip_of(bundle), "application/zip"
    else:
        answer = ExportOut.of(view, **bundle.model_dump(), checksum=bundle.checksum)
        content, media_type = answer.model_dump_json(by_alias=True).encode(), "application/json"
    await sessions.remember_export(engine, session_id, bundle, caller.author)
    name = f"{session_id}-{platform}-v{number}.zip"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'} if format == "zip" else {}
    return Response(content, media_type=media_type, headers=headers)


@router.get("/{platform}/compare")
async def compare_exports(
    engine: EngineDep,
    caller: Exporter,
    session_id: SessionId,
    platform: ExportPlatform,
    before: Annotated[int, Query(alias="from", ge=0, le=MOST_VERSIONS, description="Version of the spec.")],
    after: Annotated[
        int | None, Query(alias="to", ge=0, le=MOST_VERSIONS, description="Without it, the current one.")
    ] = None,
) -> ComparisonOut:
    """What changed in an export between two versions: in people's words, and file by file as a unified diff."""
    view = await sessions.status(engine, session_id)
    await sessions.check_right(engine, session_id, caller.author, "export")
    _check_known(platform)
    old, _ = await spec_at(engine, view, before)
    new, _ = await spec_at(engine, view, after)
    found = await sessions.compare_exports(engine, session_id, platform, old, new)
    return ComparisonOut.of(
        view,
        platform=found.before.platform,
        before=found.before.version,
        after=found.after.version,
        checksums=[found.before.checksum, found.after.checksum],
        changed=list(found.parts),
        files=[FileChangeOut.model_validate(file) for file in found.files],
    )


def _check_known(platform: str) -> None:
    if platform not in PLATFORM_NAMES:
        raise ApiProblem("not-found", f"There is no export of that name. Choose one of: {', '.join(PLATFORM_NAMES)}.")


def _summary(session_id: str, bundle: Bundle, chosen: bool) -> ExportSummary:
    return ExportSummary(
        platform=bundle.platform,
        chosen=chosen,
        url=f"/api/v1/sessions/{session_id}/exports/{bundle.platform}",
        files=list(bundle.files),
        secrets=list(bundle.secrets),
        open=list(bundle.open),
    )
