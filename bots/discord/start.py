"""Settings -> engine -> client, and every reason not to start as one sentence."""

import asyncio
import logging
from contextlib import AsyncExitStack

import aiohttp
import discord
import structlog
from discord.gateway import DiscordWebSocket
from discord.http import Route
from yarl import URL

from bots.discord.client import WITHOUT_CONTENT, Builder
from engine.background import Background
from engine.errors import OperatorError
from engine.interview.choice import close, interviewer_from, warm_up
from engine.sessions import monitored
from engine.settings import Settings
from engine.signals import heed_cancellation
from engine.turns.turn import Engine, close_engine, open_engine

_log = structlog.get_logger()
discord.VoiceClient.warn_nacl = discord.VoiceClient.warn_dave = False  # it has no voice, and needs none
WHERE_TOKENS_ARE = "https://discord.com/developers/applications, under “Bot”"
WRONG_TOKEN = f"Discord does not know this DISCORD_TOKEN. Copy it anew from {WHERE_TOKENS_ARE}."
TOLD_AGAIN_SECONDS = 0.2
NO_TOKEN = f"DISCORD_TOKEN is not set. Copy it from {WHERE_TOKENS_ARE}."


async def run(settings: Settings) -> None:
    """Run the bot until it is cancelled. Raises OperatorError with one sentence where it cannot start."""
    if not settings.discord_token:
        raise OperatorError(NO_TOKEN)
    logging.getLogger("discord").setLevel(logging.WARNING)  # what it tells at start is told here in better words
    point_at(settings)
    interviewer = interviewer_from(settings)
    async with AsyncExitStack() as stack:
        stack.push_async_callback(close, interviewer)
        engine = await open_engine(settings, interviewer)
        stack.push_async_callback(close_engine, engine)
        warming = Background().start(warm_up(interviewer))
        stack.callback(warming.cancel)
        await serve(engine, settings)


async def serve(engine: Engine, settings: Settings) -> None:
    """Connect and stay connected; without the message content intent where the application does not have it."""
    try:
        try:
            await _serve(engine, settings, message_content=True)
        except discord.PrivilegedIntentsRequired:
            _log.warning(
                "The “Message Content Intent” is switched off, so people must mention the bot in threads. "
                "Switch it on under “Bot” at https://discord.com/developers/applications.",
                people_read=WITHOUT_CONTENT,
            )
            await _serve(engine, settings, message_content=False)
    except discord.LoginFailure:
        raise OperatorError(WRONG_TOKEN) from None
    except discord.HTTPException as error:
        raise OperatorError(f"Discord refused the start ({error.status}): {error.text or error}.") from error
    except (aiohttp.ClientError, OSError, discord.GatewayNotFound) as error:
        raise OperatorError(f"Could not reach Discord at {Route.BASE}: {error}. Is the network there?") from error


async def _serve(engine: Engine, settings: Settings, *, message_content: bool) -> None:
    client = Builder(
        engine,
        message_content=message_content,
        guild_id=settings.discord_guild_id,
        own_gateway=settings.discord_gateway_url is not None,
    )
    async with client, client.relay, monitored(engine):
        await _connected(client, settings.discord_token or "")


async def _connected(client: Builder, token: str) -> None:
    """Be connected until this is cancelled, or the client fails.

    discord.py swallows a cancellation that falls into one of its handshakes (`Shard.reidentify`, and `wait_for` of
    Python 3.11 in `launch_shard`), so the client has a task of its own, which is told again until it hears.
    """
    heed_cancellation()
    connection = asyncio.create_task(client.start(token))
    try:
        await asyncio.wait({connection})
        connection.result()
    finally:
        while not connection.done():
            connection.cancel()
            await asyncio.wait({connection}, timeout=TOLD_AGAIN_SECONDS)
        await asyncio.gather(connection, return_exceptions=True)  # what it still raised when told is of no interest


def point_at(settings: Settings) -> None:
    """Use another address than Discord's own, for a proxy or a test server."""
    if settings.discord_api_url:
        Route.BASE = settings.discord_api_url.rstrip("/")
    if settings.discord_gateway_url:
        DiscordWebSocket.DEFAULT_GATEWAY = URL(settings.discord_gateway_url)
