"""A server in a process of its own, to be killed; forked from one that has imported this module, so it starts fast."""

import asyncio
import logging
import multiprocessing
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from multiprocessing.process import BaseProcess

import uvicorn

from admin_api.app import create_app
from admin_api.server import server_config
from engine.logs import set_up_logs
from engine.settings import load_settings
from engine.turns.turn import open_engine
from tests.interviewers import Plain
from tests.kill.child import LEASE_SECONDS

_fork = multiprocessing.get_context("forkserver")
_fork.set_forkserver_preload(["tests.kill.child", "tests.admin_api.child"])


@contextmanager
def child(settings: dict[str, str], port: int) -> Iterator[BaseProcess]:
    process = _fork.Process(target=_run, args=(settings, port))
    process.start()
    try:
        yield process
    finally:
        process.kill()
        process.join()


def _run(settings: dict[str, str], port: int) -> None:
    set_up_logs(logging.CRITICAL)
    asyncio.run(_serve(settings, port))


async def _serve(settings: dict[str, str], port: int) -> None:
    engine = await open_engine(load_settings(None, **settings), Plain(seconds=0.01))
    app = create_app(replace(engine, lease_seconds=LEASE_SECONDS))
    config = server_config(app)
    config.port = port
    await uvicorn.Server(config).serve()
