"""The server: REST and Gateway on one port, and what the tests look at."""

import asyncio
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

from aiohttp import web

from tests.discord.local.faults import Bucket, Faults
from tests.discord.local.gateway import Gateway
from tests.discord.local.rest import Rest
from tests.discord.local.world import (
    DM,
    PUBLIC_THREAD,
    VOICE,
    Channel,
    Guild,
    Interaction,
    Json,
    Message,
    User,
    snowflake,
)

PATIENCE = 60.0
"""How long a test waits for the bot before it fails. Seconds."""


class LocalDiscord:
    """One Discord. `async with LocalDiscord.running() as discord`."""

    def __init__(self) -> None:
        self.token = "local." + "token." + "x" * 20
        self.bot = User(snowflake(), "Builder", bot=True)
        self.guilds: dict[str, Guild] = {}
        self.channels: dict[str, Channel] = {}
        self.messages: dict[str, Message] = {}
        self.interactions: dict[str, Interaction] = {}
        self.commands: dict[str, list[Json]] = {}
        """By guild id; `global` for those of every guild."""
        self.closed_to_us: set[str] = set()
        """Ids of people who take no direct messages."""
        self.refused: list[str] = []
        """What the bot sent and Discord does not take."""
        self.faults = Faults()
        self.buckets: dict[str, Bucket] = {}
        self.window = (50, 1.0)
        """Messages a channel takes, in so many seconds; Discord's are 5 in 5."""
        self.later = 0.0
        """Added to the clock, so that tokens run out."""
        self.nonces: dict[tuple[str, str], Message] = {}
        self._waiting: list[tuple[Callable[[], bool], asyncio.Future[None]]] = []
        self.gateway = Gateway(self.token, self.bot, self.guilds, self.notify)
        self.address = ""
        self.named_gateway = ""
        """The address of the Gateway that the API names, where it is not the right one."""

    @classmethod
    @asynccontextmanager
    async def running(cls) -> AsyncIterator["LocalDiscord"]:
        discord = cls()
        application = web.Application(client_max_size=200 * 1024 * 1024)
        Rest(discord).register(application)
        application.router.add_get("/gateway/", discord.gateway.connect)
        runner = web.AppRunner(application, shutdown_timeout=0.1)
        await runner.setup()
        site = web.TCPSite(runner, "127.0.0.1", 0)
        await site.start()
        host, port = runner.addresses[0][:2]
        discord.address = f"http://{host}:{port}"
        discord.gateway.address = f"ws://{host}:{port}/gateway/"
        try:
            yield discord
        finally:
            await discord.gateway.drop(resumable=False)
            await runner.cleanup()

    @property
    def api_url(self) -> str:
        return f"{self.address}/api/v10"

    def now(self) -> float:
        return time.monotonic() + self.later

    def age(self, interaction: Interaction) -> float:
        """Seconds that the test let pass; how busy the machine is, ages nothing."""
        return self.later - interaction.later

    def guild(self, name: str = "Bright Smile") -> Guild:
        """A guild with the bot in it and one text channel, `general`."""
        guild = Guild(snowflake(), name)
        self.guilds[guild.id] = guild
        self.text_channel(guild, "general")
        return guild

    def text_channel(self, guild: Guild, name: str) -> Channel:
        channel = Channel(snowflake(), guild.id, name)
        self.add_channel(channel)
        return channel

    def voice_channel(self, guild: Guild, name: str) -> Channel:
        """People can write there, but no thread can be opened."""
        channel = Channel(snowflake(), guild.id, name, VOICE)
        self.add_channel(channel)
        return channel

    def direct(self, user: User) -> Channel:
        """The direct messages between this person and the bot."""
        for channel in self.channels.values():
            if channel.recipient and channel.recipient.id == user.id:
                return channel
        channel = Channel(snowflake(), None, user.name, DM, recipient=user)
        self.add_channel(channel)
        return channel

    def add_channel(self, channel: Channel) -> None:
        self.channels[channel.id] = channel
        if channel.guild_id:
            self.guilds[channel.guild_id].channels[channel.id] = channel

    def threads(self) -> list[Channel]:
        return [c for c in self.channels.values() if c.type == PUBLIC_THREAD]

    async def delete(self, channel: Channel) -> None:
        del self.channels[channel.id]
        assert channel.guild_id
        del self.guilds[channel.guild_id].channels[channel.id]
        event = "THREAD_DELETE" if channel.type == PUBLIC_THREAD else "CHANNEL_DELETE"
        await self.gateway.dispatch(event, channel.json(), channel.guild_id)

    async def archive(self, channel: Channel, *, locked: bool = False) -> None:
        channel.archived, channel.locked = True, locked
        await self.gateway.dispatch("THREAD_UPDATE", channel.json(), channel.guild_id)

    async def expel(self, guild: Guild) -> None:
        """The bot is removed from the guild."""
        del self.guilds[guild.id]
        for key in guild.channels:
            self.channels[key].denied = ~0
        await self.gateway.dispatch("GUILD_DELETE", {"id": guild.id}, guild.id)

    async def add_message(self, message: Message) -> None:
        """A message appears, and everybody who may see it hears of it."""
        channel = self.channels[message.channel_id]
        channel.messages.append(message)
        self.messages[message.id] = message
        await self.gateway.dispatch("MESSAGE_CREATE", message.json(channel.guild_id), channel.guild_id)
        self.notify()

    def notify(self) -> None:
        """Something has changed: whoever waits for it goes on."""
        for holds, heard in self._waiting:
            if not heard.done() and holds():
                heard.set_result(None)
        self._waiting = [w for w in self._waiting if not w[1].done()]

    async def until(self, holds: Callable[[], bool], what: str, seconds: float = PATIENCE) -> None:
        """Wait until something is so; a test that waits in vain fails and says for what."""
        if holds():
            return
        heard: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._waiting.append((holds, heard))
        try:
            await asyncio.wait_for(heard, seconds)
        except TimeoutError:
            raise AssertionError(f"waited in vain: {what}; refused: {self.refused}") from None

    def said_by_bot(self, channel: Channel) -> list[Message]:
        return [m for m in channel.messages if m.author.id == self.bot.id]
