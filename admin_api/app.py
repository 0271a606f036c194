"""The application, put together: the engine's background work, the endpoints, and how errors are told."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from fastapi import APIRouter, FastAPI
from fastapi_offline import FastAPIOffline

from admin_api import (
    audit,
    dead_letters,
    documents,
    exports,
    health,
    lint,
    pages,
    people,
    problems,
    pushes,
    rehearsals,
    scenarios,
    sessions,
    webhooks,
)
from admin_api.access import LocalUntilKeyed
from admin_api.audit import deeds_of
from admin_api.conditional import ConditionalGets
from admin_api.edge import RequestLayer
from admin_api.errors import handle_errors
from admin_api.limits import Guard
from admin_api.state import State
from engine.api_access.webhook_sending import sending
from engine.turns.turn import Engine, close_engine
from engine.turns.worker import Worker

API_VERSION = "1.0"
_DESCRIPTION = """
Design a voice agent by conversation, and pull the finished configurations.

Every answer about a session has `session_id`, `stage`, `status`, `progress`, `version` and `expires_at`. Errors are
`application/problem+json` (RFC 9457), and their `detail` says what to do. As long as there is no API key, every address
here answers its own computer only; `python -m admin_api.keys create NAME` makes one.
"""


def create_app(engine: Engine) -> FastAPI:
    """The application on this engine, which it closes when it stops. `app.state.stopping` is set before that."""
    stopping = asyncio.Event()

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        try:
            async with Worker(engine) as worker, deeds_of(engine) as app.state.deeds, sending(engine):
                guard = Guard(engine.settings.api_requests_per_minute)
                app.state.shared = State(engine, worker, guard, stopping)
                yield
        finally:
            await close_engine(engine)

    app = FastAPIOffline(
        title="Agent Builder",
        version=API_VERSION,
        description=_DESCRIPTION,
        lifespan=lifespan,
        license_info={"name": "MIT", "identifier": "MIT"},
        separate_input_output_schemas=False,
    )
    app.state.stopping = stopping
    app.add_middleware(LocalUntilKeyed, engine=engine)
    app.add_middleware(ConditionalGets)
    app.add_middleware(RequestLayer)  # the last one added is the outermost
    api = APIRouter(prefix="/api/v1")
    for router in (sessions.router, dead_letters.router, documents.router, exports.router, pushes.router):
        api.include_router(router)
    for router in (lint.router, audit.router, people.router, rehearsals.router, scenarios.router, webhooks.router):
        api.include_router(router)
    for router in (api, health.router, problems.router, pages.router):
        app.include_router(router)
    handle_errors(app)
    problems.describe(app)
    return app
