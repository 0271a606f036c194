"""What of a document is offered for which goal, and the tool that a goal gets when somebody chooses."""

from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple
from urllib.parse import urlsplit

from engine.document.changes import OfferTools, TakeTool
from engine.document.spec import AgentSpec, Param, Tool
from engine.sentences import listed
from engine.tools.catalog import SYSTEM_VALUES
from engine.tools.sources.rank import Need, Shortlist, words_of

MOST_OPTIONAL = 8
"""A model that may fill everything fills something wrong; of what is not required this much is taken."""


class Offers(NamedTuple):
    """All that can be chosen from a document."""

    choices: tuple[TakeTool, ...]
    """What changed in tools that were taken before; then need by need, the best first."""
    unserved: tuple[str, ...]
    """Needs for which nothing in the document fits."""


def offers_for(document: OfferTools, spec: AgentSpec) -> Offers:
    """Pure. Takes a moment for a thousand operations, so call it beside the event loop."""
    shortlist, choices, served = Shortlist(document.tools), [*_changed(document, spec)], dict[str, bool]()
    for need in needs_of(spec):
        best = shortlist.best(need)
        choices += [TakeTool(tool=taken(tool, need), goal=need.goal.id if need.goal else None) for tool in best]
        served[need.title] = bool(best) or served.get(need.title, False)
    return Offers(tuple(choices), tuple(title for title, is_served in served.items() if not is_served))


def needs_of(spec: AgentSpec) -> Iterator[Need]:
    """Every tool whose address nobody knows, in the order of the goals; and goals that have no such tool at all."""
    open_tools = {tool.name: tool for tool in spec.tools if _is_open(tool)}
    for goal in spec.goals:
        mine = [open_tools.pop(name) for name in goal.tools if name in open_tools]
        yield from (Need(goal, tool) for tool in mine)
        if not any(tool.kind in ("http", "mcp") for name in goal.tools if (tool := spec.tool(name))):
            yield Need(goal, None)
    yield from (Need(None, tool) for tool in open_tools.values() if spec.goals)


def taken(tool: Tool, need: Need) -> Tool:
    """The operation as the tool of this need: what a placeholder knows about its use stays, how it is called is new."""
    place = need.placeholder
    params = _chosen(tool.params, need)
    use: dict[str, Any] = {"because": tool.purpose, "state": "accepted"}
    if place is None:
        wish = need.title[:1].lower() + need.title[1:]
        careful = "Something that it needs is missing." if tool.effect != "read" else "It is known already."
        return tool.model_copy(
            update={**use, "params": params, "when": f"The caller wants to {wish}"[:298] + ".", "when_not": careful}
        )
    called = {field: getattr(tool, field) for field in ("method", "url", "auth", "auth_ref", "auth_header")}
    effect = "irreversible" if tool.effect == "irreversible" else place.effect
    use |= {"effect": effect, "confirm": effect != "read", "params": _filled(params, place)}
    return place.model_copy(update={**called, **use})


def address_of(tool: Tool) -> str:
    """`POST /v2/bookings`."""
    return f"{tool.method} {urlsplit(tool.url or '').path}"


def _is_open(tool: Tool) -> bool:
    return tool.kind == "http" and tool.state != "declined" and tool.url is None


def _chosen(params: Sequence[Param], need: Need) -> tuple[Param, ...]:
    """All that is required; of the rest first what the goal or its placeholder speaks of."""
    fields = need.goal.fields if need.goal else ()
    known = [param.name for param in need.placeholder.params] if need.placeholder else []
    wanted = words_of(" ".join((need.words, *fields, *known)))
    optional = [param for param in params if not param.required]
    best = sorted(optional, key=lambda param: not wanted & words_of(param.name))[:MOST_OPTIONAL]
    return tuple(param for param in params if param.required or param in best)


def _filled(params: Sequence[Param], place: Tool) -> tuple[Param, ...]:
    """What the platform knew for the placeholder it knows for the operation: the caller's own number."""
    known = {p.name: {"source": "system", "value": p.value} for p in place.params if p.value in SYSTEM_VALUES}
    return tuple(param.model_copy(update=known.get(param.name, {})) for param in params)


def _changed(document: OfferTools, spec: AgentSpec) -> Iterator[TakeTool]:
    """Tools that were taken from it, and are called in another way now."""
    now = {(tool.method, tool.url): tool for tool in document.tools}
    for tool in spec.tools:
        found = now.get((tool.method, tool.url)) if tool.url else None
        if found and difference(tool, renewed := _renewed(tool, found)):
            yield TakeTool(tool=renewed)


def difference(tool: Tool, found: Tool) -> str:
    """What is new in how it is called, in words; empty where nothing is."""
    before, after = {p.name: p for p in tool.params}, {p.name: p for p in found.params}
    new = [name for name, p in after.items() if p.required and name not in before]
    gone = [name for name in before if name not in after]
    other = [n for n, p in before.items() if n in after and (p.type, p.enum) != (after[n].type, after[n].enum)]
    said = {
        f"it now asks for {listed(new)}": new,
        f"it no longer takes {listed(gone)}": gone,
        f"other values are allowed for {listed(other)}": other,
        "who calls is checked in another way": (tool.auth, tool.auth_header) != (found.auth, found.auth_header),
    }
    return "; ".join(words for words, holds in said.items() if holds)


def _renewed(tool: Tool, found: Tool) -> Tool:
    """The tool as it is called now, of the optional parameters with those that it had."""
    before = {param.name: param for param in tool.params}
    now = (param for param in found.params if param.required or param.name in before)
    params = (there if _same(there := before.get(param.name), param) else param for param in now)
    return tool.model_copy(update={"params": tuple(params), "auth": found.auth, "auth_header": found.auth_header})


def _same(before: Param | None, now: Param) -> bool:
    return before is not None and (before.type, before.enum) == (now.type, now.enum)
