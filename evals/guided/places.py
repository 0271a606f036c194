"""Where in a spec a fact may stand: each place gives the texts that stand there, one a value or item.

A place is a top-level field of the spec (`audience`, `transfers`, `tools`) or one of the groups below. A field that
this release does not have gives nothing. `use_case`, the call flow and the origins are no places: they repeat what was
typed, whatever was understood.
"""

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from engine.document.spec import AgentSpec

Dumped = Mapping[str, Any]


def dumped(spec: AgentSpec) -> Dumped:
    return spec.model_dump(mode="json")


def texts_at(spec: Dumped, place: str) -> tuple[str, ...]:
    """Every text at a place."""
    return tuple(GROUPS[place](spec) if place in GROUPS else _field(spec, place))


def _field(spec: Dumped, name: str) -> Iterator[str]:
    value = spec.get(name)
    for item in value if isinstance(value, list) else [value]:
        if text := _words_of(item):
            yield text


def _words_of(item: object) -> str:
    """All values below an item as one text; the id of an item stays what it was when its words change."""
    match item:
        case dict():
            return " ".join(filter(None, (_words_of(value) for key, value in item.items() if key != "id")))
        case list():
            return " ".join(filter(None, map(_words_of, item)))
        case None | bool():
            return ""
        case _:
            return str(item)


def _goals(spec: Dumped) -> Iterator[str]:
    for goal in spec["goals"]:
        yield f"{goal['statement']} {goal.get('success') or ''}"


def _rules(spec: Dumped) -> Iterator[str]:
    yield from (guardrail["statement"] for guardrail in spec["guardrails"])
    for goal in spec["goals"]:
        yield from goal.get("rules") or ()
        yield from (f"{case['when']} {case['then']}" for case in goal.get("cases") or ())
    yield from _field(spec, "emergencies")
    yield from _field(spec, "identity")
    yield from _field(spec, "fallback")


def _hours(spec: Dumped) -> Iterator[str]:
    if text := _words_of(spec["runtime"].get("hours")):
        yield text


def _facts(spec: Dumped) -> Iterator[str]:
    yield from _field(spec, "knowledge")
    yield from _hours(spec)
    yield from _field(spec, "notes")


def _tools(spec: Dumped) -> Iterator[str]:
    """Tools that nobody declined; not the words of the team that they were proposed for."""
    for tool in spec["tools"]:
        if tool["state"] != "declined":
            yield _words_of({key: value for key, value in tool.items() if key not in ("because", "state", "catalog")})


_PARTS = (
    *("goals", "rules", "facts", "tools", "transfers", "data_fields", "compliance", "runtime", "speech"),
    *("voice", "criteria"),
)


def _anywhere(spec: Dumped) -> Iterator[str]:
    for place in _PARTS:
        yield from texts_at(spec, place)


GROUPS: Mapping[str, Callable[[Dumped], Iterator[str]]] = {
    "goals": _goals,
    "rules": _rules,
    "hours": _hours,
    "facts": _facts,
    "tools": _tools,
    "anywhere": _anywhere,
}
PLACES = frozenset((*AgentSpec.model_fields, *GROUPS, "notes", "emergencies", "identity", "fallback")) - {
    *("use_case", "flow", "origins", "approvals", "skipped", "revisiting", "schema_version")
}
