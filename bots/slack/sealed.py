"""Slack's tokens in the database: sealed with a key that is not there.

The tables are slack_sdk's. A token of an earlier release stands there as it is, until `seal_all` has brought it over.
"""

from dataclasses import dataclass
from typing import TypeVar

import structlog
from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from slack_sdk.oauth.installation_store.models import Bot, Installation
from slack_sdk.oauth.installation_store.sqlalchemy import AsyncSQLAlchemyInstallationStore
from sqlalchemy import Table, select, update
from sqlalchemy.ext.asyncio import AsyncEngine

from engine.errors import OperatorError

_Kept = TypeVar("_Kept", Bot, Installation)
_log = structlog.get_logger()
TOKENS = ("bot_token", "bot_refresh_token", "user_token", "user_refresh_token")
_SEALED = "gAAAA"
"""What Fernet's tokens begin with, and none of Slack's."""
WRONG_KEY = (
    "SLACK_TOKEN_KEYS holds something that is no key. Make one with `python -c "
    '"from cryptography.fernet import Fernet; print(Fernet.generate_key().decode())"`.'
)


@dataclass(frozen=True, slots=True)
class Seal:
    """The first key seals, each opens; so a new one is put before the old one."""

    keys: tuple[Fernet, ...]

    @classmethod
    def of(cls, keys: str) -> "Seal":
        """Keys with commas between them. Raises OperatorError."""
        try:
            return cls(tuple(Fernet(key.strip()) for key in keys.split(",") if key.strip()))
        except ValueError:
            raise OperatorError(WRONG_KEY) from None

    def close(self, token: str) -> str:
        """Sealed with the first key, whatever it was before. Raises InvalidToken where no key opens it."""
        return self.keys[0].encrypt(self.open(token).encode()).decode() if self.keys else token

    def open(self, token: str) -> str:
        """Raises InvalidToken where no key does."""
        if not token.startswith(_SEALED):
            return token
        if not self.keys:
            raise InvalidToken
        return MultiFernet(self.keys).decrypt(token.encode()).decode()


class SealedStore(AsyncSQLAlchemyInstallationStore):
    """slack_sdk's, with sealed tokens; an installation whose tokens nobody can open is none."""

    def __init__(self, client_id: str, engine: AsyncEngine, seal: Seal) -> None:
        super().__init__(client_id=client_id, engine=engine)
        self._seal = seal

    async def async_save(self, installation: Installation) -> None:
        await super().async_save(self._closed(installation))

    async def async_save_bot(self, bot: Bot) -> None:
        await super().async_save_bot(self._closed(bot))

    async def async_find_bot(
        self, *, enterprise_id: str | None, team_id: str | None, is_enterprise_install: bool | None = False
    ) -> Bot | None:
        found = await super().async_find_bot(
            enterprise_id=enterprise_id, team_id=team_id, is_enterprise_install=is_enterprise_install
        )
        return self._opened(found) if found else None

    async def async_find_installation(
        self,
        *,
        enterprise_id: str | None,
        team_id: str | None,
        user_id: str | None = None,
        is_enterprise_install: bool | None = False,
    ) -> Installation | None:
        found = await super().async_find_installation(
            enterprise_id=enterprise_id, team_id=team_id, user_id=user_id, is_enterprise_install=is_enterprise_install
        )
        return self._opened(found) if found else None

    async def seal_all(self) -> None:
        """Seal what an earlier release, or an earlier key, has left."""
        for table in (self.bots, self.installations):
            await self._seal_table(table)

    async def _seal_table(self, table: Table) -> None:
        held = [column for column in table.c if column.name in TOKENS]
        async with self.engine.begin() as connection:
            for row in (await connection.execute(select(table.c.id, *held))).mappings().all():
                try:
                    closed = {c.name: self._seal.close(row[c.name]) for c in held if row[c.name]}
                except InvalidToken:
                    continue
                if closed:
                    await connection.execute(update(table).where(table.c.id == row["id"]).values(closed))

    def _closed(self, kept: _Kept) -> _Kept:
        for name in TOKENS:
            if token := getattr(kept, name, None):
                setattr(kept, name, self._seal.close(token))
        return kept

    def _opened(self, kept: _Kept) -> _Kept | None:
        try:
            for name in TOKENS:
                if token := getattr(kept, name, None):
                    setattr(kept, name, self._seal.open(token))
        except InvalidToken:
            _log.error("The token of a workspace was sealed with a key that SLACK_TOKEN_KEYS does not hold.")
            return None
        return kept
