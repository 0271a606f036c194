"""Which token belongs to which workspace: the one from the settings, or many by OAuth, kept in SQL."""

from collections.abc import Awaitable, Callable

import structlog
from slack_bolt.oauth.async_oauth_settings import AsyncOAuthSettings
from slack_sdk.oauth.state_store.sqlalchemy import AsyncSQLAlchemyOAuthStateStore
from sqlalchemy.ext.asyncio import AsyncEngine

from bots.slack.sealed import Seal, SealedStore
from engine.settings import Settings

_log = structlog.get_logger()
SCOPES = (
    "app_mentions:read",
    "assistant:write",
    "channels:history",
    "chat:write",
    "commands",
    "files:read",
    "files:write",
    "groups:history",
    "im:history",
    "im:write",
    "mpim:history",
    "usergroups:read",
    "users:read",
)
"""What the app asks for; `slack_manifest.json` holds the same list."""
NEEDED = ("chat:write",)
STATE_SECONDS = 600

TokenOf = Callable[[str], Awaitable[str | None]]


def one_workspace(token: str) -> TokenOf:
    async def token_of(team: str) -> str | None:
        return token

    return token_of


class Installations:
    """The workspaces that installed the app, in the same database as everything else."""

    def __init__(self, settings: Settings, database: AsyncEngine) -> None:
        client_id = settings.slack_client_id or ""
        self.store = SealedStore(client_id, database, Seal.of(settings.slack_token_keys or ""))
        self._states = AsyncSQLAlchemyOAuthStateStore(expiration_seconds=STATE_SECONDS, engine=database)
        self._settings = settings

    async def prepare(self) -> None:
        """Create the tables of slack_sdk, which are its own and no part of our migrations."""
        await self.store.create_tables()  # type: ignore[no-untyped-call]  # slack_sdk gives it no types
        await self._states.create_tables()  # type: ignore[no-untyped-call]
        if not self._settings.slack_token_keys:
            _log.warning("Tokens of workspaces are stored as they are: set SLACK_TOKEN_KEYS, and they are sealed.")
            return
        await self.store.seal_all()

    def oauth(self) -> AsyncOAuthSettings:
        """`/slack/install` and `/slack/oauth_redirect`."""
        return AsyncOAuthSettings(
            client_id=self._settings.slack_client_id,
            client_secret=self._settings.slack_client_secret,
            scopes=list(SCOPES),
            authorization_url=f"{self._settings.slack_api_url.removesuffix('api/')}oauth/v2/authorize",
            installation_store=self.store,
            installation_store_bot_only=True,
            state_store=self._states,
        )

    async def token_of(self, team: str) -> str | None:
        """The bot token of a workspace, or of an organisation (`E…`) where it is installed for all of it."""
        whole = team.startswith("E")
        found = await self.store.async_find_bot(
            enterprise_id=team if whole else None,
            team_id=None if whole else team,
            is_enterprise_install=whole,
        )
        return found.bot_token if found else None
