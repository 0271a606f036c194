"""Walks through plain JSON-like values: without recursion, which costs several times that, since every check walks."""

from collections.abc import Callable, Iterator
from typing import Any


def objects(value: Any) -> Iterator[dict[str, Any]]:
    """Every object in it, from outside in."""
    return (inner for inner in _values(value) if isinstance(inner, dict))


def strings(value: Any) -> Iterator[str]:
    """Every string in it that is no key."""
    return (inner for inner in _values(value) if isinstance(inner, str))


def with_strings(value: Any, change: Callable[[str], str]) -> Any:
    """The same value with each string that is no key changed."""
    if isinstance(value, str):
        return change(value)
    if isinstance(value, dict):
        return {  # most values are strings, and a call for each costs more than what is done with it
            key: change(inner) if type(inner) is str else with_strings(inner, change) for key, inner in value.items()
        }
    return [with_strings(inner, change) for inner in value] if isinstance(value, list) else value


def _values(value: Any) -> Iterator[Any]:
    """It and all in it, in the order of reading. A stack: generators within generators take three times as long."""
    ahead = [value]
    while ahead:
        value = ahead.pop()
        yield value
        if isinstance(value, dict):
            ahead.extend(reversed(value.values()))
        elif isinstance(value, list):
            ahead.extend(reversed(value))
