"""Python's own sqlite3, with one connection in a thread of its own: one visit there does a whole unit of work."""

import asyncio
import sqlite3
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from engine.store.driver import Broken
from engine.store.statement import Statement

_OURS = (sqlite3.IntegrityError, sqlite3.ProgrammingError, sqlite3.DataError)


class SqliteDriver:
    def __init__(self, connect: Callable[[], sqlite3.Connection]) -> None:
        """`connect` is called in the thread, at the first use."""
        self.connect = connect
        self._connection: sqlite3.Connection | None = None
        self._thread = ThreadPoolExecutor(1, "sqlite")

    async def run(self, statements: Sequence[Statement], values: Mapping[str, Any]) -> list[Any]:
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self._thread, self._explained, statements, values)

    async def close(self) -> None:
        connection, self._connection = self._connection, None
        if connection:
            await asyncio.get_running_loop().run_in_executor(self._thread, connection.close)
        self._thread.shutdown(wait=False)

    def _explained(self, statements: Sequence[Statement], values: Mapping[str, Any]) -> list[Any]:
        try:
            return self._run(statements, values)
        except sqlite3.Error as error:
            if isinstance(error, _OURS):
                raise
            raise Broken(error) from error

    def _run(self, statements: Sequence[Statement], values: Mapping[str, Any]) -> list[Any]:
        connection = self._connection = self._connection or self.connect()
        connection.execute("BEGIN IMMEDIATE")
        try:
            result = _result(connection, statements, values)
            connection.execute("COMMIT")
        finally:
            if connection.in_transaction:
                connection.execute("ROLLBACK")
        return result


def _result(connection: sqlite3.Connection, statements: Sequence[Statement], values: Mapping[str, Any]) -> list[Any]:
    found: list[Any] = []
    for number, statement in enumerate(statements):
        found = connection.execute(statement.text, statement.arguments(values)).fetchall()
        if not number and not found:
            return []
    return statements[-1].rows(found)
