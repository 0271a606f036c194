"""Who may call: an API key with the right scope, or, as long as no key was ever created, somebody on this computer.

Without a key every check is about one question: does this request come from a person at this machine, and not from a
web page that their browser has open? So the peer must be a loopback address with no proxy in between, `Host` must be a
loopback name (a rebound DNS name is not), and `Origin`, where there is one, too.
"""

import ipaddress
from datetime import timedelta
from typing import Annotated, NamedTuple
from urllib.parse import urlsplit

from fastapi import Depends, Request, Security
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer, SecurityScopes

from admin_api.problems import ApiProblem
from admin_api.state import EngineDep
from engine.errors import OperatorError
from engine.inbound import Author
from engine.store import keys
from engine.turns.turn import Engine

NOTE_USE_EVERY = timedelta(minutes=1)
"""`last_used_at` is for people; a write for each request would cost more than it tells."""
_PROXY_HEADERS = ("forwarded", "x-forwarded-for", "x-real-ip", "via")
_bearer = HTTPBearer(auto_error=False, description="A key made by `python -m admin_api.keys create NAME`.")


class Caller(NamedTuple):
    """Who a request is from; `id` is that of the API key, or `local`."""

    id: str
    name: str

    @property
    def author(self) -> Author:
        """The person to whom a message belongs that names no author."""
        return Author(f"api:{self.id}", self.name)


async def caller(
    request: Request,
    scopes: SecurityScopes,
    engine: EngineDep,
    credentials: Annotated[HTTPAuthorizationCredentials | None, Depends(_bearer)],
) -> Caller:
    """The caller, if every scope in `scopes` is theirs. Raises ApiProblem (401 or 403)."""
    if credentials is not None:
        return await _by_key(engine, credentials.credentials, scopes.scopes)
    if request.headers.get("authorization") or await keys.exist(engine.store):
        raise _unauthorized("Send an API key in the header “Authorization: Bearer …”.")
    _check_local(request)
    return Caller("local", "API")


async def check_bound_address(engine: Engine, host: str) -> None:
    """Raises OperatorError where the API would be open to other computers and nobody made a key."""
    if not is_loopback(host) and not await keys.exist(engine.store):
        raise OperatorError(
            f"HOST is {host}, which other computers can reach, and there is no API key. "
            "Run: python -m admin_api.keys create NAME"
        )


def is_loopback(host: str) -> bool:
    """Whether this name or address means this computer: `localhost`, `127.0.0.1`, `::1`."""
    if host.lower() == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


async def _by_key(engine: Engine, key: str, scopes: list[str]) -> Caller:
    found = await keys.find(engine.store, key)
    if found is None:
        raise _unauthorized("This API key is not known, or was revoked.", error="invalid_token")
    lacking = [scope for scope in scopes if scope not in found.scopes]
    if lacking:
        raise ApiProblem(
            "forbidden",
            f"The key “{found.name}” lacks the scope “{lacking[0]}”. Create one with --scope {lacking[0]}.",
            {"WWW-Authenticate": f'Bearer error="insufficient_scope", scope="{lacking[0]}"'},
        )
    now = engine.clock()
    if found.last_used_at is None or now - found.last_used_at > NOTE_USE_EVERY:
        await keys.note_use(engine.store, found.id, now)
    return Caller(found.id, found.name)


def _unauthorized(detail: str, error: str = "") -> ApiProblem:
    return ApiProblem("unauthorized", detail, {"WWW-Authenticate": f'Bearer error="{error}"' if error else "Bearer"})


def _check_local(request: Request) -> None:
    peer = request.client.host if request.client else ""
    if not is_loopback(peer) or any(name in request.headers for name in _PROXY_HEADERS):
        raise ApiProblem(
            "forbidden",
            "Without an API key this API answers on its own computer only. "
            "Create a key there: python -m admin_api.keys create NAME",
        )
    for name, url in (("Host", f"//{request.headers.get('host', '')}"), ("Origin", request.headers.get("origin"))):
        if url is not None and not is_loopback(_host_of(url)):
            raise ApiProblem(
                "forbidden", f"Without an API key, “{name}” must name this computer, like http://localhost:8000."
            )


def _host_of(url: str) -> str:
    try:
        return urlsplit(url).hostname or ""
    except ValueError:
        return ""


Reader = Annotated[Caller, Security(caller, scopes=["read"])]
Writer = Annotated[Caller, Security(caller, scopes=["write"])]
