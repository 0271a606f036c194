"""Parts of a flow for looking at: an overview of the goals, and the steps of one goal. Never for a spec."""

from collections import Counter
from collections.abc import Sequence

from engine.document.spec import AgentSpec, Edge, Flow, Goal, Node
from engine.language.telling import telling_words
from engine.workflow.conditions import clipped

_TITLE = 90


def overview(spec: AgentSpec) -> Flow:
    """The flow with each goal as one step, named as the team names it; with one goal alone, the flow as it is.

    What goes wrong inside a goal, and an emergency that may come up anywhere, is one arrow, not one from each step.
    """
    flow = _once(spec.flow, "emergency")
    head = _heads(flow)
    if len(set(head.values())) < 2:
        return flow
    statements = {goal.id: goal.statement for goal in spec.goals}
    branches: dict[str, list[Node]] = {}
    for node in flow.nodes:
        if node.id in head:
            branches.setdefault(head[node.id], []).append(node)
    nodes = [
        _folded(branches[n.id], statements) if n.id in branches else n
        for n in flow.nodes
        if head.get(n.id, n.id) == n.id
    ]
    return flow.model_copy(update={"nodes": tuple(nodes), "edges": _between(flow.edges, head)})


def detail(spec: AgentSpec, goal: str) -> Flow:
    """The steps of one goal, with the steps before and after it. Without a step where there is no such goal.

    An emergency, which may come up at each of them, is left to the overview.
    """
    own = {n.id for n in spec.flow.nodes if n.goal == goal}
    edges = [e for e in spec.flow.edges if own & {e.source, e.target} and e.target != "emergency"]
    seen = own | {end for e in edges for end in (e.source, e.target)}
    nodes = [n for n in spec.flow.nodes if n.id in seen]
    return spec.flow.model_copy(update={"nodes": tuple(nodes), "edges": tuple(edges)})


def goal_named(spec: AgentSpec, words: str) -> Goal | None:
    """The goal that shares most of its telling words with these, and more of them than any other."""
    told = telling_words(words)
    shared = sorted(
        ((len(told & telling_words(goal.statement)), -at) for at, goal in enumerate(spec.goals)), reverse=True
    )
    if not shared or not shared[0][0] or (len(shared) > 1 and shared[1][0] == shared[0][0]):
        return None
    return spec.goals[-shared[0][1]]


def numbers(flow: Flow) -> dict[str, int]:
    """The number of each step, as the words count them."""
    return {n.id: number for number, n in enumerate(flow.nodes, 1)}


def _heads(flow: Flow) -> dict[str, str]:
    """For every step of a goal but where people take over, the goal's first one."""
    first: dict[str, str] = {}
    found = {}
    for node in flow.nodes:
        if node.goal and node.kind != "transfer":
            found[node.id] = first.setdefault(node.goal, node.id)
    return found


def _folded(branch: list[Node], statements: dict[str, str]) -> Node:
    node = branch[0]
    tools = tuple(dict.fromkeys(name for n in branch for name in n.tools))
    title = clipped(statements.get(node.goal or "", node.title), _TITLE)
    return node.model_copy(update={"title": title, "kind": "tool" if tools else node.kind, "tools": tools})


def _between(edges: Sequence[Edge], head: dict[str, str]) -> Sequence[Edge]:
    """Edges between what is left, each pair once. Words stand only where one of several is chosen or the call goes
    back, and not at a goal, whose name says it."""
    choices = Counter(e.source for e in edges if not e.otherwise)
    place = {e.source: n for n, e in enumerate(edges)}
    found: dict[tuple[str, str], Edge] = {}
    for e in edges:
        source, target = head.get(e.source, e.source), head.get(e.target, e.target)
        if source == target:
            continue
        plain: dict[str, object] = {"source": source, "target": target, "otherwise": e.otherwise and not e.condition}
        if source in head.values() or target in head.values():
            plain |= {"condition": None, "back": None}
        goes_back = place.get(target, len(edges)) < place[e.source]
        if choices[e.source] < 2 and not goes_back:
            plain |= {"condition": None}
        moved = e.model_copy(update=plain)
        known = found.get((source, target))
        if known is None or (known.otherwise and not moved.otherwise):
            found[source, target] = moved
    return tuple(found.values())


def _once(flow: Flow, target: str) -> Flow:
    """The flow with only the first of the edges to a step that many lead to."""
    first = next((e.id for e in flow.edges if e.target == target), None)
    return flow.model_copy(update={"edges": tuple(e for e in flow.edges if e.target != target or e.id == first)})
