"""What the agent achieves, and the numbered steps of the call as `spec.flow` draws them."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping

from engine.document.spec import Direction, Edge, Flow, Node, Tool
from engine.prompt.brief import Brief, said
from engine.prompt.text import bullets, clause, numbered, paragraphs, sentence
from engine.sentences import listed

_START: Mapping[Direction, str] = {
    "inbound": "Listen.",
    "outbound": "Say why you call, and ask whether it is a good moment.",
    "web": "Listen.",
}
_SHORT = 60
"""Characters; a shorter step is said again rather than referred to."""
_IN_LINE = 2
"""So many ways stand in the step's own line; more make a list."""
_PRIVATE_START = (
    "Make sure that you speak with the right person before you say why you call. If it is "
    "somebody else, say nothing about the matter, thank them and end the call."
)


def goals(brief: Brief) -> str:
    items = [
        f"{sentence(g.statement)}{f' Done when: {clause(g.success)}.' if g.success else ''}" for g in brief.spec.goals
    ]
    if len(items) <= 1:
        return f"Your one task: {items[0]}" if items else f"Your task: help {brief.person} with what they came for."
    return f"What you can do for {brief.person}:\n\n{bullets(items)}"


def steps(brief: Brief) -> str:
    nodes = in_order(brief.spec.flow)
    return paragraphs(
        f"Follow these steps. Skip what is done or known, and come back when something changes.{_detour(brief, nodes)}",
        numbered(_flow_steps(brief, nodes) if nodes else _plain_steps(brief)),
        f"### How the call ends\n\n{bullets(_ending(brief))}",
    )


def in_order(flow: Flow) -> tuple[Node, ...]:
    """The steps as a reader meets them: each branch in one piece, what branches share after them, ends last; what is
    unreachable is out."""
    place = {node.id: number for number, node in enumerate(flow.nodes)}
    onward = [e for e in flow.edges if place.get(e.target, -1) > place.get(e.source, -1)]
    found = dict.fromkeys((*_reached(flow, onward), *_reached(flow, flow.edges)))
    return tuple(sorted((flow.nodes[place[name]] for name in found), key=lambda node: node.kind == "end"))


def _reached(flow: Flow, edges: Iterable[Edge]) -> Iterator[str]:
    """The steps that these ways lead to, in the reverse of the order in which a depth-first search leaves them."""
    nodes = {node.id for node in flow.nodes}
    targets: dict[str, list[str]] = {}
    for edge in sorted(edges, key=lambda e: e.otherwise):
        targets.setdefault(edge.source, []).append(edge.target)
    start = flow.start or next((n.id for n in flow.nodes if n.kind == "start"), None)
    waiting, seen, left = [(start, False)] if start else [], set[str](), list[str]()
    while waiting:
        current, leaving = waiting.pop()
        if leaving:
            left.append(current)
        elif current in nodes and current not in seen:
            seen.add(current)
            waiting.append((current, True))
            waiting.extend((target, False) for target in targets.get(current, []))
    return reversed(left)


def _flow_steps(brief: Brief, nodes: tuple[Node, ...]) -> Iterator[str]:
    route = _Route(brief.spec.flow, nodes)
    told: dict[str, int] = {}
    for number, node in enumerate(nodes, 1):
        text = " ".join(filter(None, (f"**{sentence(node.title)}**", _instruction(brief, node))))
        unnamed = [brief.call(tool) for tool in _tools_of(brief, node) if f"`{tool.name}`" not in text]
        if unnamed:
            text += f" Use {listed(unnamed)}."
        if brief.profile.tool_names == "capability":
            for tool in brief.tools:
                text = text.replace(f"`{tool.name}`", brief.call(tool))
        ways = list(route.ways(node))
        step = text + (
            "".join(f"\n- {way}" for way in ways) if len(ways) > _IN_LINE else "".join(f" {w}" for w in ways)
        )
        first = told.setdefault(step, number)
        again = first != number and len(step) > _SHORT
        yield brief.addressed(f"**{sentence(node.title)}** As in step {first}." if again else step)


def _detour(brief: Brief, nodes: tuple[Node, ...]) -> str:
    """The step for whatever does not work out, said once for all."""
    fallback = _Route(brief.spec.flow, nodes).fallback if nodes else None
    return f" When a step does not work out and names no other way, go to step {fallback}." if fallback else ""


