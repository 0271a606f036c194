"""Two versions of one export compared: file by file, and what changed in the agent in people's words. Pure."""

import difflib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from engine.document.diff import DiffLine, diff, said
from engine.document.spec import ITEM_KEYS, AgentSpec
from engine.sentences import listed, quoted
from engine.targets.bundle import Bundle

Fate = Literal["added", "removed", "changed"]
_ITEMS: Mapping[str, str] = {
    "goals": "goal",
    "data_fields": "field",
    "variables": "variable",
    "tools": "tool",
    "knowledge": "fact",
    "transfers": "transfer",
    "emergencies": "emergency",
    "guardrails": "rule",
    "criteria": "criterion",
    "notes": "note",
}
_CONTEXT_LINES = 3
"""As `diff -u` and git show them."""


@dataclass(frozen=True, slots=True)
class FileChange:
    """One file that is not the same in both."""

    path: str
    fate: Fate
    diff: str
    """Unified, as `diff -u` writes it."""

    @property
    def lines(self) -> tuple[int, int]:
        """How many lines came, and how many went."""
        body = self.diff.splitlines()[2:]
        return sum(line.startswith("+") for line in body), sum(line.startswith("-") for line in body)


def changed_files(before: Bundle, after: Bundle) -> tuple[FileChange, ...]:
    """Those that differ, by path."""
    paths = sorted({*before.files, *after.files})
    return tuple(
        FileChange(path, _fate(path, before, after), _unified(path, before, after))
        for path in paths
        if before.files.get(path) != after.files.get(path)
    )


def changed_parts(before: AgentSpec, after: AgentSpec) -> tuple[str, ...]:
    """A line for each value that differs, and for each item of a list that came, went or changed."""
    return tuple(dict.fromkeys(_in_words(line, before, after) for line in diff(before, after)))


def _fate(path: str, before: Bundle, after: Bundle) -> Fate:
    return "added" if path not in before.files else "removed" if path not in after.files else "changed"


def _unified(path: str, before: Bundle, after: Bundle) -> str:
    old, new = (bundle.files.get(path, "").splitlines() for bundle in (before, after))
    was = f"a/{path}" if path in before.files else "/dev/null"
    now = f"b/{path}" if path in after.files else "/dev/null"
    return "\n".join([*difflib.unified_diff(old, new, was, now, lineterm="", n=_CONTEXT_LINES), ""])


def _in_words(line: DiffLine, before: AgentSpec, after: AgentSpec) -> str:
    part, _, rest = line.path.partition(".")
    if part == "flow":
        return "The call flow is another one"
    if part in ITEM_KEYS:
        return _item(part, rest.rpartition(".")[0], before, after)
    name = line.path.rpartition(".")[2].replace("_", " ").capitalize()
    if not line.before or not line.after:
        return f"{name}: {quoted(line.after or line.before)} {'is new' if line.after else 'is gone'}"
    return f"{name}: {quoted(line.before)} is now {quoted(line.after)}"


def _item(part: str, key: str, before: AgentSpec, after: AgentSpec) -> str:
    old, new = _found(before, part, key), _found(after, part, key)
    name = f"{_ITEMS[part].capitalize()} {quoted(key if part in _BY_KEY else said(new or old) or key)}"
    if old is None or new is None:
        return f"{name} is {'gone' if new is None else 'new'}"
    fields = [name.rstrip("_").replace("_", " ") for name in _differing(old, new)]
    return f"{name}: other {listed(fields)}"


_BY_KEY = ("tools", "data_fields", "variables")
"""People know them by their names."""


def _found(spec: AgentSpec, part: str, key: str) -> Any:
    return next((item for item in getattr(spec, part) if getattr(item, ITEM_KEYS[part]) == key), None)


def _differing(old: Any, new: Any) -> Iterator[str]:
    yield from (field for field, value in old if value != getattr(new, field))
