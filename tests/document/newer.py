"""What a newer release could have written into a document: fields at any depth, choices, platforms, approvals."""

import copy
from collections.abc import Iterator
from typing import Any

from hypothesis import strategies as st

_values = st.one_of(
    st.none(), st.booleans(), st.integers(), st.text(max_size=5), st.just([{"id": "a"}]), st.just({"deep": {"er": [1]}})
)
_names = st.sampled_from(["mascot", "weather", "x"])


@st.composite
def newer(draw_: st.DrawFn, document: dict[str, Any]) -> dict[str, Any]:
    """The document with unknown fields in random objects of it, and choices that no release has yet."""
    changed = copy.deepcopy(document)
    objects = list(objects_of({k: v for k, v in changed.items() if k != "written_by"}))
    for place in draw_(st.lists(st.sampled_from([changed, *objects]), max_size=6)):
        place[draw_(_names)] = draw_(_values)
    for node in changed["flow"]["nodes"]:
        node["kind"] = draw_(st.sampled_from([node["kind"], "wait"]))
    for tool in changed["tools"]:
        tool["effect"] = draw_(st.sampled_from([tool["effect"], "destructive"]))
    if draw_(st.booleans()):
        changed["platforms"].insert(draw_(st.integers(0, len(changed["platforms"]))), "carrier_pigeon")
    if draw_(st.booleans()):
        changed["approvals"]["privacy"] = {"fingerprint": "?", "by": {"author": "ana"}}
    if draw_(st.booleans()):
        changed |= {"schema_version": 7, "revisiting": "REHEARSING", "direction": "fax"}
        changed["runtime"]["timezone"] = {"name": "Europe/Berlin", "summer": False}
    return changed


def objects_of(value: Any, keyed: bool = False) -> Iterator[dict[str, Any]]:
    """Every object inside that stands for a part of the spec; the keys of `approvals` and `origins` are data."""
    if isinstance(value, dict):
        if not keyed:
            yield value
        for name, inner in value.items():
            yield from objects_of(inner, keyed=name in ("approvals", "origins"))
    elif isinstance(value, list):
        for inner in value:
            yield from objects_of(inner)
