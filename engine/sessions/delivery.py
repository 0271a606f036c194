"""Replies on their way to a chat platform: each is claimed, posted by an adapter, and marked by what came of it."""

from typing import Protocol

import structlog

from engine.errors import LostLease
from engine.logs import kind_of
from engine.messages.inbound import ThreadKey
from engine.metrics import DELIVERIES, DELIVERY_SECONDS
from engine.store import drafts, outbox
from engine.store.database import Database
from engine.store.rows import Outbound
from engine.turns.engine import Engine

_log = structlog.get_logger()


class TryLater(Exception):
    """The platform asks to wait."""

    def __init__(self, seconds: float) -> None:
        super().__init__(f"asked to wait {seconds:g} s")
        self.seconds = seconds


class Undeliverable(Exception):
    """The platform will never take this reply: the channel is gone, or the bot is no longer in it."""


class Deliver(Protocol):
    """How an adapter posts a reply to one platform's threads."""

    @property
    def platform(self) -> str:
        """The prefix of its thread keys: only replies to those threads come here."""

    async def deliver(self, outbound: Outbound, thread: ThreadKey) -> str | None:
        """Post the reply; the platform's id of the message. Raises TryLater, Undeliverable, or anything: tried again.

        `outbound.redelivery`: an earlier attempt may have reached the thread, so look for `outbound.id` there first,
        or give the platform that id as its own key against duplicates.
        """


async def draft_in(engine: Engine, thread: ThreadKey) -> str | None:
    """The message of this thread that shows the words of a reply while they come, by what the adapter keeps of it;
    empty where it was about to be posted when its process died."""
    return await drafts.of(engine.store, str(thread))


async def keep_draft(engine: Engine, thread: ThreadKey, message_id: str) -> None:
    await drafts.keep(engine.store, str(thread), message_id)


async def drop_draft(engine: Engine, thread: ThreadKey) -> None:
    await drafts.drop(engine.store, str(thread))


async def deliver_due(engine: Engine, adapter: Deliver, session_id: str | None = None) -> None:
    """Deliver every reply that is due on the adapter's platform, of one session or of all, each thread in its order."""
    while outbound := await outbox.claim(engine.store, adapter.platform, session_id):
        await _deliver(engine.store, adapter, outbound)


async def _deliver(store: Database, adapter: Deliver, outbound: Outbound) -> None:
    on = adapter.platform
    try:
        delivery = adapter.deliver(outbound, ThreadKey.parse(outbound.thread_key))
        with DELIVERY_SECONDS.timing(on):
            message_id = await outbox.keep(store, outbound, delivery)
    except TryLater as later:
        DELIVERIES.add(on, "put_off")
        await outbox.mark_failed(store, outbound, str(later), retry_after=later.seconds)
    except Undeliverable as error:
        DELIVERIES.add(on, "refused")
        _log.error("A reply is set aside.", outbox=outbound.id, reason=str(error))
        await outbox.mark_failed(store, outbound, str(error), for_good=True)
    except LostLease:
        DELIVERIES.add(on, "lost")
        _log.warning("Another process delivers this reply now.", outbox=outbound.id)
    except Exception as error:  # noqa: BLE001 - an adapter can fail in any way; the reply stays and is tried again
        DELIVERIES.add(on, "failed")
        _log.warning("A delivery failed.", outbox=outbound.id, attempt=outbound.attempts, exc_info=error)
        await outbox.mark_failed(store, outbound, kind_of(error))
    else:
        DELIVERIES.add(on, "sent")
        await outbox.mark_sent(store, outbound, message_id)
