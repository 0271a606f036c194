"""One test over a whole corpus: every case is tried, and a failure names each that failed, and why.

`pytest.mark.parametrize` makes a test of every case, which costs 1.5 ms, and 3 ms more beside xdist; a case of a corpus
often takes less than one. Where cases need a fixture of their own, it stays the right thing.
"""

import inspect
from collections.abc import Callable, Iterable, Sequence
from functools import wraps
from typing import Any

import pytest

Test = Callable[..., None]
Ids = Iterable[str] | Callable[[Any], str] | None
_FAILURES = (Exception, pytest.fail.Exception, BaseExceptionGroup)


def for_each(names: str | Sequence[str], cases: Iterable[Any], ids: Ids = None) -> Callable[[Test], Test]:
    """As `pytest.mark.parametrize`, in one test; two of them, one above the other, try every pair."""
    arguments = [name.strip() for name in names.split(",")] if isinstance(names, str) else list(names)
    every = list(cases)
    tried = [(_values(arguments, case), name) for case, name in zip(every, _named(every, ids), strict=True)]
    assert tried, f"no case of {arguments}: this test could not fail"

    def over_all(test: Test) -> Test:
        @wraps(test)
        def every_case(**others: Any) -> None:
            failed = [error for values, name in tried if (error := _failure(test, values | others, name))]
            if failed:
                raise BaseExceptionGroup(f"{len(failed)} of {len(tried)} cases failed", failed)

        every_case.__signature__ = _without(arguments, test)  # type: ignore[attr-defined]
        return every_case

    return over_all


def _values(arguments: list[str], case: Any) -> dict[str, Any]:
    return dict(zip(arguments, case, strict=True)) if len(arguments) > 1 else {arguments[0]: case}


def _named(cases: list[Any], ids: Ids) -> Iterable[str]:
    if ids is None:
        return [repr(case)[:500] for case in cases]
    return map(ids, cases) if callable(ids) else ids


def _failure(test: Test, values: dict[str, Any], name: str) -> BaseException | None:
    try:
        test(**values)
    except _FAILURES as error:
        error.add_note(f"case: {name}")
        return error
    return None


def _without(arguments: list[str], test: Test) -> inspect.Signature:
    """What is left for pytest to give: the fixtures."""
    signature = inspect.signature(test)
    assert set(arguments) <= set(signature.parameters), f"{test.__name__} does not take {arguments}"
    return signature.replace(parameters=[p for name, p in signature.parameters.items() if name not in arguments])
