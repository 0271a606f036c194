"""Errors as `application/problem+json` (RFC 9457): one sentence each, which says what to do.

`KINDS` is the closed list of problem types. A type is an address of this API, `/problems/{kind}`, that explains it.
"""

from collections.abc import Mapping, Sequence
from typing import Annotated, Any, NamedTuple

from fastapi import APIRouter, FastAPI
from fastapi.responses import JSONResponse
from pydantic import BaseModel, Field
from pydantic.json_schema import models_json_schema
from starlette.requests import Request

from engine.logs import request_id

MEDIA_TYPE = "application/problem+json"


class Kind(NamedTuple):
    status: int
    title: str
    meaning: str


KINDS: Mapping[str, Kind] = {
    "malformed": Kind(400, "The request cannot be read", "The body is not JSON, or the request itself is broken."),
    "unauthorized": Kind(401, "An API key is needed", "Send `Authorization: Bearer …` with a key that is valid."),
    "forbidden": Kind(
        403,
        "Not allowed",
        "The key lacks a scope, a team gave that right to others, or the request came from elsewhere.",
    ),
    "not-found": Kind(404, "Not found", "There is no such session, version, platform or address."),
    "method-not-allowed": Kind(405, "Method not allowed", "The address exists; `Allow` lists its methods."),
    "too-slow": Kind(408, "The request did not arrive in time", "Send the whole of it at once."),
    "session-closed": Kind(409, "The session is closed", "It was abandoned: it can be read, but takes no messages."),
    "changed-there": Kind(
        409, "Somebody changed it there", "What a push would overwrite was changed on the platform. Look at a dry run."
    ),
    "push-under-way": Kind(
        409, "Another push is under way", "One push of an agent to a platform at a time. Look again in a minute."
    ),
    "too-large": Kind(413, "The body is too large", "Send a shorter body."),
    "unsupported-media-type": Kind(415, "Unsupported media type", "Bodies are JSON: `Content-Type: application/json`."),
    "changed-meanwhile": Kind(
        412, "It has changed meanwhile", "`If-Match` names another state of the session than it has now. Read it again."
    ),
    "too-many-requests": Kind(
        429, "Too many requests", "Wait for `Retry-After` seconds. `RateLimit` says what is left."
    ),
    "invalid": Kind(
        422, "The request is not valid", "`errors` names every field that is wrong and what would be right."
    ),
    "refused": Kind(422, "That is not possible", "The request is well-formed, but cannot be served as it stands."),
    "idempotency-key-reused": Kind(
        422, "The idempotency key was used before", "One `Idempotency-Key` belongs to one body. Use a new key."
    ),
    "internal": Kind(500, "Something broke in Agent Builder", "It was logged under `request_id`; nothing was lost."),
    "platform-failed": Kind(
        502, "The platform did not do it", "`detail` says what it answered. A push is finished by asking again."
    ),
    "unavailable": Kind(
        503, "Not available now", "The database does not answer. Try again after `Retry-After` seconds."
    ),
    "newer-release": Kind(
        503, "Only a newer release can read it", "Another release of Agent Builder wrote it. Ask a server of that one."
    ),
}
_BY_STATUS: Mapping[int, str] = {kind.status: name for name, kind in reversed(list(KINDS.items()))}


class FieldError(BaseModel):
    """What is wrong with one field: `pointer` is its place in the body (RFC 6901), `parameter` its name elsewhere."""

    detail: str
    pointer: str | None = None
    parameter: str | None = None


class Problem(BaseModel):
    """RFC 9457."""

    type: Annotated[str, Field(examples=["/problems/not-found"])]
    title: str
    status: int
    detail: Annotated[str, Field(description="One sentence that says what to do.")]
    instance: Annotated[str, Field(description="The address that was asked.")]
    request_id: Annotated[str, Field(description="Stands in the log, and in the answer's `X-Request-ID`.")]
    errors: list[FieldError] | None = None


class Explanation(BaseModel):
    type: str
    status: int
    title: str
    meaning: str


class ApiProblem(Exception):
    """Raised by an endpoint that answers with a problem."""

    def __init__(self, kind: str, detail: str, headers: Mapping[str, str] | None = None) -> None:
        super().__init__(detail)
        self.kind, self.detail, self.headers = kind, detail, dict(headers or {})


def answer(
    request: Request,
    kind: str,
    detail: str,
    *,
    status: int | None = None,
    headers: Mapping[str, str] | None = None,
    errors: Sequence[FieldError] = (),
) -> JSONResponse:
    """The problem as a response; `status` only where it differs from that of the kind."""
    known = problem_of(kind, detail, instance=request.url.path, request_id=request_id())
    problem = known.model_copy(update={"status": status or known.status, "errors": list(errors) or None})
    content = problem.model_dump(exclude_none=True)
    return JSONResponse(content, status_code=problem.status, headers=dict(headers or {}), media_type=MEDIA_TYPE)


def problem_of(kind: str, detail: str, *, instance: str, request_id: str) -> Problem:
    known = KINDS[kind]
    return Problem(
        type=f"/problems/{kind}",
        title=known.title,
        status=known.status,
        detail=detail,
        instance=instance,
        request_id=request_id,
    )


def kind_of(status: int) -> str:
    """The kind of a status that the framework chose by itself."""
    return _BY_STATUS.get(status, "malformed" if status < 500 else "internal")


router = APIRouter(prefix="/problems", tags=["problems"])


Documented = dict[int | str, dict[str, Any]]


def documented(*statuses: int) -> Documented:
    """The `responses` of an endpoint in OpenAPI; who must say who they are can also ask too often."""
    return {
        status: {
            "description": KINDS[kind_of(status)].title,
            "content": {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}},
        }
        for status in (*statuses, *([429] if 401 in statuses else []))
    }


@router.get("/{kind}", responses=documented(403, 404, 422))
async def explain_problem(kind: str) -> Explanation:
    """What the `type` of a problem means."""
    if kind not in KINDS:
        raise ApiProblem("not-found", f"There is no such problem. They are: {', '.join(KINDS)}.")
    return Explanation(type=f"/problems/{kind}", **KINDS[kind]._asdict())


def describe(app: FastAPI) -> None:
    """Put into the OpenAPI description what no endpoint says itself: `Problem`, and the 304 of every `GET`."""
    generate = app.openapi

    def openapi() -> dict[str, Any]:
        _, schemas = models_json_schema([(Problem, "serialization")], ref_template="#/components/schemas/{model}")
        description = generate()
        description["components"]["schemas"].update(schemas["$defs"])
        for path, methods in description["paths"].items():
            if path.startswith("/api/") and "get" in methods:
                methods["get"]["responses"]["304"] = {"description": "`If-None-Match` named what you have."}
        return description

    app.openapi = openapi  # type: ignore[method-assign]  # the way that FastAPI documents
