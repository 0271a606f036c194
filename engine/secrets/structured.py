"""Secrets in something structured, such as a change: its values are read one by one, each under its own key.

As one text, the name of a tool (`reset_password`) would stand before the next value as if it named it.
"""

from collections.abc import Iterator
from typing import cast

from pydantic import JsonValue
from pydantic_core import from_json, to_json

from engine.secrets.found import Found
from engine.secrets.text import find_secrets


def secrets_in(value: JsonValue) -> list[Found]:
    """Every secret in the texts of `value`; positions are within each text."""
    if not find_secrets(to_json(value).decode()):  # one look at all of it mostly settles it
        return []
    return [found for text in _texts(value) for found in find_secrets(text)]


def _texts(value: JsonValue, key: str = "") -> Iterator[str]:
    match value:
        case str() if isinstance(inner := _parsed(value), dict | list):
            yield from _texts(inner, key)
        case str():
            yield f"{key}: {value}" if key else value
        case list():
            for item in value:
                yield from _texts(item, key)
        case dict():
            called = value.get("name") or value.get("path")
            for name, item in value.items():
                yield from _texts(item, str(called) if name == "value" and called else name)
        case _:
            return


def _parsed(text: str) -> JsonValue:
    """What a text that is JSON holds; None for any other."""
    try:
        return cast(JsonValue, from_json(text)) if text.startswith(("{", "[")) else None
    except ValueError:
        return None
