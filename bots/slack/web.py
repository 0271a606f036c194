"""Calls to Slack: one client a workspace on one connection pool, and its refusals in four kinds.

slack_sdk raises on 429 unless it is told otherwise. Calls that a person waits for wait with it (`client`); deliveries
do not, so that the outbox can put them off for as long as Slack asks (`poster`).
"""

import asyncio
import ssl
from collections.abc import Awaitable, Callable
from typing import Any

import aiohttp
import structlog
from slack_sdk.errors import SlackApiError, SlackClientError
from slack_sdk.http_retry.builtin_async_handlers import (
    AsyncConnectionErrorRetryHandler,
    AsyncRateLimitErrorRetryHandler,
    AsyncServerErrorRetryHandler,
)
from slack_sdk.web.async_client import AsyncWebClient

from engine.sessions import TryLater, Undeliverable

_log = structlog.get_logger()
SLACK = "https://slack.com/api/"
CALL_SECONDS = 15
"""Below the lease of the outbox (30 s), so that one call never outlives it."""
GONE = frozenset(
    {
        "channel_not_found", "not_in_channel", "is_archived", "thread_not_found", "message_not_found",
        "cannot_reply_to_message", "restricted_action", "restricted_action_read_only_channel",
        "restricted_action_thread_locked", "restricted_action_non_threadable_channel", "user_not_found",
        "cannot_dm_bot", "account_inactive", "token_revoked", "invalid_auth", "not_authed", "org_login_required",
        "team_access_not_granted", "no_permission",
    }
)  # fmt: skip
"""What no repetition will mend: the thread is gone, or we may not write there any more."""
Failure = (SlackApiError, SlackClientError, aiohttp.ClientError, TimeoutError, ssl.SSLError)


class Web:
    """Open it with `async with`. `token_of(team)` gives a workspace's bot token; None where it is not installed."""

    def __init__(self, base_url: str, token_of: Callable[[str], Awaitable[str | None]]) -> None:
        self.base_url = base_url
        self._token_of = token_of
        self.session: aiohttp.ClientSession

    async def __aenter__(self) -> "Web":
        self.session = aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=CALL_SECONDS))
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.session.close()

    def client(self, token: str | None = None) -> AsyncWebClient:
        """A client that waits where Slack asks it to."""
        patient = [
            AsyncConnectionErrorRetryHandler(),
            AsyncServerErrorRetryHandler(),
            AsyncRateLimitErrorRetryHandler(),
        ]
        return self._client(token, patient)

    async def of(self, team: str) -> AsyncWebClient:
        """The patient client of a workspace. Raises Undeliverable where the app is not installed there (any more)."""
        return self.client(await self.token(team))

    async def poster(self, team: str) -> AsyncWebClient:
        """The client for deliveries: a 429 comes out as it is."""
        return self._client(await self.token(team), [AsyncServerErrorRetryHandler()])

    async def token(self, team: str) -> str:
        token = await self._token_of(team)
        if token is None:
            raise Undeliverable(f"Agent Builder is no longer installed in the workspace {team}.")
        return token

    def _client(self, token: str | None, handlers: list[Any]) -> AsyncWebClient:
        return AsyncWebClient(
            token=token, base_url=self.base_url, timeout=CALL_SECONDS, session=self.session, retry_handlers=handlers
        )


def error_of(failure: BaseException) -> str:
    """Slack's own word for what went wrong, such as `missing_scope`; empty where it did not answer."""
    if not isinstance(failure, SlackApiError):
        return ""
    response = failure.response
    data = response if isinstance(response, dict) else getattr(response, "data", {})
    return str(data.get("error") or "") if isinstance(data, dict) else ""


def retry_after(failure: BaseException) -> float | None:
    """Seconds that Slack asks to wait, for a 429; else None."""
    response = getattr(failure, "response", None)
    if getattr(response, "status_code", None) != 429 and error_of(failure) not in ("ratelimited", "rate_limited"):
        return None
    headers = {key.lower(): value for key, value in (getattr(response, "headers", None) or {}).items()}
    try:
        return max(float(headers.get("retry-after", 1)), 0.1)
    except ValueError:
        return 1.0


def for_outbox(failure: Exception) -> Exception:
    """The same failure as the relay understands it."""
    wait = retry_after(failure)
    if wait is not None:
        return TryLater(wait)
    word = error_of(failure)
    if word in GONE:
        return Undeliverable(f"Slack does not take messages there any more: {word}.")
    return RuntimeError(f"Slack answered {word}") if word else failure


async def quietly(what: str, call: Awaitable[Any]) -> str | None:
    """Make a call that is nice to have; Slack's word for its failure, or None."""
    try:
        async with asyncio.timeout(CALL_SECONDS):
            await call
    except Failure as failure:
        word = error_of(failure) or type(failure).__name__
        _log.debug("Slack did not do something optional.", what=what, reason=word)
        return word
    return None
