"""A language model provider on a local port: real HTTP, real server-sent events, scripted answers, a record of calls.

It speaks OpenAI chat completions and responses and Anthropic messages; see `wire.py` for the shapes and the tokenizer.
"""

import asyncio
import json
import socket
import threading
import time
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response, StreamingResponse
from starlette.routing import Route

from tests.llm.script import Endless, Fail, Garbage, Hang, Ping, Refuse, Say, Step
from tests.llm.wire import Chat, Counted, Event, Messages, Prompt, Protocol, Responses, dumps, tokens


class ConnectionDropped(Exception):
    """Ends a stream without its end, as a provider that dies does."""


@dataclass(slots=True)
class Call:
    """One request, and when it came in, its first piece went out, and its end went out (`time.perf_counter`)."""

    path: str
    model: str
    body: dict[str, Any]
    prompt: Prompt
    cached: int
    step: Step
    output: int = 0
    received: float = 0.0
    first_piece: float = 0.0
    finished: float = 0.0

    @property
    def cacheable_share(self) -> float:
        """The part of the prompt, in tokens, that the provider can take from its cache next time."""
        return tokens(self.prompt.stable) / self.prompt.tokens


@dataclass
class ProviderServer:
    """Answers with `script`, step by step; a call beyond it is an error 500 with a word about it."""

    key: str = ""
    """Where set, every other key is refused with 401."""
    models: frozenset[str] = frozenset()
    """Where set, every other model is refused with 404."""
    script: list[Step] = field(default_factory=list)
    otherwise: Callable[[dict[str, Any]], Step] | None = None
    """What to do beyond the script, from the body of the request."""
    calls: list[Call] = field(default_factory=list)
    url: str = ""

    def says(self, *steps: Step | dict[str, Any]) -> None:
        self.script.extend(step if isinstance(step, Step) else Say(step) for step in steps)

    def reset(self) -> None:
        self.key, self.models, self.otherwise = "", frozenset(), None
        self.script.clear()
        self.calls.clear()

    @property
    def openai_url(self) -> str:
        return f"{self.url}/v1"

    async def answer(self, protocol: Protocol, request: Request) -> Response:
        received = time.perf_counter()
        body = json.loads(await request.body())
        key = request.headers.get(protocol.key_header, "").removeprefix("Bearer ")
        prompt = protocol.prompt(body)
        earlier = [call.prompt for call in self.calls if call.model == body["model"]]
        call = Call(
            protocol.path,
            body["model"],
            body,
            prompt,
            protocol.cached(prompt, earlier),
            self._step(body),
            received=received,
        )
        self.calls.append(call)
        if self.key and key != self.key:
            return JSONResponse(protocol.error(401, call.model), 401)
        if self.models and call.model not in self.models:
            return JSONResponse(protocol.error(404, call.model), 404)
        match call.step:
            case Fail(status=status, retry_after=after):
                headers = {"retry-after": after} if after else {}
                call.finished = time.perf_counter()
                return JSONResponse(protocol.error(status, call.model), status, headers)
            case Hang(seconds=seconds):
                await asyncio.sleep(seconds)
                return JSONResponse(protocol.error(500, call.model), 500)
            case Garbage(body=text, media_type=media_type, status=status):
                return Response(text, status, media_type=media_type)
            case Say() | Refuse() | Ping() | Endless() as step:
                return StreamingResponse(_bytes(self._events(protocol, call, step)), media_type="text/event-stream")

    def _step(self, body: dict[str, Any]) -> Step:
        if self.script:
            return self.script.pop(0)
        return self.otherwise(body) if self.otherwise else Fail(500)

    async def _events(
        self, protocol: Protocol, call: Call, step: Say | Refuse | Ping | Endless
    ) -> AsyncIterator[Event]:
        text = step.text if isinstance(step, Say) else step.words if isinstance(step, Refuse) else ""
        call.output = tokens(text)
        fresh = tokens(call.prompt.stable) if not call.cached and isinstance(protocol, Messages) else 0
        counted = Counted(call.prompt.tokens, call.cached, fresh, call.output)
        for event in protocol.begin(call.model, counted):
            yield event
        if isinstance(step, Refuse):
            for event in protocol.refusal(call.model, step.words, counted):
                yield event
            return
        if not isinstance(step, Say):
            async for event in _without_end(protocol, step):
                yield event
            raise ConnectionDropped
        await asyncio.sleep(step.first_after)
        call.first_piece = time.perf_counter()
        for piece in step.pieces:
            yield protocol.piece(piece)
            await asyncio.sleep(step.pause)
        if step.cut_after is not None:
            raise ConnectionDropped
        if step.overload_after is not None:
            yield protocol.overload()
            return
        for event in protocol.end(call.model, text, step.finish, counted):
            call.finished = time.perf_counter()
            yield event


async def _without_end(protocol: Protocol, step: Ping | Endless) -> AsyncIterator[Event]:
    """Until the client has enough of it."""
    if isinstance(step, Endless):
        yield protocol.piece(step.begin)
        while True:
            yield protocol.piece(step.again)
            await asyncio.sleep(0)
    until = time.monotonic() + step.seconds
    while time.monotonic() < until:
        yield protocol.ping()
        await asyncio.sleep(0.02)


async def _bytes(events: AsyncIterator[Event]) -> AsyncIterator[bytes]:
    async for name, data in events:
        head = f"event: {name}\n" if name else ""
        yield f"{head}data: {data if isinstance(data, str) else dumps(data)}\n\n".encode()


@contextmanager
def provider_server() -> Iterator[ProviderServer]:
    """The server, on a free port of the loopback, in a thread of its own."""
    provider = ProviderServer()
    routes = [_route(provider, protocol) for protocol in (Chat(), Responses(), Messages())]
    application = Starlette(routes=[*routes, _record(provider)])
    # naming TCP makes asyncio switch Nagle's algorithm off, as every provider does; else each answer waits 40 ms
    listening = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    listening.bind(("127.0.0.1", 0))
    listening.listen()
    provider.url = f"http://127.0.0.1:{listening.getsockname()[1]}"
    config = uvicorn.Config(application, log_config=None, lifespan="off", timeout_graceful_shutdown=0)
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]}, daemon=True)
    thread.start()
    try:
        yield provider
    finally:
        server.should_exit = True
        thread.join()
        listening.close()


def _route(provider: ProviderServer, protocol: Protocol) -> Route:
    async def handle(request: Request) -> Response:
        return await provider.answer(protocol, request)

    return Route(protocol.path, handle, methods=["POST"])


def _record(provider: ProviderServer) -> Route:
    """When each call came in, began to be answered and ended, for those who run the server in another process."""

    async def handle(_: Request) -> Response:
        return JSONResponse([[call.received, call.first_piece, call.finished] for call in provider.calls])

    return Route("/record", handle)
