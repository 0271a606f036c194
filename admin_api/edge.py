"""The outermost layer of the API: request ids, one log line for each request, bodies within bounds, and no traceback
for the caller whatever happens inside."""

import json
import re
import time
from collections.abc import Callable
from typing import Any

import structlog
from pydantic_core import from_json
from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from admin_api.problems import ApiProblem, answer
from engine.ids import new_id
from engine.logs import where

MOST_BYTES = 2 * 1024 * 1024
"""Holds the longest message (100,000 characters) even if each is an emoji that is written as two `\\uXXXX` escapes."""
_REQUEST_ID = re.compile(r"[A-Za-z0-9._-]{1,64}")
_log = structlog.get_logger()


class RequestLayer:
    """ASGI middleware. It must be the outermost one."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        given = Headers(scope=scope).get("x-request-id", "")
        request_id = given if _REQUEST_ID.fullmatch(given) else new_id("req")
        facts = scope.setdefault("state", {})
        with structlog.contextvars.bound_contextvars(request_id=request_id):
            await self._answer(scope, receive, _Sender(send, request_id, scope["path"].startswith("/api/"), facts))

    async def _answer(self, scope: Scope, receive: Receive, sender: "_Sender") -> None:
        started = time.perf_counter()
        try:
            await self._app(scope, await _with_body(scope, receive), sender)
        except ApiProblem as problem:
            await self._refuse(scope, receive, sender, problem)
        except Exception as error:  # noqa: BLE001 - the last resort: logged, and told to the caller without its text
            _log.error("a request failed", method=scope["method"], path=_path(scope), **where(error))
            await self._refuse(scope, receive, sender, ApiProblem("internal", _BROKEN))
        _log.info(
            "request",
            method=scope["method"],
            path=_path(scope),
            status=sender.status,
            ms=round(1000 * (time.perf_counter() - started), 1),
            **_named(scope["state"].get("caller")),
        )
        scope["app"].state.deeds.note(scope, sender.status or 499)

    async def _refuse(self, scope: Scope, receive: Receive, sender: "_Sender", problem: ApiProblem) -> None:
        if sender.status is None:
            response = answer(Request(scope), problem.kind, problem.detail, headers=problem.headers)
            await response(scope, receive, sender)


_BROKEN = "Something broke here, not in your request. What was accepted is kept. Try again, or tell us the request id."


def _path(scope: Scope) -> str:
    """For the log, which holds no token: that of a link stands in its path."""
    path: str = scope["path"]
    return path if not path.startswith("/ui/links/") else "/ui/links/…"


def _named(caller: Any) -> dict[str, str]:
    return {"key": caller.id, "key_name": caller.name} if caller else {}


class _Sender:
    """Passes the answer on, with the headers that every answer has, and those that `facts` holds for this one."""

    def __init__(self, send: Send, request_id: str, private: bool, facts: dict[str, Any]) -> None:
        self._send, self._request_id, self._private, self._facts = send, request_id, private, facts
        self.status: int | None = None

    async def __call__(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self.status = message["status"]
            headers = MutableHeaders(scope=message)
            headers["X-Request-ID"] = self._request_id
            headers["X-Content-Type-Options"] = "nosniff"
            headers.update(self._facts.get("headers", {}))
            if self._private:
                headers.setdefault("Cache-Control", "no-store")
        await self._send(message)


async def _with_body(scope: Scope, receive: Receive) -> Receive:
    """Read and check the body before anything else sees it, then hand it over as one piece. Raises ApiProblem."""
    if scope["method"] in ("GET", "HEAD", "OPTIONS"):
        return receive
    body = await _read(scope, receive)
    if body and not scope["path"].startswith("/ui/"):  # a page sends forms
        _check_type(Headers(scope=scope).get("content-type", ""))
        _check_json(body)
    return _replayed(body, receive)


async def _read(scope: Scope, receive: Receive) -> bytes:
    declared = Headers(scope=scope).get("content-length", "")
    if declared.isdecimal() and int(declared) > MOST_BYTES:
        raise _too_large()
    body = bytearray()
    while True:
        message = await receive()
        if message["type"] == "http.disconnect":
            raise ApiProblem("malformed", "The connection ended before the whole body had arrived.")
        body += message.get("body", b"")
        if len(body) > MOST_BYTES:
            raise _too_large()
        if not message.get("more_body"):
            return bytes(body)


def _too_large() -> ApiProblem:
    # the rest of the body is not read, so the connection cannot be used again
    return ApiProblem(
        "too-large", f"The body may have {MOST_BYTES // 1024 // 1024} MiB at most.", {"Connection": "close"}
    )


def _check_type(content_type: str) -> None:
    media_type = content_type.partition(";")[0].strip().lower()
    if media_type != "application/json":
        raise ApiProblem(
            "unsupported-media-type", "Send the body as JSON, with the header “Content-Type: application/json”."
        )


def _check_json(body: bytes) -> None:
    """Refuse what is not strict JSON: this parser bounds nesting and numbers, and takes no NaN and no broken UTF-8."""
    try:
        value = from_json(body, allow_inf_nan=False, cache_strings=False)
        json.dumps(value, allow_nan=False)  # 1e999 is read as infinity
    except ValueError as error:
        place = re.search(r"at line \d+ column \d+$", str(error))
        raise ApiProblem("malformed", f"The body is not valid JSON{f' ({place[0]})' if place else ''}.") from None


def _replayed(body: bytes, receive: Receive) -> Callable[[], Any]:
    left = [{"type": "http.request", "body": body, "more_body": False}]

    async def replay() -> Message:
        return left.pop() if left else await receive()

    return replay
