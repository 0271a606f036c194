"""Statements run on the database's own driver, on connections that stay open for it."""

from collections.abc import Mapping, Sequence
from typing import Any, Protocol

from engine.store.statement import Statement


class Broken(Exception):
    """The database could not do it, and not because of the statement. `gone`: the connection broke on the way."""

    def __init__(self, reason: BaseException, *, gone: bool = False) -> None:
        super().__init__(str(reason))
        self.reason, self.gone = reason, gone


class Driver(Protocol):
    async def run(self, statements: Sequence[Statement], values: Mapping[str, Any]) -> list[Any]:
        """All of them in one transaction, durable when it returns; the rows of the last one.

        A first one of several that gives no row ends it without effect. Raises Broken, and for our own mistakes
        (SQL, data, constraints) whatever the driver raises.
        """

    async def close(self) -> None: ...
