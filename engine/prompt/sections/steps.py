"""What the agent achieves, and the numbered steps of the call as `spec.flow` draws them."""

import re
from collections.abc import Iterator, Mapping

from engine.prompt.brief import Brief, said
from engine.prompt.text import bullets, clause, numbered, paragraphs, sentence
from engine.sentences import listed
from engine.spec import Direction, Edge, Flow, Node, Tool

_START: Mapping[Direction, str] = {
    "inbound": "The greeting has been said. Listen.",
    "outbound": "The greeting has been said. Say why you call, and ask whether it is a good moment.",
    "web": "The greeting has been said. Listen.",
}
_PRIVATE_START = (
    "The greeting has been said. Make sure that you speak with the right person before you say why you call. If it is "
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
        "Follow these steps. Skip what is already done or known, and come back to a step when something changes.",
        numbered(_flow_steps(brief, nodes) if nodes else _plain_steps(brief)),
        f"### How the call ends\n\n{bullets(_ending(brief))}",
    )


def in_order(flow: Flow) -> tuple[Node, ...]:
    """The steps as a reader meets them: from the start, each branch to its end; ends last; what is "
    "unreachable is out."""
    nodes = {node.id: node for node in flow.nodes}
    targets: dict[str, list[str]] = {}
    for edge in sorted(flow.edges, key=lambda e: e.otherwise):
        targets.setdefault(edge.source, []).append(edge.target)
    start = flow.start or next((n.id for n in flow.nodes if n.kind == "start"), None)
    waiting, seen = [start] if start else [], list[str]()
    while waiting:
        current = waiting.pop()
        if current in nodes and current not in seen:
            seen.append(current)
            waiting.extend(reversed(targets.get(current, [])))
    found = [nodes[name] for name in seen]
    return tuple(sorted(found, key=lambda node: node.kind == "end"))


def _flow_steps(brief: Brief, nodes: tuple[Node, ...]) -> Iterator[str]:
    numbers = {node.id: number for number, node in enumerate(nodes, 1)}
    for node in nodes:
        text = " ".join(filter(None, (f"**{sentence(node.title)}**", _instruction(brief, node))))
        unnamed = [brief.call(tool) for tool in _tools_of(brief, node) if f"`{tool.name}`" not in text]
        if unnamed:
            text += f" Use {listed(unnamed)}."
        if brief.profile.tool_names == "capability":
            for tool in brief.tools:
                text = text.replace(f"`{tool.name}`", brief.call(tool))
        ways = "".join(f"\n- {way}" for way in _ways(node, brief.spec.flow, numbers))
        yield brief.addressed(text + ways)


def _instruction(brief: Brief, node: Node) -> str:
    """What the step says, in the words of a whole prompt.

    A step that the builder drew can stand alone on a platform, so it names its goal and repeats rules that stand in
    other sections here; those are said shorter. The team's own words stay as they are.
    """
    text = node.instruction or ""
    if clause(text).casefold() == clause(node.title).casefold():
        return ""
    if node.by == "builder" and node.kind == "start":
        return _PRIVATE_START if brief.private_call else _START[brief.spec.direction or "inbound"]
    if node.by == "builder" and any(goal.statement.rstrip(".") in text for goal in brief.spec.goals):
        return _for_goal(brief, node, text)
    return sentence(text)


def _for_goal(brief: Brief, node: Node, text: str) -> str:
    if node.kind == "collect":
        asked = [clause(field.description) for field in brief.spec.data_fields if f"`{field.name}`" in text]
        if not asked:
            return "Ask for what the tools of this task need, one thing at a time."
        return f"One at a time: {'; '.join(asked)}. Then ask for whatever the tools of this task still need."
    tools = _tools_of(brief, node)
    if not tools:
        return ""
    names = listed([brief.call(tool) for tool in tools], "or")
    if all(tool.effect == "read" for tool in tools):
        return f"Use {names}, and say in one sentence what you found."
    return f"Use {names}, and say in one sentence how it went."


def _tools_of(brief: Brief, node: Node) -> list[Tool]:
    return [tool for tool in brief.tools if tool.name in node.tools]


def _ways(node: Node, flow: Flow, numbers: Mapping[str, int]) -> Iterator[str]:
    """Where the call goes next. A single way to the very next step needs no words."""
    edges = sorted((e for e in flow.edges if e.source == node.id and e.target in numbers), key=lambda e: e.otherwise)
    here = numbers[node.id]
    if len(edges) == 1 and (edges[0].otherwise or not edges[0].condition):
        target = numbers[edges[0].target]
        if target != here + 1:
            yield f"Then go to step {target}."
        return
    for edge in edges:
        yield _way(edge, numbers[edge.target])


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
        "Do not end the call while a question is open, a tool is running, or something agreed has not been done. A "
        "pause or a “thank you” in the middle is not a goodbye."
    )
