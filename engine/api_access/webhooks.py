"""Webhooks as the API gives them: made with a secret that is shown once, looked at, tried again, deleted."""

import base64
import secrets
from collections.abc import Sequence
from typing import get_args

from engine.api_access.addresses import Refused, checked
from engine.errors import PersonError
from engine.ids import new_id
from engine.store import webhooks as stored
from engine.store.webhooks import MOST_LISTED, Event, Kind, Webhook
from engine.turns.engine import Engine

__all__ = ["KINDS", "MOST_LISTED", "Event", "Kind", "Webhook", "create", "drop", "events", "listed", "retry"]
KINDS: tuple[Kind, ...] = get_args(Kind)
SECRET_PREFIX = "whsec_"  # noqa: S105 - what Standard Webhooks puts before one


async def create(engine: Engine, url: str, events: Sequence[Kind], workspace: str | None) -> tuple[Webhook, str]:
    """The webhook and its secret. Raises PersonError for an address that nothing is sent to."""
    try:
        await checked(url, allow_private=engine.settings.webhooks_allow_private)
    except Refused as error:
        raise PersonError(str(error)) from None
    secret = SECRET_PREFIX + base64.b64encode(secrets.token_bytes(32)).decode()
    webhook = Webhook(new_id("whk"), url, workspace, tuple(dict.fromkeys(events)), engine.clock())
    await stored.put(engine.store, webhook, secret)
    return webhook, secret


async def listed(engine: Engine, workspace: str | None) -> Sequence[Webhook]:
    """Those of a workspace, or (None) all."""
    return await stored.listed(engine.store, workspace)


async def events(engine: Engine, webhook_id: str) -> Sequence[Event]:
    """What waits and what was set aside, newest first; the 100 newest."""
    return await stored.events(engine.store, webhook_id)


async def retry(engine: Engine, webhook_id: str) -> int:
    """Deliver anew what was set aside; how many events those are."""
    return await stored.retry(engine.store, webhook_id)


async def drop(engine: Engine, webhook_id: str) -> None:
    await stored.drop(engine.store, webhook_id)
