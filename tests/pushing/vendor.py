"""A platform on this computer: it keeps what it is sent, and can fail at any request that writes."""

import json
import os
import re
import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Literal
from urllib.parse import parse_qsl, urlsplit

Failure = Literal["429", "500 undone", "500 done", "no answer, undone", "no answer, done"]
FAILURES: tuple[Failure, ...] = ("429", "500 undone", "500 done", "no answer, undone", "no answer, done")


@dataclass
class Answer:
    status: int
    body: Any = None


@dataclass
class Vendor:
    """Subclasses say what a request does; this says whether it gets that far, and whether anybody hears of it."""

    kept: dict[str, dict[str, Any]] = field(default_factory=dict)
    """Kind -> id -> what is there."""
    key: str = "key-1"
    fails_from: int | None = None
    """The number of the writing request, from 0, from which on each fails until it is healed."""
    failure: Failure = "429"
    victim: int | None = None
    """The process that is killed, by its id, while it waits for the answer of that request."""
    writes: int = 0
    refused: list[str] = field(default_factory=list)
    """Why bodies were refused."""

    def answer(self, method: str, path: str, body: Any) -> Answer:
        """`body`: what was sent; of a GET its query."""
        raise NotImplementedError

    def has_key(self, headers: Any) -> bool:
        raise NotImplementedError

    def take(self, method: str, path: str, headers: Any, body: Any) -> Answer | None:
        """None: the connection breaks."""
        if not self.has_key(headers):
            return Answer(401, {"detail": "no such key"})
        if method == "GET":
            return self.answer(method, path, body)
        number, self.writes = self.writes, self.writes + 1
        if self.fails_from is None or number < self.fails_from:
            return self.answer(method, path, body)
        if self.failure.endswith(" done"):
            self.answer(method, path, body)
        if self.victim:
            os.kill(self.victim, signal.SIGKILL)
            return None
        return None if self.failure.startswith("no answer") else Answer(int(self.failure[:3]), {"detail": "not now"})

    def heal(self) -> None:
        self.fails_from = None


def _read(kind: str, body: bytes) -> Any:
    """JSON; of a form its fields, or the name of its file."""
    if not kind.startswith("multipart/form-data"):
        return json.loads(body)
    if name := re.search(rb'filename="([^"]+)"', body):
        return {"name": name[1].decode(), "bytes": len(body)}
    fields = dict(re.findall(r'name="([^"]+)"\r\n\r\n(.*?)\r\n--', body.decode(), re.DOTALL))
    return {key: json.loads(value) if value.startswith("[") else value for key, value in fields.items()}


@contextmanager
def running(vendor: Vendor) -> Iterator[str]:
    """Its address."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"  # a client keeps its connection
        wbufsize = -1  # an answer goes as one packet; half of one would wait for the client's word

        def _any(self) -> None:
            size = int(self.headers.get("Content-Length") or 0)
            sent = _read(self.headers.get("Content-Type", ""), self.rfile.read(size)) if size else None
            asked = urlsplit(self.path)
            sent = dict(parse_qsl(asked.query)) if self.command == "GET" else sent
            answer = vendor.take(self.command, asked.path, self.headers, sent)
            if answer is None:
                self.close_connection = True
                return
            body = json.dumps(answer.body).encode() if answer.body is not None else b""
            self.send_response(answer.status)
            self.send_header("Content-Length", str(len(body)))
            self.send_header("Retry-After", "0")
            self.end_headers()
            self.wfile.write(body)

        do_GET = do_POST = do_PATCH = do_PUT = do_DELETE = _any  # noqa: N815 - the names that http.server calls

        def log_message(self, format: str, *args: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
