"""The Slack bot as a whole: Bolt's app on our clients, the relay, and one of the two ways to hear from Slack."""

import asyncio
import logging
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from typing import Any

import structlog
from aiohttp import web as http
from slack_bolt.adapter.socket_mode.aiohttp import AsyncSocketModeHandler
from slack_bolt.async_app import AsyncApp
from slack_bolt.response import BoltResponse
from slack_sdk.socket_mode.async_client import AsyncBaseSocketModeClient
from slack_sdk.socket_mode.request import SocketModeRequest

from bots.chat import Chat
from bots.relay import Relay
from bots.slack.delivery import Delivery
from bots.slack.installations import Installations, one_workspace
from bots.slack.listeners import Listeners
from bots.slack.platform import SlackPlatform
from bots.slack.rate_limit import SECONDS, Pace
from bots.slack.startup import check_bot, check_socket, mode_of
from bots.slack.streaming import Live
from bots.slack.web import Web
from engine.background import Background
from engine.errors import OperatorError
from engine.interview import choice
from engine.secrets import redact
from engine.sessions import monitored
from engine.settings import Settings
from engine.signals import heed_cancellation
from engine.turns.turn import Engine, close_engine, open_engine
from engine.turns.worker import LAST_TURNS_SECONDS

_log = structlog.get_logger()
PATH = "/slack/events"


async def serve(settings: Settings) -> None:
    """Run until it is cancelled. Raises OperatorError with one sentence where it cannot start."""
    mode_of(settings)
    interviewer = choice.interviewer_from(settings)
    engine = await open_engine(settings, interviewer)
    try:
        async with running(engine) as where:
            _log.info("Agent Builder is in Slack.", by=where)
            warming = Background().start(choice.warm_up(interviewer))
            try:
                heed_cancellation()
                await asyncio.Event().wait()
            finally:
                warming.cancel()
    finally:
        await choice.close(interviewer)
        await close_engine(engine)


@asynccontextmanager
async def running(engine: Engine, pace_seconds: float = SECONDS) -> AsyncIterator[str]:
    """The bot, connected; yields in words how. On leaving, what is under way comes to its end."""
    settings, mode = engine.settings, mode_of(engine.settings)
    async with AsyncExitStack() as stack:
        installations = None if settings.slack_bot_token else Installations(settings, engine.store.engine)
        token_of = one_workspace(settings.slack_bot_token or "") if installations is None else installations.token_of
        web = await stack.enter_async_context(Web(settings.slack_api_url, token_of))
        await check_bot(web, settings, mode)
        if installations:
            await installations.prepare()
        app = _app(settings, web, installations)
        pace = Pace(pace_seconds)
        live = Live(engine, web, pace)
        delivery = Delivery(engine, web, live, pace)
        relay = await stack.enter_async_context(Relay(engine, delivery))
        platform = SlackPlatform(web, live, delivery)
        await stack.enter_async_context(monitored(engine))
        chat = Chat(engine, relay, platform)
        stack.push_async_callback(chat.background.finish, LAST_TURNS_SECONDS)
        Listeners(app, web, chat, platform)
        if mode == "socket":
            await check_socket(web, settings)
            yield await stack.enter_async_context(_socket(app, settings))
        else:
            yield await stack.enter_async_context(_server(app, settings))


def _app(settings: Settings, web: Web, installations: Installations | None) -> AsyncApp:
    app = AsyncApp(
        name="agent-builder",
        logger=_logger(),
        client=web.client(settings.slack_bot_token),
        signing_secret=settings.slack_signing_secret or "",
        oauth_settings=installations.oauth() if installations else None,
        user_facing_authorize_error_message=(
            "Agent Builder is not installed in this workspace any more. Ask somebody to install it again."
        ),
    )
    app.error(_failed)
    if installations:
        app.enable_token_revocation_listeners()
    return app


async def _failed(error: Exception) -> BoltResponse:
    """What a listener or Bolt itself could not do: Slack sends again what may come right, and nothing else."""
    _log.error("Something from Slack could not be taken.", reason=_said(error))
    return BoltResponse(status=503 if isinstance(error, OperatorError) else 400)


def _said(error: Exception) -> str:
    """Its kind alone, where its words may hold what people wrote."""
    return str(error) if isinstance(error, OperatorError) else type(error).__name__


@asynccontextmanager
async def _socket(app: AsyncApp, settings: Settings) -> AsyncIterator[str]:
    handler = _SocketMode(app, settings.slack_app_token)
    await handler.connect_async()  # type: ignore[no-untyped-call]  # Bolt gives it no types
    try:
        yield "Socket Mode"
    finally:
        await handler.close_async()  # type: ignore[no-untyped-call]


class _SocketMode(AsyncSocketModeHandler):
    """Bolt's, for which an acknowledgement that a closed connection does not take is no error: Slack sends again what
    was not acknowledged, and it is taken once."""

    async def handle(self, client: AsyncBaseSocketModeClient, req: SocketModeRequest) -> None:
        try:
            await super().handle(client, req)  # type: ignore[arg-type]  # Bolt names the client of another library
        except ConnectionError:
            _log.info("An acknowledgement did not reach Slack, which sends again.", kind=req.type)


@asynccontextmanager
async def _server(app: AsyncApp, settings: Settings) -> AsyncIterator[str]:
    server = app.server(port=settings.slack_port, path=PATH, host=settings.slack_host)
    server.web_app.middlewares.append(_readable)
    runner = http.AppRunner(server.web_app, access_log=None, shutdown_timeout=1.0)
    await runner.setup()
    try:
        await http.TCPSite(runner, settings.slack_host, settings.slack_port).start()
    except OSError as error:
        await runner.cleanup()
        where = f"{settings.slack_host}:{settings.slack_port}"
        raise OperatorError(f"Could not listen on {where}: {error.strerror}. Set SLACK_PORT to a free port.") from None
    try:
        yield f"http://{settings.slack_host}:{settings.slack_port}{PATH}"
    finally:
        await runner.cleanup()


@http.middleware
async def _readable(request: http.Request, handler: Callable[[http.Request], Awaitable[http.StreamResponse]]) -> Any:
    """Bolt answers what goes wrong in a listener; what it cannot even read never came from Slack."""
    try:
        return await handler(request)
    except (TypeError, ValueError, AttributeError, KeyError, RecursionError) as error:
        _log.info("A request cannot be read.", reason=_said(error))
        return http.Response(status=400, text="I cannot read that.")


_UNTRUE = (
    "`token` will be unused",  # Bolt finds SLACK_BOT_TOKEN in the environment beside the client that it was given
    "is no longer active. Failed to send a message",  # `_SocketMode` says it, and what becomes of the message
)


class _Discreet(logging.Filter):
    """Keeps tokens and tickets, and tracebacks that may show them, out of the logs of Slack's libraries."""

    def filter(self, record: logging.LogRecord) -> bool:
        if any(line in record.getMessage() for line in _UNTRUE):
            return False
        kind = f" ({record.exc_info[0].__name__})" if record.exc_info and record.exc_info[0] else ""
        text, _ = redact(record.getMessage().partition("ticket=")[0])
        record.msg, record.args, record.exc_info, record.exc_text = f"{text}{kind}", None, None, None
        return True


def _logger() -> logging.Logger:
    logger = logging.getLogger("agent_builder.slack")
    logger.setLevel(logging.WARNING)
    if not any(isinstance(known, _Discreet) for known in logger.filters):
        logger.addFilter(_Discreet())
    return logger
