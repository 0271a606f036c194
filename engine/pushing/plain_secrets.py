"""Secrets of a platform whose headers are plain: put there by hand, kept by every push, and never stored or shown here.

A body says `Bearer $CRM_KEY`, and somebody has put the value there in its place. That text is found again by the tool
it belongs to, sent back with an update, and looks to us as we wrote it.
"""

import re
from collections.abc import Iterator, Mapping
from typing import Any

_HEADERS = "headers"
_IDENTITY = ("tool_id", "name", "id")
_OF_THEIRS = "…"
"""Stands for a header that somebody added there: it may hold a secret too."""


def values_there(sent: Any, there: Any, secret: re.Pattern[str]) -> dict[str, str]:
    """Our text -> the text that stands there with its value, for every header that names a secret."""
    return {ours: theirs for ours, theirs in _pairs(sent, there, secret) if theirs != ours}


def with_values(body: Any, values: Mapping[str, str], *, in_headers: bool = False) -> Any:
    """The body with the values that are there already."""
    if isinstance(body, dict):
        return {
            key: with_values(inner, values, in_headers=in_headers or key == _HEADERS) for key, inner in body.items()
        }
    if isinstance(body, list):
        return [with_values(inner, values, in_headers=in_headers) for inner in body]
    return values.get(body, body) if in_headers and isinstance(body, str) else body


def hidden(there: Any, sent: Any, secret: re.Pattern[str], *, in_headers: bool = False) -> Any:
    """What is there, as we wrote it where a value stands."""
    if isinstance(there, dict):
        ours = sent if isinstance(sent, dict) else {}
        return {
            key: hidden(inner, ours.get(key), secret, in_headers=in_headers or key == _HEADERS)
            for key, inner in there.items()
        }
    if isinstance(there, list):
        partner = _partners(there, sent if isinstance(sent, list) else [])
        return [hidden(inner, ours, secret, in_headers=in_headers) for inner, ours in partner]
    if not in_headers or not isinstance(there, str):
        return there
    return _OF_THEIRS if sent is None else sent if isinstance(sent, str) and secret.search(sent) else there


def names_in(body: Any, secret: re.Pattern[str], *, in_headers: bool = False) -> Iterator[str]:
    """Names of the secrets whose value nobody has put in yet."""
    if isinstance(body, dict):
        for key, inner in body.items():
            yield from names_in(inner, secret, in_headers=in_headers or key == _HEADERS)
    elif isinstance(body, list):
        for inner in body:
            yield from names_in(inner, secret, in_headers=in_headers)
    elif in_headers and isinstance(body, str):
        yield from (found[1] for found in secret.finditer(body))


def _pairs(sent: Any, there: Any, secret: re.Pattern[str], *, in_headers: bool = False) -> Iterator[tuple[str, str]]:
    if isinstance(sent, dict) and isinstance(there, dict):
        for key, ours in sent.items():
            yield from _pairs(ours, there.get(key), secret, in_headers=in_headers or key == _HEADERS)
    elif isinstance(sent, list) and isinstance(there, list):
        for ours, theirs in _partners(sent, there):
            yield from _pairs(ours, theirs, secret, in_headers=in_headers)
    elif in_headers and isinstance(sent, str) and isinstance(there, str) and secret.search(sent):
        yield sent, there


def _partners(items: list[Any], others: list[Any]) -> Iterator[tuple[Any, Any]]:
    """Each item with the one of the other list that is the same thing, or else stands at the same place."""
    known = {key: other for other in others if (key := _identity(other))}
    for at, item in enumerate(items):
        key = _identity(item)
        yield item, known.get(key) if key else others[at] if at < len(others) else None


def _identity(item: Any) -> str:
    return next((str(item[key]) for key in _IDENTITY if item.get(key)), "") if isinstance(item, dict) else ""
