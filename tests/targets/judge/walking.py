"""The walk over an exported graph: every kind of caller comes to an end, and to every step."""

from collections.abc import Iterator

from engine.document.spec import Flow
from engine.workflow.graph import Graph
from engine.workflow.walk import MANNERS, Caller, Walker


def failures(flow: Flow) -> Iterator[str]:
    """Calls that get stuck or go round for ever, and steps that no willing caller comes to."""
    graph = Graph(flow)
    walker = Walker(graph)
    unreached = set(graph.nodes) - graph.ahead([flow.start] if flow.start else [])
    yield from (f"no way leads to {key}" for key in sorted(unreached))
    for caller in _callers(flow):
        trace = walker.walk(caller)
        if trace.ending in ("stuck", "endless"):
            yield f"a {caller.manner} caller after {caller.wants} is {trace.ending} at {trace.steps[-1:]}"
        elif caller.wants and caller.manner == "astray" and caller.wants[0] not in trace.steps:
            yield f"a caller after {caller.wants[0]} never comes there"


def _callers(flow: Flow) -> Iterator[Caller]:
    yield from (Caller(manner) for manner in MANNERS)
    yield from (Caller("astray", (node.id,)) for node in flow.nodes)
