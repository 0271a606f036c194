"""The one place that turns what was raised into a problem for the caller."""

from collections.abc import Iterator, Sequence
from typing import Any

import structlog
from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.responses import Response

from admin_api.problems import ApiProblem, FieldError, answer, kind_of
from engine.errors import OperatorError, PersonError, SessionClosed, SessionNotFound, TooManyWaiting, UnreadableDocument
from engine.rules import NotTheirs
from engine.sentences import sentence_for

RETRY_SECONDS = 5
_HANDLED = (ApiProblem, PersonError, OperatorError, HTTPException, RequestValidationError)
_UNAVAILABLE = (
    "The database does not answer or is busy just now. What was accepted is kept. "
    f"Try again in {RETRY_SECONDS} seconds; with the same “Idempotency-Key” nothing is done twice."
)
_UNREADABLE = (
    "This session was written by another release of Agent Builder, and this one cannot read it. Nothing of it is lost, "
    "and all other sessions go on. Ask a server of the newer release, or update this one."
)
_log = structlog.get_logger()


def handle_errors(app: FastAPI) -> None:
    for error in _HANDLED:
        app.add_exception_handler(error, _told)


async def _told(request: Request, error: Exception) -> Response:
    match error:
        case ApiProblem():
            return answer(request, error.kind, error.detail, headers=error.headers)
        case SessionNotFound():
            return answer(request, "not-found", f"{error} GET /api/v1/sessions lists those that there are.")
        case SessionClosed():
            return answer(request, "session-closed", str(error))
        case UnreadableDocument():
            return answer(request, "newer-release", _UNREADABLE)
        case TooManyWaiting():
            return answer(request, "too-many-requests", str(error), headers={"Retry-After": str(RETRY_SECONDS)})
        case NotTheirs():
            return answer(request, "forbidden", str(error))
        case PersonError():
            return answer(request, "refused", str(error))
        case OperatorError():
            _log.error("not available", reason=str(error))
            return answer(request, "unavailable", _UNAVAILABLE, headers={"Retry-After": str(RETRY_SECONDS)})
        case RequestValidationError():
            errors = list(_field_errors(error.errors(), error.body))
            return answer(request, "invalid", errors[0].detail, errors=errors)
        case HTTPException():
            return _of_framework(request, error)
        case _:
            raise error


def _of_framework(request: Request, error: HTTPException) -> Response:
    headers = dict(error.headers or {})
    match error.status_code:
        case 404:
            detail = "There is nothing at this address. /docs lists what there is."
        case 405:
            detail = f"{request.method} is not possible here; use {headers.get('Allow', 'another method')}."
        case _:
            detail = f"{error.detail}."
    return answer(request, kind_of(error.status_code), detail, status=error.status_code, headers=headers)


def _field_errors(errors: Sequence[Any], body: Any) -> Iterator[FieldError]:
    for error in errors:
        place, *steps = error["loc"]
        detail = sentence_for(error)
        if place == "body":
            yield FieldError(detail=detail, pointer=_pointer(steps, body))
        else:
            yield FieldError(detail=detail, parameter=".".join(map(str, steps)))


def _pointer(steps: Sequence[str | int], value: Any) -> str:
    """RFC 6901 as a URI fragment. Steps that only name a variant of a union are not in the body, and left out."""
    pointer = "#"
    for number, step in enumerate(steps, 1):
        inside = (isinstance(value, dict) and step in value) or (isinstance(value, list) and isinstance(step, int))
        if inside or number == len(steps):
            pointer += f"/{str(step).replace('~', '~0').replace('/', '~1')}"
        if inside:
            value = value[step]
    return pointer
