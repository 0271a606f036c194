"""Recorded models: what a provider answered, byte by byte, keyed by the request, and replayed by a local server.

`Recorder` stands between the interviewer and a provider and keeps each answer; `Player` gives the kept ones back and
refuses what it does not know. Both are the same server on a port of the loopback, so the interviewer, its SDKs and
their streams are the real ones. A cassette is one JSON file a persona; keys of providers are never in it.
"""

import gzip
import hashlib
import json
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

FOLDER = Path(__file__).with_name("cassettes")
_SECONDS = 600.0
_NOT_PASSED_ON = ("host", "content-length", "accept-encoding", "connection")


def key_of(path: str, body: bytes) -> str:
    """Of a request: where it goes, and what it says, however its JSON is spaced or ordered."""
    said = json.dumps(json.loads(body), sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(f"{path}\n{said}".encode()).hexdigest()


@dataclass
class Cassette:
    """The answers of one conversation: key -> status, media type and text."""

    name: str
    model: str = ""
    """As in LLM_MODELS."""
    answers: dict[str, dict[str, Any]] = field(default_factory=dict)

    @classmethod
    def load(cls, name: str) -> "Cassette":
        """Empty where nothing was recorded."""
        file = FOLDER / f"{name}.json.gz"
        kept = json.loads(gzip.decompress(file.read_bytes())) if file.exists() else {}
        return cls(name, kept.get("model", ""), kept.get("answers", {}))

    def save(self) -> None:
        FOLDER.mkdir(exist_ok=True)
        kept = {"model": self.model, "answers": self.answers}
        text = json.dumps(kept, sort_keys=True, ensure_ascii=False)
        (FOLDER / f"{self.name}.json.gz").write_bytes(gzip.compress(text.encode(), mtime=0))


@dataclass
class Server:
    """Answers from `cassette`; with `upstream`, asks there first and keeps what comes."""

    cassette: Cassette
    upstream: str = ""
    url: str = ""
    missed: int = 0

    async def answer(self, request: Request) -> Response:
        body = await request.body()
        key = key_of(request.url.path, body)
        if self.upstream:
            self.cassette.answers[key] = await self._asked(request, body)
        kept = self.cassette.answers.get(key)
        if kept is None:
            self.missed += 1
            error = {"type": "error", "error": {"type": "not_found_error", "message": "this was not recorded"}}
            return JSONResponse(error, 404)
        return Response(kept["body"], kept["status"], media_type=kept["media_type"])

    async def _asked(self, request: Request, body: bytes) -> dict[str, Any]:
        headers = {name: value for name, value in request.headers.items() if name not in _NOT_PASSED_ON}
        async with httpx.AsyncClient(timeout=_SECONDS) as client:
            answered = await client.post(f"{self.upstream}{request.url.path}", content=body, headers=headers)
        media_type = answered.headers.get("content-type", "text/event-stream")
        return {"status": answered.status_code, "media_type": media_type, "body": answered.text}


@contextmanager
def serving(server: Server) -> Iterator[Server]:
    """The server in a thread of its own."""
    application = Starlette(routes=[Route("/{path:path}", server.answer, methods=["POST"])])
    listening = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    listening.bind(("127.0.0.1", 0))
    listening.listen()
    server.url = f"http://127.0.0.1:{listening.getsockname()[1]}"
    running = uvicorn.Server(uvicorn.Config(application, log_config=None, lifespan="off", timeout_graceful_shutdown=0))
    thread = threading.Thread(target=running.run, kwargs={"sockets": [listening]}, daemon=True)
    thread.start()
    try:
        yield server
    finally:
        running.should_exit = True
        thread.join()
        listening.close()