def _instruction(brief: Brief, node: Node) -> str:
    """What the step says, in the words of a whole prompt.

    A step that the builder drew can stand alone on a platform, so it names its goal and repeats rules that stand in
    other sections here; those are said shorter. The team's own words stay as they are.
    """
    text = node.instruction or ""
    if clause(text).casefold() == clause(node.title).casefold():
        return ""
    if node.by == "builder" and (node.kind == "end" or node.id.endswith("__confirm")):
        return ""  # told by “How the call ends” and under Tools
    if node.by == "builder" and node.kind == "start":
        return _PRIVATE_START if brief.private_call else _START[brief.spec.direction or "inbound"]
    if node.by == "builder" and any(goal.statement.rstrip(".") in text for goal in brief.spec.goals):
        return _for_goal(brief, node)
    return sentence(text)


def _for_goal(brief: Brief, node: Node) -> str:
    if node.kind == "collect":
        return "See Data." if brief.spec.data_fields else ""
    tools = [brief.call(tool) for tool in _tools_of(brief, node)]
    if not tools:
        return ""
    return f"Use {tools[0]}." if len(tools) == 1 else f"Use what fits: {listed(tools, 'or')}."


def _tools_of(brief: Brief, node: Node) -> list[Tool]:
    return [tool for tool in brief.tools if tool.name in node.tools]


class _Route:
    """Where the call goes after each step, without the words that a reader does not need."""

    def __init__(self, flow: Flow, nodes: tuple[Node, ...]) -> None:
        self.numbers = {node.id: number for number, node in enumerate(nodes, 1)}
        self._leaving: dict[str, list[Edge]] = {}
        for edge in sorted(flow.edges, key=lambda e: e.otherwise):
            if edge.target in self.numbers:
                self._leaving.setdefault(edge.source, []).append(edge)
        detours = Counter(e.target for node in nodes for e in self._leaving.get(node.id, ()) if _is_detour(e, node))
        most = detours.most_common(1)
        self.fallback = self.numbers[most[0][0]] if most and most[0][1] > 1 else None
        """The number of the step that most steps lead to when they do not work out."""

    def ways(self, node: Node) -> Iterator[str]:
        here = self.numbers[node.id]
        edges = [
            edge
            for edge in self._leaving.get(node.id, ())
            if not (_is_detour(edge, node) and self.numbers[edge.target] == self.fallback)
        ]
        for edge in edges:
            target = self.numbers[edge.target]
            plain = edge.by == "builder" and node.kind not in ("route", "verify")
            if len(edges) == 1 and (plain or edge.otherwise or not edge.condition):
                if target != here + 1:
                    yield f"Then go to step {target}."
            elif plain and edge.otherwise and _next(edges, self.numbers) == here + 1:
                yield f"If not, go to step {target}."
            elif not (plain and target == here + 1):
                yield _way(edge, target)


def _next(edges: list[Edge], numbers: Mapping[str, int]) -> int:
    """The step that the first of the ways leads to."""
    return numbers[edges[0].target]


def _is_detour(edge: Edge, node: Node) -> bool:
    return edge.otherwise and edge.by == "builder" and node.kind != "route"


def _way(edge: Edge, target: int) -> str:
    if edge.otherwise or not edge.condition:
        return f"Otherwise, go to step {target}."
    condition = re.sub(r"(?i)^(?:if|when) ", "", clause(edge.condition))
    return f"Go to step {target} if {condition}."


def _plain_steps(brief: Brief) -> Iterator[str]:
    """The shape of a call when no flow has been drawn yet."""
    person = brief.person
    yield f"Find out what {person} needs. If it is not clear, ask one short question."
    if len(brief.spec.goals) > 1:
        yield "Take the matching task:" + "".join(f"\n- {sentence(g.statement)}" for g in brief.spec.goals)
    if brief.spec.data_fields:
        yield "Collect what is missing, as described under Data."
    yield f"Do it, and tell {person} the result in one sentence."
    yield f"Ask whether there is anything else. If there is, go back to step 1: {said(brief.phrases.anything_else)}"
    yield "Say goodbye and end the call."


def _ending(brief: Brief) -> Iterator[str]:
    end = f"Say goodbye first, then use {brief.call(brief.end_call)}" if brief.end_call else "Say goodbye"
    yield f"{end} once {brief.person} has no further request: {said(brief.phrases.goodbye)}"
    yield (
        "Do not end the call while a question is open or something agreed is not done; a pause or a “thank you” is no "
        "goodbye."
    )
