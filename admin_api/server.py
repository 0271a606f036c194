"""How uvicorn serves the application: requests must arrive whole in time, and what is not HTTP gets a problem, too."""

import asyncio
from typing import ClassVar

import h11
import structlog
import uvicorn
from starlette.types import ASGIApp
from uvicorn.protocols.http.h11_impl import H11Protocol

from admin_api.problems import KINDS, MEDIA_TYPE, problem_of
from engine.ids import new_id

REQUEST_SECONDS = 15.0
"""From the first byte of a request, or the connection, to the last: the largest body at 1.2 megabits a second."""
GRACE_SECONDS = 3
"""How long stopping waits for requests that are being answered; their turns have `LAST_TURNS_SECONDS` more."""
_log = structlog.get_logger()


def server_config(app: ASGIApp) -> uvicorn.Config:
    return uvicorn.Config(
        app,
        http=PromptProtocol,
        ws="none",
        log_config=None,
        access_log=False,
        server_header=False,
        proxy_headers=False,
        timeout_graceful_shutdown=GRACE_SECONDS,
    )


class PromptProtocol(H11Protocol):
    """uvicorn's protocol with a deadline for each request, which uvicorn lacks: however a client drips its head or its
    body, it holds a connection for `seconds`."""

    seconds: ClassVar[float] = REQUEST_SECONDS
    _deadline: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]  # as uvicorn has it
        super().connection_made(transport)
        self._watch()

    def data_received(self, data: bytes) -> None:
        super().data_received(data)
        self._watch()

    def on_response_complete(self) -> None:
        super().on_response_complete()  # which may have read the next request from its buffer
        if self.conn.their_state is h11.SEND_BODY:
            self._watch()

    def connection_lost(self, exc: Exception | None) -> None:
        self._unwatch()
        super().connection_lost(exc)

    def send_400_response(self, msg: str) -> None:
        self._refuse("malformed", "This is not a valid HTTP request.")

    def _watch(self) -> None:
        """The clock runs while a part of a request is missing; more of it does not set the clock back."""
        arriving = self.conn.their_state in (h11.IDLE, h11.SEND_BODY) and not self.transport.is_closing()
        if not arriving:
            self._unwatch()
        elif self._deadline is None:
            self._deadline = self.loop.call_later(self.seconds, self._cut)

    def _unwatch(self) -> None:
        if self._deadline is not None:
            self._deadline.cancel()
            self._deadline = None

    def _cut(self) -> None:
        self._refuse("too-slow", f"A request must arrive whole within {self.seconds:g} seconds. Send it again.")

    def _refuse(self, kind: str, detail: str) -> None:
        """Answer, where no answer has begun, and close the connection."""
        if self.conn.our_state in (h11.IDLE, h11.SEND_RESPONSE) and not self.transport.is_closing():
            self.transport.write(self._problem(kind, detail))
        self.transport.close()

    def _problem(self, kind: str, detail: str) -> bytes:
        request_id = new_id("req")
        path = str(self.scope["path"]) if self.conn.their_state is h11.SEND_BODY else ""
        _log.info("a request did not arrive", kind=kind, path=path, request_id=request_id)
        body = problem_of(kind, detail, instance=path, request_id=request_id).model_dump_json(exclude_none=True)
        headers = [("Content-Type", MEDIA_TYPE), ("Content-Length", str(len(body.encode()))), ("Connection", "close")]
        response = h11.Response(status_code=KINDS[kind].status, headers=[*headers, ("X-Request-ID", request_id)])
        events = (response, h11.Data(data=body.encode()), h11.EndOfMessage())
        return b"".join(self.conn.send(event) or b"" for event in events)
