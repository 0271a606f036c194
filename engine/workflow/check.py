"""Whether a flow can be followed to its end: one rule, one function, one entry in `RULES`; then the walk.

The rules are those of PROMPT_RULES (Flow) and of platforms that execute a flow literally: one start; every step reaches
an end; every condition a full sentence; an else at every branching; one edge for each pair of steps; nothing leaves a
terminal; a step that listens has an exit condition; every goal has a branch, and every branch can fail.
"""

from collections.abc import Callable, Iterator, Mapping
from functools import cached_property

from engine.document.spec import AgentSpec, Edge, Flow, Node
from engine.findings import Finding
from engine.workflow import walk
from engine.workflow.conditions import is_sentence
from engine.workflow.graph import TERMINAL, Graph, waits
from engine.workflow.opening import OPENING


class FlowView(Graph):
    """A flow with the spec it belongs to, and the look-ups that rules share."""

    def __init__(self, flow: Flow, spec: AgentSpec) -> None:
        super().__init__(flow)
        self.spec = spec

    def branchings(self) -> Iterator[tuple[str, list[Edge]]]:
        return ((key, edges) for key, edges in self.edges.items() if len(edges) > 1)

    @cached_property
    def branches(self) -> Mapping[str, list[Node]]:
        """The steps of each goal that has any."""
        found: dict[str, list[Node]] = {}
        for node in self.flow.nodes:
            if node.goal:
                found.setdefault(node.goal, []).append(node)
        return found


def check(flow: Flow, spec: AgentSpec) -> tuple[Finding, ...]:
    """What is wrong with `flow`, in the order of `RULES`; empty when it is sound or not drawn yet.

    A flow that holds together is walked as well; what a walk would say of a broken one is said here already.
    """
    if not flow.nodes:
        return ()
    view = FlowView(flow, spec)
    found = tuple(finding for rule in RULES for finding in rule(view))
    broken = any(finding.level == "error" for finding in found)
    return found if broken else (*found, *walk.findings(flow, spec))


# --- the shape ---


def one_start(view: FlowView) -> Iterator[Finding]:
    if view.flow.start not in view.nodes:
        yield Finding("flow.one_start", "error", "The call has no first step.", "flow.start")
    for node in view.flow.nodes:
        if node.kind == "start" and node.id != view.flow.start:
            message = f"“{node.title}” is a second start; a call begins at one step only."
            yield Finding("flow.one_start", "error", message, _at(node))


def reachable(view: FlowView) -> Iterator[Finding]:
    seen = view.ahead([view.flow.start] if view.flow.start else [])
    for node in view.flow.nodes:
        if node.id not in seen:
            yield Finding("flow.unreachable", "error", f"No way leads to “{node.title}”.", _at(node))


def reaches_an_end(view: FlowView) -> Iterator[Finding]:
    ending = view.distances([n.id for n in view.flow.nodes if n.kind in TERMINAL])
    for node in view.flow.nodes:
        if node.id not in ending:
            message = f"From “{node.title}” the call cannot come to an end; say what follows."
            yield Finding("flow.dead_end", "error", message, _at(node))


def no_dangling_edge(view: FlowView) -> Iterator[Finding]:
    for e in view.flow.edges:
        for end in (e.source, e.target):
            if end not in view.nodes:
                message = f"A way leads from or to “{end}”, which is not a step."
                yield Finding("flow.dangling", "error", message, f"flow.edges.{e.id}")


def nothing_leaves_a_terminal(view: FlowView) -> Iterator[Finding]:
    for e in view.flow.edges:
        for end, goes_on in ((e.source, True), (e.target, e.back is not None)):
            if goes_on and end in view.nodes and view.nodes[end].kind in TERMINAL:
                message = f"The call is over at “{view.title(end)}”, so no way can lead on from it."
                yield Finding("flow.terminal", "error", message, f"flow.edges.{e.id}")


def one_edge_a_pair(view: FlowView) -> Iterator[Finding]:
    seen: set[frozenset[str]] = set()
    for e in view.flow.edges:
        pair = frozenset((e.source, e.target))
        if pair in seen:
            ends = f"“{view.title(e.source)}” and “{view.title(e.target)}”"
            message = f"{ends} are joined twice; one way there and back is enough."
            yield Finding("flow.one_edge", "error", message, f"flow.edges.{e.id}")
        seen.add(pair)


# --- listening, and going on ---


def an_else_at_every_branching(view: FlowView) -> Iterator[Finding]:
    for key, edges in view.edges.items():
        needed = len(edges) > 1 or (key in view.nodes and bool(view.nodes[key].until))
        count = sum(e.otherwise for e in edges)
        if (needed and count != 1) or count > 1:
            what = "no “otherwise”" if count == 0 else "more than one “otherwise”"
            message = f"“{view.title(key)}” has {what}; say what happens when no condition holds."
            yield Finding("flow.else", "error", message, f"flow.nodes.{key}")


def a_condition_on_every_edge(view: FlowView) -> Iterator[Finding]:
    for key, edges in view.branchings():
        for e in edges:
            if not e.otherwise and not e.condition:
                message = f"From “{view.title(key)}” to “{view.title(e.target)}”: say when this way is taken."
                yield Finding("flow.condition", "error", message, f"flow.edges.{e.id}")


