"""Two JSON-like values, and what is different between them."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

_GONE = object()


@dataclass(frozen=True, slots=True)
class Difference:
    path: str
    """`conversation_config.agent.language`; empty for the whole."""
    was: Any
    """None where it was not there."""
    now: Any


def differences(was: Any, now: Any, path: str = "") -> tuple[Difference, ...]:
    """From the outside in: of objects each key, of lists of equal length each item, of anything else itself."""
    return tuple(_differences(was, now, path))


def projected(value: Any, like: Any) -> Any:
    """Of what a platform answers, the part that has a place in `like`: keys that it adds by itself are left out."""
    if isinstance(value, dict) and isinstance(like, dict):
        return {key: projected(value[key], inner) for key, inner in like.items() if key in value}
    if isinstance(value, list) and isinstance(like, list) and len(value) == len(like):
        return [projected(each, inner) for each, inner in zip(value, like, strict=True)]
    return value


def at(value: Any, path: str) -> Any:
    """What stands at the path of a difference; None where nothing does."""
    for step in path.split(".") if path else ():
        if isinstance(value, dict) and step in value:
            value = value[step]
        elif isinstance(value, list) and step.isdigit() and int(step) < len(value):
            value = value[int(step)]
        else:
            return None
    return value


def has(value: Any, path: str) -> bool:
    """Whether this key is named, with whatever value."""
    outer, _, key = path.rpartition(".")
    holder = at(value, outer)
    return isinstance(holder, dict) and key in holder


def with_at(value: Mapping[str, Any], path: str, new: Any) -> dict[str, Any]:
    """A copy in which `new` stands at this path of keys."""
    key, _, rest = path.partition(".")
    return {**value, key: with_at(value.get(key) or {}, rest, new) if rest else new}


def _differences(was: Any, now: Any, path: str) -> Iterator[Difference]:
    if isinstance(was, dict) and isinstance(now, dict):
        for key in dict.fromkeys([*was, *now]):
            yield from _differences(was.get(key, _GONE), now.get(key, _GONE), f"{path}.{key}" if path else str(key))
    elif isinstance(was, list) and isinstance(now, list) and len(was) == len(now):
        for number, (old, new) in enumerate(zip(was, now, strict=True)):
            yield from _differences(old, new, f"{path}.{number}" if path else str(number))
    elif was != now:
        yield Difference(path, None if was is _GONE else was, None if now is _GONE else now)
