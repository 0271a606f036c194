"""What differs between two specs, value by value, with who said the one and the other."""

from collections.abc import Iterator
from typing import Any

from pydantic import BaseModel, ConfigDict

from engine.document.hours import hours_in_words
from engine.document.spec import GROUPS, ITEM_KEYS, AgentSpec, Fallback, Hours, Identity, Origin


class DiffLine(BaseModel):
    """One value that differs, and whose it was and is."""

    model_config = ConfigDict(extra="ignore", frozen=True)

    path: str
    before: str
    after: str
    before_by: str = ""
    """Name of the person whose value was replaced; empty where nobody had said anything."""
    after_by: str = ""


_SINGLE = (
    "name", "role", "use_case", "company", "industry", "trade", "direction", "audience", "greeting", "fallback",
    "identity",
)  # fmt: skip
_WORDS = ("tone", "languages", "platforms")
_TELLING = ("statement", "purpose", "label", "title", "description", "word", "condition", "when", "signs", "text")
_FALLBACKS = {"person": "a person", "message": "a message", "callback": "a callback", "none": "an honest word"}


def diff(before: AgentSpec, after: AgentSpec) -> tuple[DiffLine, ...]:
    """One line for each path whose value differs; an item that came or went is one line."""
    old, new = _values(before), _values(after)
    return tuple(
        DiffLine(
            path=path,
            before=said(old.get(path)),
            after=said(new.get(path)),
            before_by=_who(before, path),
            after_by=_who(after, path),
        )
        for path in dict.fromkeys((*old, *new))
        if old.get(path) != new.get(path)
    )


def origin_of(spec: AgentSpec, path: str) -> Origin | None:
    """Where the value at `path` came from: its own origin, or that of the item which it is a part of."""
    while path:
        if path in spec.origins:
            return spec.origins[path]
        path = path.rpartition(".")[0]
    return None


def said(value: Any) -> str:
    """A value as a person reads it; empty for nothing."""
    match value:
        case None | () | "":
            return ""
        case bool():
            return "yes" if value else "no"
        case tuple() | list():
            return ", ".join(said(v) for v in value)
        case Hours():
            return hours_in_words(value)
        case Fallback():
            return value.say or _FALLBACKS[value.kind]
        case Identity():
            return said(value.ask)
        case BaseModel():
            return next((said(v) for k, v in value if k in _TELLING), "")
        case _:
            return str(value)


def _values(spec: AgentSpec) -> dict[str, Any]:
    return dict(_walk(spec))


def _walk(spec: AgentSpec) -> Iterator[tuple[str, Any]]:
    for name in (*_SINGLE, *_WORDS):
        if getattr(spec, name):
            yield name, getattr(spec, name)
    for group in GROUPS:
        default = type(getattr(spec, group))()
        for field, value in getattr(spec, group):
            if value != getattr(default, field):
                yield f"{group}.{field}", value
    for part, key in ITEM_KEYS.items():
        for item in getattr(spec, part):
            yield from _item(f"{part}.{getattr(item, key)}", item, key)
    for node in spec.flow.nodes:
        if node.by == "team":
            yield f"flow.nodes.{node.id}", node
    for edge in spec.flow.edges:
        if edge.by == "team":
            yield f"flow.edges.{edge.id}", edge
    if spec.flow.removed:
        yield "flow.removed", spec.flow.removed


def _item(path: str, item: BaseModel, key: str) -> Iterator[tuple[str, Any]]:
    for field, value in item:
        if field != key and value != type(item).model_fields[field].get_default(call_default_factory=True):
            yield f"{path}.{field}", value


def _who(spec: AgentSpec, path: str) -> str:
    origin = origin_of(spec, path)
    return (origin.author_name or origin.author) if origin else ""
