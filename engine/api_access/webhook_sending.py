"""Sends what webhooks wait for, signed as standardwebhooks.com has it; one event at a time to each of them.

Whoever takes an event answers 2xx within 10 seconds. An answer is not read, and a redirect not followed. Every process
with the admin API sends; an event that one of them has leased is no other's.
"""

import asyncio
import base64
import hashlib
import hmac
import json
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from typing import TYPE_CHECKING

import structlog

from engine.api_access.addresses import Refused, checked
from engine.api_access.webhooks import SECRET_PREFIX
from engine.background import Background
from engine.errors import OperatorError
from engine.logs import kind_of
from engine.metrics import DELIVERIES
from engine.store import webhooks as stored
from engine.store.webhooks import Claimed
from engine.turns.engine import Engine

if TYPE_CHECKING:
    import httpx2

ANSWER_SECONDS = 10.0
LOOK_EVERY_SECONDS = 1.0
_log = structlog.get_logger()


@asynccontextmanager
async def sending(engine: Engine) -> AsyncIterator[None]:
    """While the block runs. What is under way at its end is cut, and sent again by the next process."""
    import httpx2  # no chat sends any

    limits = httpx2.Limits(max_connections=None, max_keepalive_connections=0)
    background = Background()
    async with httpx2.AsyncClient(limits=limits, timeout=ANSWER_SECONDS, trust_env=False) as client:
        background.start(_Sender(engine, client, background).run())
        try:
            yield
        finally:
            await background.finish(0)


class _Sender:
    def __init__(self, engine: Engine, client: "httpx2.AsyncClient", background: Background) -> None:
        self._engine, self._client, self._background = engine, client, background
        self._busy: set[str] = set()
        """Ids of webhooks that are being sent something; one that hangs keeps no other waiting."""
        self._free = asyncio.Event()

    async def run(self) -> None:
        while True:
            self._free.clear()
            try:
                while claimed := await stored.claim(self._engine.store, self._busy):
                    self._busy.add(claimed.webhook_id)
                    self._background.start(self._send(claimed))
            except OperatorError:
                pass  # the worker has said it, and the next look is soon
            except Exception as error:  # noqa: BLE001 - it outlives whatever it meets
                _log.error("Webhooks could not be looked for.", reason=kind_of(error))
            with suppress(TimeoutError):
                async with asyncio.timeout(LOOK_EVERY_SECONDS):
                    await self._free.wait()

    async def _send(self, claimed: Claimed) -> None:
        try:
            why = await self._refusal(claimed)
            DELIVERIES.add("webhook", "failed" if why else "sent")
            if why:
                await stored.mark_failed(self._engine.store, claimed, why)
            else:
                await stored.mark_taken(self._engine.store, claimed)
        finally:
            self._busy.discard(claimed.webhook_id)
            self._free.set()

    async def _refusal(self, claimed: Claimed) -> str:
        """Why the receiver has not taken it; empty: it has."""
        try:
            async with asyncio.timeout(ANSWER_SECONDS):
                status = await self._posted(claimed)
        except Refused as error:
            return str(error)
        except TimeoutError:
            return f"It did not answer within {ANSWER_SECONDS:g} seconds."
        except Exception as error:  # noqa: BLE001 - a receiver can fail in any way
            return f"It could not be reached ({kind_of(error)})."
        return "" if 200 <= status < 300 else f"It answered {status}."

    async def _posted(self, claimed: Claimed) -> int:
        place = await checked(claimed.url, allow_private=self._engine.settings.webhooks_allow_private)
        body = json.dumps(claimed.body, ensure_ascii=False, separators=(",", ":")).encode()
        headers = signed(claimed.event_id, body, claimed.secret, int(time.time())) | {"Host": place.host}
        more = {"sni_hostname": place.name}
        async with self._client.stream("POST", place.url, content=body, headers=headers, extensions=more) as response:
            return int(response.status_code)


def signed(event_id: str, body: bytes, secret: str, at: int) -> dict[str, str]:
    """The headers of a message; `at` in seconds since 1970."""
    key = base64.b64decode(secret.removeprefix(SECRET_PREFIX))
    digest = hmac.digest(key, f"{event_id}.{at}.".encode() + body, hashlib.sha256)
    return {
        "Content-Type": "application/json",
        "User-Agent": "AgentBuilder",
        "Webhook-Id": event_id,
        "Webhook-Timestamp": str(at),
        "Webhook-Signature": f"v1,{base64.b64encode(digest).decode()}",
    }