def an_exit_where_something_is_asked(view: FlowView) -> Iterator[Finding]:
    for node in view.flow.nodes:
        listens = waits(node, view.moves[node.id])
        if node.kind in TERMINAL and not node.asks:
            continue
        if (node.asks or node.kind == "collect" or listens) and not node.until and node.by == "builder":
            message = f"“{node.title}” asks, but nothing says when it has heard enough."
            yield Finding("flow.exit", "error", message, _at(node))
        elif node.asks and not node.until:
            message = f"“{node.title}” asks, but goes on before anybody can answer; say when it has heard enough."
            yield Finding("flow.exit", "error", message, _at(node))


def conditions_are_sentences(view: FlowView) -> Iterator[Finding]:
    for e in view.flow.edges:
        for text in filter(None, (e.condition, e.back)):
            if not is_sentence(text):
                message = f"“{text}” should be a full sentence, such as “The caller wants to book an appointment.”"
                yield Finding("flow.sentence", "warning", message, f"flow.edges.{e.id}")


def no_condition_twice(view: FlowView) -> Iterator[Finding]:
    for key, moves in view.moves.items():
        said: set[str] = set()
        for move in moves:
            text = (move.condition or "").casefold()
            if text in said:
                message = f"“{view.title(key)}” has two ways with the same condition: “{move.condition}”"
                yield Finding("flow.twice", "warning", message, f"flow.edges.{move.edge.id}")
            said |= {text} - {""}


# --- goals and tools ---


def every_goal_has_a_branch(view: FlowView) -> Iterator[Finding]:
    """A warning where the team took the steps out itself."""
    for goal in view.spec.goals:
        if goal.id not in view.branches:
            message = f"No step of the call serves “{goal.statement.rstrip('.')}”."
            yield Finding("flow.goal", "warning" if view.flow.removed else "error", message, f"goals.{goal.id}")


def every_branch_can_fail(view: FlowView) -> Iterator[Finding]:
    for nodes in view.branches.values():
        own = {n.id for n in nodes}
        for node in nodes:
            otherwise = next((m for m in view.moves[node.id] if m.otherwise), None)
            if node.kind not in TERMINAL and (otherwise is None or otherwise.target in own):
                message = f"“{node.title}” has no way out for a call that does not succeed there."
                yield Finding("flow.fails", "error", message, _at(node))


def every_field_is_asked(view: FlowView) -> Iterator[Finding]:
    asked = {name for node in view.flow.nodes for name in node.asks}
    known = {f.name for f in view.spec.data_fields if f.source == "caller"}
    for goal in view.spec.goals:
        for name in goal.fields:
            if name in known and name not in asked and name not in OPENING:  # of use in an outbound call only
                yield Finding(
                    "flow.unasked", "warning", f"No step of the call asks for `{name}`.", f"data_fields.{name}"
                )


def tools_are_accepted(view: FlowView) -> Iterator[Finding]:
    for node in view.flow.nodes:
        for name in node.tools:
            tool = view.spec.tool(name)
            if tool is None or tool.state != "accepted":
                known = "there is no such tool" if tool is None else f"that tool is {tool.state}"
                yield Finding("flow.tool", "error", f"“{node.title}” uses `{name}`, but {known}.", _at(node))


def tools_were_asked_for(view: FlowView) -> Iterator[Finding]:
    """A tool stands at the steps of the goals that it serves, or at its place in the call, and nowhere else."""
    goals = {goal.id: goal for goal in view.spec.goals}
    serving = {name for goal in goals.values() for name in goal.tools}
    for node in view.flow.nodes:
        own = goals[node.goal].tools if node.goal in goals else serving
        for name in node.tools:
            tool = view.spec.tool(name)
            if tool and node.by == "builder" and tool.place is None and name not in own:
                message = f"`{name}` stands at “{node.title}”, which nothing in the spec asks for."
                yield Finding("flow.uncalled_tool", "error", message, _at(node))


def tools_are_used(view: FlowView) -> Iterator[Finding]:
    used = {name for node in view.flow.nodes for name in node.tools}
    for tool in view.spec.accepted_tools():
        if tool.kind in ("http", "mcp") and tool.name not in used:
            message = f"`{tool.name}` is accepted, but no step of the call uses it; say which goal it serves."
            yield Finding("flow.unused_tool", "warning", message, f"tools.{tool.name}")


RULES: tuple[Callable[[FlowView], Iterator[Finding]], ...] = (
    one_start,
    reachable,
    reaches_an_end,
    no_dangling_edge,
    nothing_leaves_a_terminal,
    one_edge_a_pair,
    an_else_at_every_branching,
    a_condition_on_every_edge,
    an_exit_where_something_is_asked,
    conditions_are_sentences,
    no_condition_twice,
    every_goal_has_a_branch,
    every_branch_can_fail,
    every_field_is_asked,
    tools_are_accepted,
    tools_were_asked_for,
    tools_are_used,
)


def _at(node: Node) -> str:
    return f"flow.nodes.{node.id}"
