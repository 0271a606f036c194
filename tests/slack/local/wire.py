"""How the local Slack brings something to an app: an envelope over a WebSocket, or a signed request over HTTP.

Both are repeated, with their retry number, until the app has acknowledged.
"""

import asyncio
import hashlib
import hmac
import json
import time
from dataclasses import dataclass, field
from itertools import count
from typing import Any, Literal, Protocol
from urllib.parse import urlencode

import aiohttp
from aiohttp import web

Kind = Literal["events_api", "interactive", "slash_commands"]
ACK_SECONDS = 3.0
RETRIES = 3
_numbers = count(1)


class Wire(Protocol):
    """Brings one payload to the app. Gives what the app answered, or None where it did not acknowledge."""

    async def bring(self, kind: Kind, payload: dict[str, Any], retry: int, reason: str) -> dict[str, Any] | None: ...


@dataclass
class Sockets:
    """The connections of one app in Socket Mode; each envelope goes over one of them."""

    open: list[web.WebSocketResponse] = field(default_factory=list)
    waiting: dict[str, asyncio.Future[dict[str, Any]]] = field(default_factory=dict)
    ack_seconds: float = ACK_SECONDS
    available: asyncio.Event = field(default_factory=asyncio.Event)
    _turn: int = 0

    async def connected(self, socket: web.WebSocketResponse) -> None:
        """Serve one connection until it closes."""
        self.open.append(socket)
        self.available.set()
        await socket.send_json({"type": "hello", "num_connections": len(self.open)})
        try:
            async for frame in socket:
                if frame.type == aiohttp.WSMsgType.TEXT:
                    answer = json.loads(frame.data)
                    future = self.waiting.pop(str(answer.get("envelope_id")), None)
                    if future and not future.done():
                        future.set_result(answer.get("payload") or {})
        finally:
            self.open.remove(socket)
            if not self.open:
                self.available.clear()

    async def bring(self, kind: Kind, payload: dict[str, Any], retry: int, reason: str) -> dict[str, Any] | None:
        await self.available.wait()
        self._turn += 1
        socket = self.open[self._turn % len(self.open)]
        envelope_id = f"env-{next(_numbers)}"
        envelope: dict[str, Any] = {"type": kind, "envelope_id": envelope_id, "payload": payload}
        if retry:
            envelope |= {"retry_attempt": retry, "retry_reason": reason}
        answered: asyncio.Future[dict[str, Any]] = asyncio.get_running_loop().create_future()
        self.waiting[envelope_id] = answered
        try:
            await socket.send_json(envelope)
            return await asyncio.wait_for(answered, self.ack_seconds)
        except (TimeoutError, ConnectionError):
            return None
        finally:
            self.waiting.pop(envelope_id, None)

    async def disconnect(self, reason: str = "refresh_requested") -> None:
        """Ask every connection to come again, and close it."""
        for socket in list(self.open):
            await socket.send_json({"type": "disconnect", "reason": reason})
            await socket.close()


@dataclass
class Signed:
    """Requests to the app's own address, signed as Slack signs them."""

    url: str
    secret: str
    clock_off: float = 0.0

    async def bring(self, kind: Kind, payload: dict[str, Any], retry: int, reason: str) -> dict[str, Any] | None:
        if kind == "events_api":
            body, content = json.dumps(payload), "application/json"
        elif kind == "interactive":
            body, content = urlencode({"payload": json.dumps(payload)}), "application/x-www-form-urlencoded"
        else:
            body, content = urlencode(payload), "application/x-www-form-urlencoded"
        headers = {"Content-Type": content, **self.signature(body)}
        if retry:
            headers |= {"X-Slack-Retry-Num": str(retry), "X-Slack-Retry-Reason": reason}
        try:
            timeout = aiohttp.ClientTimeout(total=ACK_SECONDS)
            async with (
                aiohttp.ClientSession(timeout=timeout) as session,
                session.post(self.url, data=body.encode(), headers=headers) as answer,
            ):
                text = await answer.text()
                if answer.status != 200:
                    return None
                return json.loads(text) if text.startswith("{") else {"text": text} if text else {}
        except (TimeoutError, aiohttp.ClientError):
            return None

    def signature(self, body: str) -> dict[str, str]:
        at = str(int(time.time() + self.clock_off))
        digest = hmac.new(self.secret.encode(), f"v0:{at}:{body}".encode(), hashlib.sha256).hexdigest()
        return {"X-Slack-Request-Timestamp": at, "X-Slack-Signature": f"v0={digest}"}
