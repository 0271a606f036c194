"""Hypothesis strategies for changes: mostly sensible ones that refer to each other, and some nonsense."""

from typing import Any

from hypothesis import strategies as st

from engine.document.changes import CHANGE, Change, SettablePath
from engine.document.spec import Stage

_keys = st.sampled_from(["book", "move", "cancel", "lookup", "Ghost"])
_words = st.sampled_from(["warm", "Warm", "formal", "en", "es", "pt-br", "elevenlabs", "json", "", "x" * 400])
_lines = st.one_of(
    st.sampled_from(["Book appointments", "A receptionist", "ünïcode 🙂", "", "  ", "a\x00b", "y" * 301]),
    st.text(max_size=40),
)
_values = st.one_of(_lines, st.none(), st.booleans(), st.integers(-5, 500), st.lists(_words, max_size=3))
_urls = st.sampled_from(["https://api.example.com/x", "http://api.example.com", "ftp://x", "https://a:b@c.de/", ""])


def _op(op: str, **fields: st.SearchStrategy[Any]) -> st.SearchStrategy[dict[str, Any]]:
    return st.fixed_dictionaries({"op": st.just(op), **fields})


_items = st.one_of(
    st.tuples(st.just("goals"), st.fixed_dictionaries({"id": _keys, "statement": _lines})),
    st.tuples(st.just("data_fields"), st.fixed_dictionaries({"name": _keys, "description": _lines})),
    st.tuples(
        st.just("tools"),
        st.fixed_dictionaries(
            {"name": _keys, "purpose": _lines},
            optional={"url": _urls, "state": st.sampled_from(["proposed", "accepted"])},
        ),
    ),
    st.tuples(
        st.just("transfers"),
        st.fixed_dictionaries(
            {"id": _keys, "label": _lines, "condition": _lines},
            optional={"destination": st.sampled_from(["+4915112345678", "0151", ""])},
        ),
    ),
    st.tuples(st.just("guardrails"), st.fixed_dictionaries({"id": _keys, "statement": _lines})),
    st.tuples(st.sampled_from(["tone", "languages", "platforms"]), _words),
)
_edits = st.dictionaries(
    st.sampled_from(
        ["statement", "description", "label", "id", "name", "url", "state", "auth_ref", "params", "nonsense"]
    ),
    st.one_of(_values, _urls, st.lists(st.fixed_dictionaries({"name": _keys, "description": _lines}), max_size=2)),
    max_size=3,
)
_nodes = st.fixed_dictionaries({"id": _keys, "title": _lines, "kind": st.sampled_from(["say", "end", "tool"])})
_edges = st.fixed_dictionaries({"id": _keys, "source": _keys, "target": _keys, "condition": _lines})
_item_parts = ["goals", "data_fields", "transfers", "guardrails"]

raw_changes = st.one_of(
    _op("set", path=st.sampled_from(SettablePath.__args__), value=_values),  # type: ignore[attr-defined]
    _items.map(lambda pair: {"op": "add", "part": pair[0], "item": pair[1]}),
    _op("edit", part=st.sampled_from(_item_parts), id=_keys, values=_edits),
    _op("remove", part=st.sampled_from([*_item_parts, "tools", "tone", "languages"]), id=st.one_of(_keys, _words)),
    _op("accept", tool=_keys),
    _op("decline", tool=_keys),
    _op("configure", tool=_keys, values=_edits),
    _op("add_node", node=_nodes),
    _op("edit_node", id=_keys, values=st.dictionaries(st.sampled_from(["title", "kind", "id"]), _values, max_size=2)),
    _op("remove_node", id=_keys),
    _op("add_edge", edge=_edges),
    _op("edit_edge", id=_keys, values=st.dictionaries(st.sampled_from(["condition", "target"]), _values, max_size=2)),
    _op("remove_edge", id=_keys),
    _op("approve", what=st.sampled_from(["basics", "tools", "flow", "final"])),
    _op("skip", path=st.sampled_from(["audience", "greeting", "tools.lookup.url"])),
    _op("go_back", stage=st.sampled_from([s.value for s in Stage])),
)
"""Changes as JSON, as a form or a model would send them; not all of them are valid."""


def parsed(raw: dict[str, Any]) -> Change | None:
    """The change, or None where its shape alone is already wrong."""
    try:
        return CHANGE.validate_python(raw)
    except ValueError:
        return None


changes = raw_changes.map(parsed).filter(lambda change: change is not None)
