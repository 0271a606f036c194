"""Whether a flow can be followed to its end: one rule, one function, one entry in `RULES`.

The rules are those of PROMPT_RULES (Flow): one start; every node reaches an end; every edge has a full sentence as its
condition; an else edge at every branching.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cached_property

from engine.document.spec import AgentSpec, Edge, Flow, Node
from engine.findings import Finding
from engine.workflow.conditions import is_sentence

_ENDS = frozenset({"end", "transfer"})
"""Where a call may end for the agent."""


class FlowView:
    """A flow with the spec it belongs to, and the look-ups that rules share."""

    def __init__(self, flow: Flow, spec: AgentSpec) -> None:
        self.flow, self.spec = flow, spec

    @cached_property
    def nodes(self) -> Mapping[str, Node]:
        return {n.id: n for n in self.flow.nodes}

    @cached_property
    def ways(self) -> Mapping[str, list[Edge]]:
        """Ways by the step that they leave."""
        ways: dict[str, list[Edge]] = {}
        for e in self.flow.edges:
            ways.setdefault(e.source, []).append(e)
        return ways

    def branchings(self) -> Iterator[tuple[str, list[Edge]]]:
        return ((key, ways) for key, ways in self.ways.items() if len(ways) > 1)

    def title(self, key: str) -> str:
        return self.nodes[key].title if key in self.nodes else key


def check(flow: Flow, spec: AgentSpec) -> tuple[Finding, ...]:
    """What is wrong with `flow`, in the order of `RULES`; empty when it is sound or not drawn yet."""
    if not flow.nodes:
        return ()
    view = FlowView(flow, spec)
    return tuple(finding for rule in RULES for finding in rule(view))


def one_start(view: FlowView) -> Iterator[Finding]:
    if view.flow.start not in view.nodes:
        yield Finding("flow.one_start", "error", "The call has no first step.", "flow.start")
    for node in view.flow.nodes:
        if node.kind == "start" and node.id != view.flow.start:
            message = f"“{node.title}” is a second start; a call begins at one step only."
            yield Finding("flow.one_start", "error", message, _at(node))


def reachable(view: FlowView) -> Iterator[Finding]:
    ahead = {key: [e.target for e in ways] for key, ways in view.ways.items()}
    seen = _reached([view.flow.start] if view.flow.start else [], ahead)
    for node in view.flow.nodes:
        if node.id not in seen:
            yield Finding("flow.unreachable", "error", f"No way leads to “{node.title}”.", _at(node))


def reaches_an_end(view: FlowView) -> Iterator[Finding]:
    back: dict[str, list[str]] = {}
    for e in view.flow.edges:
        back.setdefault(e.target, []).append(e.source)
    seen = _reached([n.id for n in view.flow.nodes if n.kind in _ENDS], back)
    for node in view.flow.nodes:
        if node.id not in seen:
            message = f"From “{node.title}” the call cannot come to an end; say what follows."
            yield Finding("flow.dead_end", "error", message, _at(node))


def no_dangling_way(view: FlowView) -> Iterator[Finding]:
    for e in view.flow.edges:
        for end in (e.source, e.target):
            if end not in view.nodes:
                message = f"A way leads from or to “{end}”, which is not a step."
                yield Finding("flow.dangling", "error", message, f"flow.edges.{e.id}")


def an_else_at_every_branching(view: FlowView) -> Iterator[Finding]:
    for key, ways in view.branchings():
        count = sum(e.otherwise for e in ways)
        if count != 1:
            what = "no “otherwise”" if count == 0 else "more than one “otherwise”"
            message = f"“{view.title(key)}” has {what}; say what happens when no condition holds."
            yield Finding("flow.else", "error", message, f"flow.nodes.{key}")


def a_condition_on_every_way(view: FlowView) -> Iterator[Finding]:
    for key, ways in view.branchings():
        for e in ways:
            if not e.otherwise and not e.condition:
                message = f"From “{view.title(key)}” to “{view.title(e.target)}”: say when this way is taken."
                yield Finding("flow.condition", "error", message, f"flow.edges.{e.id}")


def conditions_are_sentences(view: FlowView) -> Iterator[Finding]:
    for e in view.flow.edges:
        if e.condition and not is_sentence(e.condition):
            message = f"“{e.condition}” should be a full sentence, such as “The caller wants to book an appointment.”"
            yield Finding("flow.sentence", "warning", message, f"flow.edges.{e.id}")


def no_condition_twice(view: FlowView) -> Iterator[Finding]:
    for key, ways in view.branchings():
        said: set[str] = set()
        for e in ways:
            text = (e.condition or "").casefold()
            if text in said:
                message = f"“{view.title(key)}” has two ways with the same condition: “{e.condition}”"
                yield Finding("flow.twice", "warning", message, f"flow.edges.{e.id}")
            said |= {text} - {""}


def tools_are_accepted(view: FlowView) -> Iterator[Finding]:
    for node in view.flow.nodes:
        for name in node.tools:
            tool = view.spec.tool(name)
            if tool is None or tool.state != "accepted":
                known = "there is no such tool" if tool is None else f"that tool is {tool.state}"
                yield Finding("flow.tool", "error", f"“{node.title}” uses `{name}`, but {known}.", _at(node))


def tools_are_used(view: FlowView) -> Iterator[Finding]:
    used = {name for node in view.flow.nodes for name in node.tools}
    for tool in view.spec.accepted_tools():
        if tool.kind in ("http", "mcp") and tool.name not in used:
            message = f"`{tool.name}` is accepted, but no step of the call uses it."
            yield Finding("flow.unused_tool", "warning", message, f"tools.{tool.name}")


RULES: tuple[Callable[[FlowView], Iterator[Finding]], ...] = (
    one_start,
    reachable,
    reaches_an_end,
    no_dangling_way,
    an_else_at_every_branching,
    a_condition_on_every_way,
    conditions_are_sentences,
    no_condition_twice,
    tools_are_accepted,
    tools_are_used,
)


def _at(node: Node) -> str:
    return f"flow.nodes.{node.id}"


def _reached(begin: Iterable[str], ways: Mapping[str, list[str]]) -> frozenset[str]:
    waiting = list(begin)
    seen = set(waiting)
    while waiting:
        new = {key for key in ways.get(waiting.pop(), ()) if key not in seen}
        seen |= new
        waiting += new
    return frozenset(seen)
