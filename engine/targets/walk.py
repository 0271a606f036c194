"""Walks through plain JSON-like values."""

from collections.abc import Callable, Iterator
from typing import Any


def objects(value: Any) -> Iterator[dict[str, Any]]:
    """Every object in it, from outside in."""
    if isinstance(value, dict):
        yield value
    for inner in _inside(value):
        yield from objects(inner)


def strings(value: Any) -> Iterator[str]:
    """Every string in it that is no key."""
    if isinstance(value, str):
        yield value
    for inner in _inside(value):
        yield from strings(inner)


def with_strings(value: Any, change: Callable[[str], str]) -> Any:
    """The same value with each string that is no key changed."""
    if isinstance(value, dict):
        return {key: with_strings(inner, change) for key, inner in value.items()}
    if isinstance(value, list):
        return [with_strings(inner, change) for inner in value]
    return change(value) if isinstance(value, str) else value


def _inside(value: Any) -> Iterator[Any]:
    if isinstance(value, dict):
        yield from value.values()
    elif isinstance(value, list):
        yield from value
