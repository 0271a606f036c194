"""Several statements as one unit of work: done together or not at all, and as near to one round trip as can be.

PostgreSQL takes them as one statement, whose parts are common table expressions. SQLite does not know that, but it is
in this process: it gets them one after the other, in one transaction and one visit to its thread.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import FromClause, Select, func, select
from sqlalchemy.sql.dml import ReturningUpdate, UpdateBase
from sqlalchemy.sql.elements import ColumnElement

_DO_NOT_WAIT_FOR_THE_DISK = func.set_config("synchronous_commit", "off", True).label("durable")
"""For this transaction."""


class Parts:
    """What follows the first statement, added in the order in which SQLite does it."""

    def __init__(self, first: FromClause, *, as_one: bool) -> None:
        self.first = first
        """The row that the first statement gave: select from it, and nothing happens where it gave none."""
        self.statements: list[Any] = []
        self._as_one = as_one

    def add(self, statement: UpdateBase) -> None:
        self.statements.append(statement.cte(f"part_{len(self.statements)}") if self._as_one else statement)

    def add_numbered(self, statement: Any, number: ColumnElement[int]) -> ColumnElement[int]:
        """`add` an insert of one row; the number that its row gets, for the statement that comes next."""
        self.add(statement.returning(number))
        if self._as_one:
            return select(self.statements[-1].c[number.key]).scalar_subquery()
        return func.last_insert_rowid()


@dataclass(frozen=True, eq=False)
class Unit:
    """`first` decides: it gives one row, or the unit does nothing. `then` adds the rest, and gives the result."""

    first: ReturningUpdate[Any]
    stored: FromClause
    """Where SQLite finds the row that `first` gave."""
    then: Callable[[Parts], Select[Any]]
    may_be_lost: bool = False
    """If PostgreSQL itself crashes in the next moment: it does not wait for its disk. What is durable after it, is
    durable with it."""

    def as_one(self) -> Select[Any]:
        parts = Parts(self.first.cte("first"), as_one=True)
        whole = self.then(parts).add_cte(parts.first, *parts.statements)  # type: ignore[arg-type]
        return whole.add_columns(_DO_NOT_WAIT_FOR_THE_DISK) if self.may_be_lost else whole

    def in_order(self) -> Sequence[Any]:
        parts = Parts(self.stored, as_one=False)
        result = self.then(parts)
        return (self.first, *parts.statements, result)
