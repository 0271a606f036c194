"""`Idempotency-Key` (draft-ietf-httpapi-idempotency-key-header): a request that is repeated is done once.

The engine already does an event once, whatever happens; here a key becomes that event's key, and the answer is kept
word for word. Keys belong to the caller who sent them and to one endpoint.
"""

import hashlib
import re
from collections.abc import Awaitable, Callable
from typing import Annotated

from fastapi import Header
from fastapi.responses import JSONResponse, Response
from pydantic import BaseModel

from admin_api.access import Caller
from admin_api.problems import ApiProblem
from engine.api_access import idempotency
from engine.turns.turn import Engine

_KEY = re.compile(r"[\x21-\x7e](?:[\x20-\x7e]{0,253}[\x21-\x7e])?")
IdempotencyKey = Annotated[
    str | None,
    Header(description="Any text that is new for each new request, such as a UUID; send the same one when you retry."),
]


def scoped(key: str | None, caller: Caller, endpoint: str) -> str | None:
    """The key as it is stored: one caller's, for one endpoint. Raises ApiProblem for one that is not usable."""
    if key is None:
        return None
    if not _KEY.fullmatch(key):
        raise ApiProblem("malformed", "“Idempotency-Key” must be 1 to 255 printable ASCII characters, such as a UUID.")
    return hashlib.sha256("\n".join((caller.id, endpoint, key)).encode()).hexdigest()


async def once(
    engine: Engine,
    key: str | None,
    session_id: str,
    body: BaseModel,
    work: Callable[[], Awaitable[JSONResponse]],
) -> Response:
    """The answer of `work`, or the one that was given before to the same key and body. Raises ApiProblem."""
    if key is None:
        return await work()
    fingerprint = hashlib.sha256(body.model_dump_json().encode()).hexdigest()
    claim = await idempotency.claim(engine.store, key, session_id, fingerprint, engine.clock())
    if claim.fingerprint != fingerprint:
        raise ApiProblem(
            "idempotency-key-reused",
            "This “Idempotency-Key” was sent before with another body. Send a new key for a new request.",
        )
    if claim.answer is not None:
        return _response(claim.answer, replayed=True)
    response = await work()
    if response.status_code == 202:  # not answered yet, so a retry asks again
        return response
    kept = await idempotency.keep(engine.store, key, [response.status_code, bytes(response.body).decode()])
    return _response(kept, replayed=False)


def _response(kept: tuple[int, str], *, replayed: bool) -> Response:
    status, body = kept
    headers = {"Idempotency-Replayed": "true"} if replayed else {}
    return Response(body, status, headers, media_type="application/json")
