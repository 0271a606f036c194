"""The Gateway: hello, identify, heartbeats, resume, invalid sessions, and the events of each shard."""

import json
from collections.abc import Callable
from dataclasses import dataclass, field

from aiohttp import WSMsgType, web

from tests.discord.local.world import Guild, Json, User, snowflake

DISPATCH, HEARTBEAT, IDENTIFY, RESUME, RECONNECT, INVALID, HELLO, ACK = 0, 1, 2, 6, 7, 9, 10, 11
MESSAGE_CONTENT = 1 << 15
AUTHENTICATION_FAILED, DISALLOWED_INTENTS = 4004, 4014


@dataclass
class Session:
    """One shard of one process; it outlives its connection for as long as it may be resumed."""

    id: str
    shard: int
    shards: int
    intents: int
    socket: web.WebSocketResponse | None
    sent: list[Json] = field(default_factory=list)

    async def dispatch(self, event: str, data: Json) -> None:
        self.sent.append({"op": DISPATCH, "t": event, "s": len(self.sent) + 1, "d": data})
        if self.socket and not self.socket.closed:
            try:
                await self.socket.send_json(self.sent[-1])
            except ConnectionError:
                self.socket = None  # the connection broke just now; the event waits for a resume

    def sees(self, guild_id: str | None) -> bool:
        return self.shard == (int(guild_id) >> 22) % self.shards if guild_id else self.shard == 0


@dataclass
class Gateway:
    token: str
    bot: User
    guilds: dict[str, Guild]
    notify: Callable[[], None]
    address: str = ""
    intents_allowed: bool = True
    """Whether the message content intent is switched on for the application."""
    sessions: dict[str, Session] = field(default_factory=dict)
    heartbeat_ms: int = 41_250
    heartbeats: int = 0
    resumed: int = 0
    identified: int = 0
    connected: int = 0
    greets: bool = True
    """Says hello to who connects; without it the handshake never ends."""
    duplicate: bool = False
    """Every event is sent twice, as after a resume."""
    held: list[tuple[str, Json, str | None]] | None = None

    async def dispatch(self, event: str, data: Json, guild_id: str | None) -> None:
        if self.held is not None:
            self.held.append((event, data, guild_id))
            return
        for session in list(self.sessions.values()):
            if session.sees(guild_id):
                for _ in range(2 if self.duplicate else 1):
                    await session.dispatch(event, self._seen_by(session, event, data))

    async def let_go(self, *, backwards: bool = False) -> None:
        """Send what was held back."""
        held, self.held = self.held or [], None
        for event in reversed(held) if backwards else held:
            await self.dispatch(*event)

    async def drop(self, *, resumable: bool = True) -> None:
        """Cut every connection; without `resumable` the sessions are forgotten too."""
        for session in list(self.sessions.values()):
            if session.socket:
                socket, session.socket = session.socket, None
                if not resumable:
                    del self.sessions[session.id]
                await socket.close(code=4000)

    async def ask_to_reconnect(self) -> None:
        for session in list(self.sessions.values()):
            if session.socket:
                await session.socket.send_json({"op": RECONNECT, "d": None})

    async def connect(self, request: web.Request) -> web.WebSocketResponse:
        socket = web.WebSocketResponse(max_msg_size=4 * 1024 * 1024)
        await socket.prepare(request)
        if self.greets:
            await socket.send_json({"op": HELLO, "s": None, "t": None, "d": {"heartbeat_interval": self.heartbeat_ms}})
        self.connected += 1
        self.notify()
        session: Session | None = None
        async for message in socket:
            if message.type != WSMsgType.TEXT:
                break
            said = json.loads(message.data)
            match said["op"]:
                case 1:
                    self.heartbeats += 1
                    await socket.send_json({"op": ACK, "s": None, "t": None, "d": None})
                case 2:
                    session = await self._identify(socket, said["d"])
                case 6:
                    session = await self._resume(socket, said["d"])
        if session and session.socket is socket:
            session.socket = None
            if socket.close_code in (1000, 1001):  # closed by the bot for good: such a session is over
                self.sessions.pop(session.id, None)
        return socket

    async def _identify(self, socket: web.WebSocketResponse, data: Json) -> Session | None:
        if data["token"] != self.token:
            await socket.close(code=AUTHENTICATION_FAILED, message=b"Authentication failed.")
            return None
        if data["intents"] & MESSAGE_CONTENT and not self.intents_allowed:
            await socket.close(code=DISALLOWED_INTENTS, message=b"Disallowed intent(s).")
            return None
        shard, shards = data.get("shard", [0, 1])
        session = Session(snowflake(), shard, shards, data["intents"], socket)
        guilds = [g for g in self.guilds.values() if session.sees(g.id)]
        ready = {
            "v": 10,
            "user": self.bot.json(),
            "guilds": [{"id": g.id, "unavailable": True} for g in guilds],
            "session_id": session.id,
            "resume_gateway_url": self.address,
            "application": {"id": self.bot.id, "flags": 0},
            "shard": [shard, shards],
            "private_channels": [],
        }
        await session.dispatch("READY", ready)
        for guild in guilds:
            await session.dispatch("GUILD_CREATE", guild.json(self.bot))
        self.sessions[session.id] = session
        self.identified += 1
        self.notify()
        return session

    async def _resume(self, socket: web.WebSocketResponse, data: Json) -> Session | None:
        session = self.sessions.get(data["session_id"])
        if session is None:
            await socket.send_json({"op": INVALID, "s": None, "t": None, "d": False})
            return None
        session.socket = socket
        for missed in session.sent[data["seq"] :]:
            await socket.send_json(missed)
        await session.dispatch("RESUMED", {})
        self.resumed += 1
        return session

    def _seen_by(self, session: Session, event: str, data: Json) -> Json:
        """Without the message content intent a bot reads only what is meant for it."""
        if event != "MESSAGE_CREATE" or session.intents & MESSAGE_CONTENT or not data.get("guild_id"):
            return data
        return self.veiled(data)

    def veiled(self, data: Json) -> Json:
        meant = data["author"]["id"] == self.bot.id or any(u["id"] == self.bot.id for u in data["mentions"])
        return data if meant else data | {"content": "", "attachments": [], "embeds": [], "components": []}
