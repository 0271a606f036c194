"""The API on a free port of this computer, in a thread with its own event loop."""

import asyncio
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from queue import Queue
from typing import Any

import httpx
import uvicorn
from fastapi import FastAPI

from admin_api.app import create_app
from admin_api.server import server_config
from engine.interview.contract import Interviewer
from engine.interview.guided import Guided
from engine.settings import Settings
from engine.turns.turn import open_engine

Api = httpx.Client
Json = dict[str, Any]
DENTIST = "A friendly receptionist for our dental clinic Bright Smile. It books and moves appointments."


@contextmanager
def serving(
    settings: Settings,
    interviewer: Interviewer | None = None,
    prepare: Callable[[FastAPI], None] = lambda app: None,
    **fields: Any,
) -> Iterator[Api]:
    """A client of a server that runs until the block ends. `fields` replace those of its `Engine`."""
    running = _Running(settings, interviewer or Guided(), prepare, fields)
    thread = threading.Thread(target=lambda: asyncio.run(running.serve()))
    thread.start()
    try:
        port = running.port.get(timeout=60)
        with httpx.Client(base_url=f"http://127.0.0.1:{port}", timeout=60) as client:
            yield client
    finally:
        running.stop()
        thread.join(60)
        assert not thread.is_alive()


class _Server(uvicorn.Server):
    """Tells where it listens."""

    def __init__(self, config: uvicorn.Config, port: Queue[int]) -> None:
        super().__init__(config)
        self._port = port

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        self._port.put(self.servers[0].sockets[0].getsockname()[1])


@dataclass
class _Running:
    settings: Settings
    interviewer: Interviewer
    prepare: Callable[[FastAPI], None]
    fields: dict[str, Any]
    port: Queue[int] = field(default_factory=Queue)
    """Where it listens, once it does."""
    server: uvicorn.Server | None = None

    async def serve(self) -> None:
        engine = replace(await open_engine(self.settings, self.interviewer), **self.fields)
        app = create_app(engine)
        self.prepare(app)
        config = server_config(app)
        config.port = 0
        self.server = _Server(config, self.port)
        await self.server.serve()

    def stop(self) -> None:
        if self.server:
            self.server.should_exit = True


def create(api: Api, message: str | None = DENTIST, **fields: Any) -> Json:
    answer = api.post("/api/v1/sessions/create", json={"initial_message": message, **fields})
    assert answer.status_code == 201, answer.text
    return _json(answer)


def say(api: Api, session_id: str, message: str, **fields: Any) -> Json:
    answer = api.post(f"/api/v1/sessions/{session_id}/message", json={"message": message, **fields})
    assert answer.status_code == 200, answer.text
    return _json(answer)


def get(api: Api, session_id: str, what: str, **parameters: Any) -> Json:
    answer = api.get(f"/api/v1/sessions/{session_id}/{what}", params=parameters)
    assert answer.status_code == 200, answer.text
    return _json(answer)


def transcript(api: Api, session_id: str) -> list[tuple[str, str]]:
    """The whole of it, page by page."""
    said: list[tuple[str, str]] = []
    cursor: int | None = 0
    while cursor is not None:
        page = get(api, session_id, "messages", cursor=cursor)
        said += [(m["role"], m["text"]) for m in page["messages"]]
        cursor = page["next"]
    return said


def problem(answer: httpx.Response, status: int, kind: str) -> Json:
    """The body of an answer that must be this problem, whole and readable."""
    assert answer.status_code == status, answer.text
    assert answer.headers["content-type"] == "application/problem+json"
    body = _json(answer)
    assert body["type"] == f"/problems/{kind}"
    assert body["status"] == status
    assert body["instance"] == answer.request.url.path
    assert body["title"]
    assert body["detail"].endswith((".", "NAME")), body["detail"]
    assert body["request_id"] == answer.headers["x-request-id"]
    assert "Traceback" not in answer.text
    return body


def _json(answer: httpx.Response) -> Json:
    body = answer.json()
    assert isinstance(body, dict)
    return body
