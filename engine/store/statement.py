"""A statement of SQLAlchemy Core as a driver takes it: compiled once, then only values go in and rows come out.

What SQLAlchemy does around a statement costs several times what the statement does (docs/performance.md). On the path
of a message that is left out; what it knows (the SQL of each database, types, the order of parameters) is kept.
"""

from collections import namedtuple
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import ClauseElement
from sqlalchemy.engine import Dialect
from sqlalchemy.sql.expression import ReturnsRows

_Convert = Callable[[Any], Any] | None
_NOT_FIXED = object()


class Statement:
    """`text` with the driver's own placeholders, its `arguments` in their order, and its result as named tuples."""

    def __init__(self, statement: ClauseElement, dialect: Dialect) -> None:
        compiled: Any = statement.compile(dialect=dialect)
        columns = statement.exported_columns if isinstance(statement, ReturnsRows) else ()
        self.text = str(compiled)
        self._parameters = [_parameter(name, compiled.binds[name], dialect) for name in compiled.positiontup]
        row: Any = namedtuple("Row", [column.key for column in columns])  # type: ignore[misc]
        self._row = row._make
        self._results = [c.type.dialect_impl(dialect).result_processor(dialect, None) for c in columns]

    def arguments(self, values: Mapping[str, Any]) -> list[Any]:
        """Its parameters from these values; what the statement itself brings along is added."""
        return [
            convert(value) if convert else value
            for name, fixed, convert in self._parameters
            for value in (values[name] if fixed is _NOT_FIXED else fixed,)
        ]

    def rows(self, found: Iterable[Sequence[Any]]) -> list[Any]:
        """What the driver found, each value as its column's type has it."""
        return [
            self._row(convert(value) if convert else value for value, convert in zip(row, self._results, strict=True))
            for row in found
        ]


def _parameter(name: str, bind: Any, dialect: Dialect) -> tuple[str, Any, _Convert]:
    """Its name, its value if the statement brings one along, and how the driver wants it."""
    fixed = _NOT_FIXED if bind.required else bind.effective_value
    return name, fixed, bind.type.dialect_impl(dialect).bind_processor(dialect)
