"""The call flow: its steps, and the ways between them."""

from collections.abc import Mapping
from typing import assert_never

from engine.document.changes.edits import known, merged, replace, together
from engine.document.changes.kinds import AddEdge, AddNode, EditEdge, EditNode, RemoveEdge, RemoveNode, path_of
from engine.document.spec import AgentSpec, Node, Origin
from engine.errors import Problem
from engine.sentences import quoted, some


def edit_flow(
    spec: AgentSpec, change: AddNode | EditNode | RemoveNode | AddEdge | EditEdge | RemoveEdge, origin: Origin
) -> AgentSpec | Problem:
    flow = spec.flow
    nodes = {n.id: n for n in flow.nodes}
    edges = {e.id: e for e in flow.edges}
    removed = flow.removed
    match change:
        case AddNode(node=node):
            if node.id in nodes:
                return Problem(f"There is already a step called {quoted(node.id)}.", f"flow.nodes.{node.id}")
            nodes[node.id] = node
        case EditNode(id=key, values=values):
            if key not in nodes:
                return _no_step(nodes, key)
            if values.get("id", key) != key:
                return Problem("A step keeps its id; change its title instead.", f"flow.nodes.{key}")
            nodes[key] = merged(nodes[key], {**values, "by": "team"})
        case RemoveNode(id=key):
            if key not in nodes:
                return _no_step(nodes, key)
            if key == flow.start:
                return Problem("The call has to start somewhere, so the first step stays.", f"flow.nodes.{key}")
            gone = [e.id for e in edges.values() if key in (e.source, e.target)]
            removed = (*removed, *(i for i in (key, *gone) if i not in removed))
            del nodes[key]
            edges = {i: e for i, e in edges.items() if i not in gone}
        case AddEdge(edge=edge):
            if edge.id in edges:
                return Problem(f"There is already a way called {quoted(edge.id)}.", f"flow.edges.{edge.id}")
            edges[edge.id] = edge
        case EditEdge(id=key, values=values):
            if key not in edges:
                return Problem(f"There is no way called {quoted(key)} in the flow.", "flow.edges")
            if values.get("id", key) != key:
                return Problem("A way between two steps keeps its id.", f"flow.edges.{key}")
            edges[key] = merged(edges[key], {**values, "by": "team"})
        case RemoveEdge(id=key):
            if key not in edges:
                return Problem(f"There is no way called {quoted(key)} in the flow.", "flow.edges")
            del edges[key]
            removed = (*removed, key) if key not in removed else removed
        case _:
            assert_never(change)
    for edge in edges.values():
        for end in (edge.source, edge.target):
            if end not in nodes:
                return _no_step(nodes, end)
    edited = replace(
        flow,
        start=flow.start or next(iter(nodes), None),
        nodes=tuple(nodes.values()),
        edges=tuple(edges.values()),
        removed=tuple(i for i in removed if i not in nodes and i not in edges),
    )
    drawn = together(edited)
    return spec if drawn == flow else known(replace(spec, flow=drawn), {path_of(change): origin})


def _no_step(nodes: Mapping[str, Node], key: str) -> Problem:
    return Problem(
        f"There is no step called {quoted(key)} in the flow. There is {some(list(nodes)) or 'none yet'}.", "flow.nodes"
    )
