"""Three versions of one value: what changed from the first to the second is done to the third. Pure.

The values are JSON. Where the third is different at the very place that changed, the second wins.
"""

import re
from collections.abc import Iterable, Mapping
from difflib import SequenceMatcher
from enum import Enum
from typing import Any

_KEYS = ("id", "tool_id", "name", "assistantName", "config", "test_id", "type")
"""By the first of these that it has, an item of a list is known."""
_SECTION = re.compile(r"^(?=# )", re.MULTILINE)
_MOST_LINES = 2_000
"""Of a section: to compare more of them would take long."""


class _Absent(Enum):
    IT = "no value"


def merged(before: Any, now: Any, theirs: Any) -> Any:
    """`theirs`, with all that differs between `before` and `now` as it is in `now`."""
    if now == before:
        return theirs
    if theirs == before:
        return now
    three = (before, now, theirs)
    if all(isinstance(value, dict) for value in three):
        one_kind = before.get("type") == now.get("type") == theirs.get("type")
        return _merged_items(before, now, theirs) if one_kind else now
    if all(isinstance(value, list) for value in three):
        items = [_by_key(value) for value in three]
        return list(_merged_items(*items).values()) if all(map(_is_known, items, three)) else now
    if all(isinstance(value, str) for value in three):
        whole = all(len(_sections(value)) == 1 for value in three)
        return _merged_lines(before, now, theirs) if whole else _merged_text(before, now, theirs)
    return now


def _merged_items(before: Mapping[Any, Any], now: Mapping[Any, Any], theirs: Mapping[Any, Any]) -> dict[Any, Any]:
    """Item by item, in the order of `theirs`; what is new stands behind what it stands behind in `now`."""
    found = {
        key: merged(*(value.get(key, _Absent.IT) for value in (before, now, theirs))) for key in _woven(theirs, now)
    }
    return {key: value for key, value in found.items() if value is not _Absent.IT}


def _woven(first: Iterable[Any], second: Iterable[Any]) -> list[Any]:
    behind: dict[Any, list[Any]] = {}
    last, known = None, dict.fromkeys(first)
    for key in second:
        if key in known:
            last = key
        else:
            behind.setdefault(last, []).append(key)
    return [*behind.get(None, ()), *(each for key in known for each in (key, *behind.get(key, ())))]


def _by_key(items: list[Any]) -> dict[Any, Any]:
    return {_key(item): item for item in items}


def _key(item: Any) -> Any:
    """What names the item, wherever it stands in the list."""
    if isinstance(item, dict):
        inner = (item.get("function"), item.get("assistant"), item)
        named = (part[key] for part in inner if isinstance(part, dict) for key in _KEYS if key in part)
        item = next(named, None)
    return item if isinstance(item, str | int | float) else None


def _is_known(by_key: Mapping[Any, Any], items: list[Any]) -> bool:
    """Whether each item has a key of its own; one alone needs none."""
    return len(by_key) == len(items) and (None not in by_key or len(items) == 1)


def _merged_text(before: str, now: str, theirs: str) -> str:
    """Section by section; `now` where a section that changed has no counterpart."""
    three = [_sections(text) for text in (before, now, theirs)]
    old, new, other = three
    if any(old[head] != new.get(head) and head not in other for head in old):
        return now
    found = [merged(*(text.get(head, _Absent.IT) for text in three)) for head in _woven(other, new)]
    bodies = [body for body in found if body is not _Absent.IT]
    return "".join(body.rstrip("\n") + "\n\n" for body in bodies[:-1]) + bodies[-1] if bodies else ""


def _sections(text: str) -> dict[str, str]:
    """Heading -> the section with its heading, in order; what stands above the first has an empty one."""
    parts = [part for part in _SECTION.split(text) if part]
    found = {part.partition("\n")[0] if part.startswith("# ") else "": part for part in parts}
    return found if len(found) == len(parts) else {"": text}


def _merged_lines(before: str, now: str, theirs: str) -> str:
    """A section line by line; `now` as it is where a line that changed stands otherwise in `theirs`."""
    old, new, other = (text.split("\n") for text in (before, now, theirs))
    if max(len(old), len(new), len(other)) > _MOST_LINES:
        return now
    place = {-1: -1}
    for block in SequenceMatcher(a=old, b=other).get_matching_blocks():
        place |= {block.a + at: block.b + at for at in range(block.size)}
    for kind, start, end, first, last in reversed(SequenceMatcher(a=old, b=new).get_opcodes()):
        if kind != "equal":
            above = next(at for at in range(start - 1, -2, -1) if at in place)
            at = place.get(start) if start < end else place[above] + 1
            if at is None or other[at : at + end - start] != old[start:end]:
                return now
            other[at : at + end - start] = new[first:last]
    return "\n".join(other)
