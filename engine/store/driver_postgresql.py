"""asyncpg itself, on connections out of SQLAlchemy's pool."""

from collections.abc import Mapping, Sequence
from typing import Any

import asyncpg
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from engine.store.driver import Broken
from engine.store.statement import Statement

_OURS = (asyncpg.IntegrityConstraintViolationError, asyncpg.SyntaxOrAccessError, asyncpg.DataError)
_GONE = (asyncpg.PostgresConnectionError, asyncpg.OperatorInterventionError, asyncpg.InterfaceError, OSError)
_Held = tuple[AsyncConnection, Any]
"""A connection of the pool, and asyncpg's own one behind it."""


class PostgresDriver:
    """Each statement is a transaction of its own, prepared once a connection."""

    def __init__(self, engine: AsyncEngine) -> None:
        self._engine = engine
        self._idle: list[_Held] = []

    async def run(self, statements: Sequence[Statement], values: Mapping[str, Any]) -> list[Any]:
        (statement,) = statements
        arguments = statement.arguments(values)
        held = await self._taken()
        try:
            found = await held[1].fetch(statement.text, *arguments)
        except BaseException as error:
            await self._after(held, error)
            raise
        self._idle.append(held)
        return statement.rows(found)

    async def close(self) -> None:
        while self._idle:
            await self._idle.pop()[0].close()

    async def _taken(self) -> _Held:
        while self._idle:
            held = self._idle.pop()
            if not held[1].is_closed():
                return held
            await held[0].invalidate()
        connection = await self._engine.connect()
        return connection, (await connection.get_raw_connection()).driver_connection

    async def _after(self, held: _Held, error: BaseException) -> None:
        """Keep the connection only where the server refused the statement and is still there."""
        gone = held[1].is_closed() or isinstance(error, _GONE)
        if isinstance(error, asyncpg.PostgresError) and not gone:
            self._idle.append(held)
        else:
            await held[0].invalidate()
        if gone or (isinstance(error, asyncpg.PostgresError) and not isinstance(error, _OURS)):
            raise Broken(error, gone=gone) from error
