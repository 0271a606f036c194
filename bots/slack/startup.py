"""Whether the bot can start: what is missing or wrong in the settings, as one sentence that says what to do."""

from collections.abc import Mapping
from email.utils import parsedate_to_datetime
from time import time
from typing import Literal, Protocol
from urllib.parse import urlsplit

import aiohttp
import structlog
from slack_sdk.errors import SlackApiError

from bots.slack.installations import NEEDED, SCOPES
from bots.slack.web import SLACK, Web, error_of
from engine.errors import OperatorError
from engine.sentences import listed
from engine.settings import Settings

_log = structlog.get_logger()
Mode = Literal["socket", "http"]
CLOCK_SECONDS = 60
REFUSED_SECONDS = 300
"""Slack's signatures hold for five minutes, by both clocks."""
_SCOPES_HEADER = "x-oauth-scopes"


class Answer(Protocol):
    """What is looked at of an answer of slack_sdk."""

    @property
    def headers(self) -> Mapping[str, str]: ...


def mode_of(settings: Settings) -> Mode:
    """Socket Mode or HTTP. Raises OperatorError where a setting is missing or in the wrong place."""
    many = bool(settings.slack_client_id and settings.slack_client_secret)
    mode: Mode = settings.slack_mode or ("socket" if settings.slack_app_token else "http")
    if settings.slack_bot_token and many:
        raise OperatorError(
            "Set either SLACK_BOT_TOKEN (one workspace) or SLACK_CLIENT_ID with SLACK_CLIENT_SECRET (many), not both."
        )
    if not settings.slack_bot_token and not many:
        raise OperatorError(
            "Slack needs SLACK_BOT_TOKEN (it begins with xoxb-) and SLACK_APP_TOKEN (xapp-): "
            "docs/slack.md shows where to find them."
        )
    if (settings.slack_bot_token or "").startswith("xapp-"):
        raise OperatorError("SLACK_BOT_TOKEN holds the app-level token. It must be the one that begins with xoxb-.")
    if (settings.slack_app_token or "").startswith("xoxb-"):
        raise OperatorError("SLACK_APP_TOKEN holds the bot token. It must be the one that begins with xapp-.")
    if mode == "socket" and not settings.slack_app_token:
        raise OperatorError(
            "Socket Mode needs SLACK_APP_TOKEN (it begins with xapp-, with the scope connections:write)."
        )
    if mode == "http" and not settings.slack_signing_secret:
        raise OperatorError(
            "Set SLACK_APP_TOKEN for Socket Mode, or SLACK_SIGNING_SECRET to receive Slack's requests over HTTP."
        )
    return mode


async def check_bot(web: Web, settings: Settings, mode: Mode) -> None:
    """Ask Slack who we are, and look at our scopes and our clock. Raises OperatorError."""
    if not settings.slack_bot_token:
        return
    try:
        answer = await _asked(web, settings.slack_bot_token)
    except SlackApiError as error:
        raise OperatorError(_refusal("SLACK_BOT_TOKEN", error)) from None
    _check_scopes(answer.headers)
    _check_clock(answer.headers, mode)


async def check_socket(web: Web, settings: Settings) -> None:
    """Whether Slack opens connections for the app-level token. Raises OperatorError."""
    try:
        await web.client().apps_connections_open(app_token=settings.slack_app_token or "")
    except SlackApiError as error:
        raise OperatorError(_refusal("SLACK_APP_TOKEN", error)) from None
    except (aiohttp.ClientError, TimeoutError) as error:
        raise OperatorError(_unreachable(web.base_url, error)) from None


async def _asked(web: Web, token: str) -> Answer:
    """`auth.test`; at an address without a path, Slack's own path below it is tried as well."""
    try:
        return await web.client(token).auth_test()
    except SlackApiError as error:
        if urlsplit(web.base_url).path != "/" or error_of(error):
            raise
        web.base_url += "api/"
        return await web.client(token).auth_test()
    except (aiohttp.ClientError, TimeoutError) as error:
        raise OperatorError(_unreachable(web.base_url, error)) from None


def _check_scopes(headers: Mapping[str, str]) -> None:
    granted = _header(headers, _SCOPES_HEADER)
    if not granted:
        return
    has = {scope.strip() for scope in granted.split(",")}
    lacking = [scope for scope in SCOPES if scope not in has]
    if any(scope in NEEDED for scope in lacking):
        raise OperatorError(f"The Slack app lacks the scope {listed(lacking)}. Add it and install the app again.")
    if lacking:
        _log.warning(f"The Slack app lacks {listed(lacking)}; add them in its settings and install it again.")


def _check_clock(headers: Mapping[str, str], mode: Mode) -> None:
    said = _header(headers, "date")
    try:
        off = abs(parsedate_to_datetime(said).timestamp() - time()) if said else 0.0
    except ValueError:
        return
    words = f"This machine's clock is {off:.0f} seconds off Slack's. Set it right"
    if off > REFUSED_SECONDS and mode == "http":
        raise OperatorError(f"{words}, or Slack's signed requests will be refused.")
    if off > CLOCK_SECONDS:
        _log.warning(f"{words}.")


def _header(headers: Mapping[str, str], name: str) -> str:
    return next((value for key, value in headers.items() if key.lower() == name), "")


def _refusal(setting: str, error: SlackApiError) -> str:
    word = error_of(error) or "an answer that is not Slack's"
    hints = {
        "invalid_auth": "Copy it again from the app's settings.",
        "not_authed": "Copy it again from the app's settings.",
        "account_inactive": "The app was removed from the workspace; install it again.",
        "token_revoked": "It was revoked; install the app again and copy the new one.",
        "token_expired": "It has expired; install the app again and copy the new one.",
        "missing_scope": "Give it the scope connections:write." if setting == "SLACK_APP_TOKEN" else "Add its scopes.",
        "not_allowed_token_type": "That setting needs another kind of token.",
    }
    return f"Slack refuses {setting} ({word}). {hints.get(word, 'Is SLACK_API_URL right?')}"


def _unreachable(base_url: str, error: BaseException) -> str:
    where = "Slack" if base_url == SLACK else f"Slack at {base_url}"
    return f"Could not reach {where}: {str(error) or type(error).__name__}. Is the network up, and SLACK_API_URL right?"
