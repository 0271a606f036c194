"""Who may call: an API key with the right scope, or, as long as no key was ever created, somebody on this computer.

Without a key every address of the server, `/docs` and `/health` too, asks one question: does this request come from a
person at this machine, and not through a proxy or a web page that their browser has open? So the peer must be a
loopback address, no header may be there that a proxy adds, `Host` must be a loopback name (a rebound DNS name is not),
and `Origin`, where there is one, too.
"""

import ipaddress
from datetime import timedelta
from typing import Annotated, NamedTuple, get_args
from urllib.parse import urlsplit

from fastapi import Depends, Request, Security
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer, SecurityScopes
from starlette.types import ASGIApp, Receive, Scope, Send

from admin_api.problems import ApiProblem
from admin_api.state import State, StateDep
from engine import sessions
from engine.api_access import keys
from engine.api_access.keys import ApiKey
from engine.errors import OperatorError
from engine.messages.inbound import Author
from engine.turns.turn import Engine

NOTE_USE_EVERY = timedelta(minutes=1)
"""`last_used_at` is for people; a write for each request would cost more than it tells."""
_OF_PROXIES = (
    *(
        "forwarded",
        "via",
        "x-forwarded",
        "x-real-ip",
        "x-original-",
        "x-client-ip",
        "x-cluster-client-ip",
        "true-client-ip",
    ),
    *(
        "cf-",
        "cdn-loop",
        "fastly-",
        "fly-",
        "tailscale-",
        "x-amz-cf-",
        "x-amzn-",
        "x-appengine-",
        "x-azure-",
        "x-envoy-",
    ),
)
"""How the names of headers begin that proxies, load balancers and tunnels add."""
LOCAL = "local"
"""The caller at this computer, as long as there is no key."""
_MAKE_A_KEY = "Create a key there: python -m admin_api.keys create NAME"
_bearer = HTTPBearer(auto_error=False, description="A key made by `python -m admin_api.keys create NAME`.")


class LocalUntilKeyed:
    """ASGI middleware: before the first API key is made, only this computer gets any answer but the refusal."""

    def __init__(self, app: ASGIApp, engine: Engine) -> None:
        self._app, self._engine = app, engine
        self._keyed = False

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and not self._keyed and (problem := _foreign(Request(scope))):
            self._keyed = await keys.exist(self._engine.store)  # it stays so: a revoked key counts too
            if not self._keyed:
                raise problem
        await self._app(scope, receive, send)


class Caller(NamedTuple):
    """Who a request is from; `id` is that of the API key, or `local`."""

    id: str
    name: str
    scopes: tuple[str, ...]
    workspace: str | None = None
    """Whose sessions alone they see; None: all."""

    @property
    def author(self) -> Author:
        """The person to whom a message belongs that names no author."""
        return Author(f"api:{self.id}", self.name)


async def caller(
    request: Request,
    scopes: SecurityScopes,
    state: StateDep,
    credentials: Annotated[HTTPAuthorizationCredentials | None, Depends(_bearer)],
) -> Caller:
    """The caller, if every scope in `scopes` is theirs, and the session that they name. Raises ApiProblem."""
    found = await _identified(request, state, credentials)
    request.state.caller, request.state.audited = found, scopes.scopes != ["read"]
    if found.id != LOCAL:
        request.state.headers = state.guard.count(found.id)
    _check_scopes(found, scopes.scopes)
    if found.workspace and (session_id := request.path_params.get("session_id")):
        await sessions.check_workspace(state.engine, session_id, found.workspace)
    return found


async def _identified(request: Request, state: State, credentials: HTTPAuthorizationCredentials | None) -> Caller:
    if credentials is not None:
        return await _by_key(state, credentials.credentials, request.client.host if request.client else "")
    if request.headers.get("authorization") or await keys.exist(state.engine.store):
        raise _unauthorized("Send an API key in the header “Authorization: Bearer …”.")
    if problem := _foreign(request):
        raise problem
    return Caller(LOCAL, "API", get_args(keys.Scope))


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


async def valid_key(state: State, key: str, address: str) -> ApiKey | None:
    """The record of a key that is valid now. Raises ApiProblem (429) for an address with too many wrong ones."""
    state.guard.check_key(key, address)
    found = await keys.find(state.engine.store, key, state.engine.clock())
    state.guard.note(key, address, valid=found is not None)
    return found


async def _by_key(state: State, key: str, address: str) -> Caller:
    engine, now = state.engine, state.engine.clock()
    found = await valid_key(state, key, address)
    if found is None:
        raise _unauthorized("This API key is not known, was revoked, or is over.", error="invalid_token")
    if found.last_used_at is None or now - found.last_used_at > NOTE_USE_EVERY:
        await keys.note_use(engine.store, found.id, now)
    return Caller(found.id, found.name, found.scopes, found.workspace)


_PART_OF = {"export": "read", "push": "write"}
"""Whoever may read may take the finished configs, too; a key for these alone reads no conversation."""


def _check_scopes(caller: Caller, scopes: list[str]) -> None:
    lacking = [scope for scope in scopes if not {scope, _PART_OF.get(scope)} & {*caller.scopes}]
    if lacking:
        raise ApiProblem(
            "forbidden",
            f"The key “{caller.name}” lacks the scope “{lacking[0]}”. Create one with --scope {lacking[0]}.",
            {"WWW-Authenticate": f'Bearer error="insufficient_scope", scope="{lacking[0]}"'},
        )


def _unauthorized(detail: str, error: str = "") -> ApiProblem:
    return ApiProblem("unauthorized", detail, {"WWW-Authenticate": f'Bearer error="{error}"' if error else "Bearer"})


def _foreign(request: Request) -> ApiProblem | None:
    """Why this request may come from elsewhere; None: it is from this computer."""
    if not is_loopback(request.client.host if request.client else ""):
        return ApiProblem("forbidden", f"Without an API key this server answers its own computer only. {_MAKE_A_KEY}")
    if header := next((name for name in request.headers if name.startswith(_OF_PROXIES)), None):
        return ApiProblem(
            "forbidden",
            f"Without an API key this server takes nothing from a proxy, and “{header}” names one. {_MAKE_A_KEY}",
        )
    for name, url in (("Host", f"//{request.headers.get('host', '')}"), ("Origin", request.headers.get("origin"))):
        if url is not None and not is_loopback(_host_of(url)):
            return ApiProblem(
                "forbidden",
                f"Without an API key, “{name}” must name this computer, like http://localhost:8000. {_MAKE_A_KEY}",
            )
    return None


def _host_of(url: str) -> str:
    try:
        return urlsplit(url).hostname or ""
    except ValueError:
        return ""


Reader = Annotated[Caller, Security(caller, scopes=["read"])]
Writer = Annotated[Caller, Security(caller, scopes=["write"])]
Exporter = Annotated[Caller, Security(caller, scopes=["export"])]
Pusher = Annotated[Caller, Security(caller, scopes=["push"])]
Admin = Annotated[Caller, Security(caller, scopes=["admin"])]
