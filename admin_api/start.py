"""Settings -> engine -> server, and every reason not to start as one sentence."""

import asyncio
import socket
from collections.abc import Iterator
from contextlib import contextmanager

import uvicorn
from fastapi import FastAPI

from admin_api.access import check_bound_address
from admin_api.app import create_app
from admin_api.server import server_config
from engine.background import Background
from engine.errors import OperatorError
from engine.interview.choice import interviewer_from, warm_up
from engine.settings import Settings
from engine.signals import heed_cancellation
from engine.turns.turn import close_engine, open_engine


async def serve(settings: Settings) -> None:
    """Serve until this is cancelled. Raises OperatorError before that."""
    interviewer = interviewer_from(settings)
    engine = await open_engine(settings, interviewer)
    warming = Background().start(warm_up(interviewer))
    try:
        await check_bound_address(engine, settings.host)
        listener = _listener(settings)
        heed_cancellation()
    except BaseException:
        warming.cancel()
        await close_engine(engine)
        raise
    where = f"http://{f'[{settings.host}]' if ':' in settings.host else settings.host}:{settings.port}"
    print(f"Agent Builder's API is at {where} and described at {where}/docs", flush=True)  # noqa: T201 - for people
    await _run(create_app(engine), listener)


class _Server(uvicorn.Server):
    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Signals are the business of `engine.signals`; uvicorn would send them again when it has stopped."""
        yield


async def _run(app: FastAPI, listener: socket.socket) -> None:
    """Until this is cancelled; requests that are being answered come to their end. The app closes its engine."""
    server = _Server(server_config(app))
    serving = asyncio.create_task(server.serve(sockets=[listener]))
    try:
        await asyncio.wait({serving})
    finally:
        app.state.stopping.set()  # for answers that would go on and on
        server.should_exit = True
        await serving


def _listener(settings: Settings) -> socket.socket:
    family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
    try:
        return socket.create_server((settings.host, settings.port), family=family, backlog=1024)
    except OSError as error:
        raise OperatorError(
            f"Cannot listen on {settings.host}, port {settings.port}: {error.strerror or error}. "
            "Is another process there? Set HOST or PORT to something else."
        ) from None
