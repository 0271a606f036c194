"""Whether a thing that a document says is in the agent: by the changes made of it, else by its words. Pure."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from typing import Any

from pydantic_core import to_json

from engine.document.changes import Add, AddToGoal, Change, Set
from engine.document.spec import ITEM_KEYS, AgentSpec
from engine.interview.digest.sources import Entry, Source
from engine.language.telling import telling_words

_COVERED = 0.5
"""The share of its telling words that one item of the agent has, from which on that item says it."""
_FEW = 3
"""Of so few telling words an item must have all."""
_NOT_CONTENT = {"brought", "origins", "approvals", "flow", "schema_version", "skipped", "revisiting", "use_case"}
_TOGETHER = ("data_fields",)
"""Parts of which one sentence gives several items."""


class Content:
    """What stands in a spec, item by item, for looking up many sentences."""

    def __init__(self, spec: AgentSpec) -> None:
        self._spec = spec
        self._items: defaultdict[str, set[int]] = defaultdict(set)
        for number, text in enumerate(_texts(spec)):
            for word in _words(text):
                self._items[word].add(number)

    def holds(self, entry: Entry) -> bool:
        if entry.changes:
            return any(_made(change, self._spec, agreed=entry.how != "offered") for change in entry.changes)
        return self._says(entry.text)

    def _says(self, text: str) -> bool:
        """Whether one item has most of the words, and every figure among them."""
        words = _words(text)
        figures = [self._items.get(word, set()) for word in words if word[0].isdigit()]
        found = Counter(number for word in words for number in self._items.get(word, ()))
        least = _COVERED * len(words) if len(words) > _FEW else len(words)
        enough = (number for number, count in found.items() if count >= least)
        return not words or any(all(number in items for items in figures) for number in enough)


def left_in(sources: Sequence[Source], spec: AgentSpec) -> list[tuple[Source, Entry]]:
    """What the documents say and the agent does not have."""
    content = Content(spec)
    return [(source, entry) for source in sources for entry in source.entries if not content.holds(entry)]


def _words(text: str) -> frozenset[str]:
    """Telling words; `08` is 8. Of no use to anybody else, so the cache of telling words has no room for them."""
    return frozenset(word.lstrip("0") or word for word in telling_words.__wrapped__(text))


def _texts(spec: AgentSpec) -> Iterator[str]:
    content: dict[str, Any] = spec.model_dump(mode="json", exclude=_NOT_CONTENT, exclude_defaults=True, by_alias=True)
    for name, value in content.items():
        items = value if isinstance(value, list) and name not in _TOGETHER else [value]
        yield from (to_json(item).decode().replace("_", " ") for item in items)


def _made(change: Change, spec: AgentSpec, *, agreed: bool) -> bool:
    """`agreed`: it was made, unless it was refused; another value may have been merged with it since."""
    match change:
        case Set(path=path, value=value):
            group, _, field = path.rpartition(".")
            there = getattr(getattr(spec, group) if group else spec, field)
            return there not in (None, (), "") if agreed else there == value
        case Add(part=part, item=item) if part in ITEM_KEYS:
            key = ITEM_KEYS[part]
            return any(getattr(one, key) == getattr(item, key) for one in getattr(spec, part))
        case Add(part=part, item=item):
            return item in getattr(spec, part)
        case AddToGoal():
            return True
        case _:
            return False
