"""Walks through plain JSON-like values: without recursion, which costs several times that, since every check walks."""

from collections.abc import Callable, Iterable, Iterator
from typing import Any


def objects(value: Any) -> Iterator[dict[str, Any]]:
    """Every object in it, from outside in."""
    ahead = [value]
    while ahead:
        here = ahead.pop()
        if isinstance(here, dict):
            yield here
        ahead += [inner for inner in _inside(here) if isinstance(inner, (dict, list))]


def strings(value: Any) -> Iterator[str]:
    """Every string in it that is no key."""
    ahead = [value]
    while ahead:
        here = ahead.pop()
        if isinstance(here, str):
            yield here
        else:
            ahead += _inside(here)


def with_strings(value: Any, change: Callable[[str], str]) -> Any:
    """The same value with each string that is no key changed."""
    if isinstance(value, str):
        return change(value)
    if isinstance(value, dict):
        return {key: with_strings(inner, change) for key, inner in value.items()}
    return [with_strings(inner, change) for inner in value] if isinstance(value, list) else value


def _inside(value: Any) -> Iterable[Any]:
    """Its values, the last one first."""
    return reversed(value.values() if isinstance(value, dict) else value if isinstance(value, list) else ())
