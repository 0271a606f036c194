"""Conditional requests (RFC 9110, 13): a `GET` names what it has, a change names the state that it was decided on."""

import hashlib
from typing import Annotated

from fastapi import Header
from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from admin_api.problems import ApiProblem

IfMatch = Annotated[
    str | None, Header(description="The `ETag` of the session's status; 412 where it has changed since.")
]
_OF_A_BODY = ("content-length", "content-type", "content-disposition")


def etag_of(content: bytes) -> str:
    return f'"{hashlib.sha256(content).hexdigest()[:32]}"'


def check_match(if_match: str | None, content: bytes) -> None:
    """Raises ApiProblem (412) where the header names another state than this one."""
    if if_match is not None and not _names(if_match, etag_of(content)):
        raise ApiProblem("changed-meanwhile", "It has changed since you read its status. Read it again, then decide.")


class ConditionalGets:
    """ASGI middleware: every answer to a `GET` of the API has an `ETag`; whoever has it already gets 304."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and scope["method"] == "GET" and scope["path"].startswith("/api/"):
            send = _Tagged(send, Headers(scope=scope).get("if-none-match"))
        await self._app(scope, receive, send)


class _Tagged:
    """Holds the head of an answer back until its body is known; each of ours comes in one piece."""

    def __init__(self, send: Send, if_none_match: str | None) -> None:
        self._send, self._has = send, if_none_match
        self._start: Message | None = None

    async def __call__(self, message: Message) -> None:
        if message["type"] == "http.response.start" and message["status"] == 200:
            self._start = message
            return
        if self._start:
            message = self._with_tag(self._start, message)
            await self._send(self._start)
            self._start = None
        await self._send(message)

    def _with_tag(self, start: Message, body: Message) -> Message:
        headers, etag = MutableHeaders(scope=start), etag_of(body.get("body", b""))
        headers["ETag"], headers["Cache-Control"] = etag, "private, no-cache"
        if not _names(self._has, etag):
            return body
        start["status"] = 304
        for name in _OF_A_BODY:
            del headers[name]
        body["body"] = b""
        return body


def _names(listed: str | None, etag: str) -> bool:
    """Any of the listed tags, compared weakly, or `*`."""
    tags = [tag.strip().removeprefix("W/") for tag in (listed or "").split(",")]
    return etag in tags or "*" in tags
