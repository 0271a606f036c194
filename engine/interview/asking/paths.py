"""What a path of the spec is called in a sentence: `tools.book.url` is “the address of `book`”."""

from collections import Counter
from collections.abc import Iterable
from fnmatch import fnmatchcase

_NAMES = (
    ("use_case", "what the agent is for"),
    ("role", "its role"),
    ("goals", "its goals"),
    ("audience", "whom it talks to"),
    ("languages", "its languages"),
    ("tone", "its tone"),
    ("greeting", "the greeting"),
    ("approval:basics", "a yes to the basics"),
    ("approval:tools", "a yes to the tools"),
    ("tools.*.url", "the address of `{}`"),
    ("tools.*.auth_ref", "the secret of `{}`"),
    ("tools.*", "the parameters of `{}`"),
    ("transfers", "whom it hands calls to"),
    ("transfers.*", "the number of a transfer"),
    ("approval:flow", "a yes to the call flow"),
    ("platforms", "the platform"),
    ("fallback", "what happens when nothing helps"),
    ("questions.*", "a detail of its work"),
    ("approval:final", "your final yes"),
)
_MOST = 8


def path_name(path: str) -> str:
    """In plain words; the path itself where it is none that we ask for."""
    name = next((name for pattern, name in _NAMES if fnmatchcase(path, pattern)), f"`{path}`")
    return name.format(path.split(".")[1]) if "{}" in name else name


def path_names(paths: Iterable[str]) -> list[str]:
    """The names of all, each once; the rest as a number where they are many."""
    names = list(Counter(map(path_name, paths)))
    return names if len(names) <= _MOST else [*names[: _MOST - 1], f"{len(names) - _MOST + 1} more"]
