"""Walks a flow literally, one caller utterance at a time, as a platform executes it.

A step without an exit condition says its words and leaves at once. A step with `until` stays until one of its ways
holds; after `tries` utterances without that, it leaves by its else. A walk is a trace of steps: what was asked, what
was heard, which tools stood there. `findings` walks every kind of caller and says what goes wrong.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Literal

from engine.document.spec import AgentSpec, Flow, Name, Node, Slug, ToolName
from engine.findings import Finding
from engine.workflow.graph import TERMINAL, Graph, Move, cost, waits

Manner = Literal["ideal", "vague", "refusing", "silent", "astray"]
"""How a caller answers: all at once; half, then the rest where there is a second try; no to what is asked for the goal;
never; and `astray`: goes straight to one step, such as the wrong person or a machine."""
Ending = Literal["end", "transfer", "stuck", "endless"]
"""How a walk ended: `stuck` where no way held, `endless` where it went on beyond every bound."""
MANNERS: Sequence[Manner] = ("ideal", "vague", "refusing", "silent")
_SPARE = 10
"""Utterances beyond those that the steps ask for, before a call counts as endless."""


@dataclass(frozen=True, slots=True)
class Caller:
    """Who calls: the manner, and the steps that they are after, in any order."""

    manner: Manner
    wants: tuple[Slug, ...] = ()
    goal: Slug | None = None


@dataclass(frozen=True, slots=True)
class Visit:
    """One stay at a step."""

    node: Slug
    asked: tuple[Name, ...]
    heard: tuple[Name, ...]
    tools: tuple[ToolName, ...]
    utterances: int
    """What the caller said here, silence counted."""
    edge: Slug | None = None
    """The edge by which it was left; None at the last step."""


@dataclass(frozen=True, slots=True)
class Trace:
    """A whole call."""

    caller: Caller
    visits: tuple[Visit, ...]
    ending: Ending

    @property
    def steps(self) -> tuple[Slug, ...]:
        return tuple(visit.node for visit in self.visits)

    @property
    def heard(self) -> frozenset[Name]:
        return frozenset(name for visit in self.visits for name in visit.heard)

    @property
    def unheard(self) -> frozenset[Name]:
        """What was asked for in this call and never heard."""
        return frozenset(name for visit in self.visits for name in visit.asked) - self.heard

    @property
    def tools(self) -> frozenset[ToolName]:
        return frozenset(name for visit in self.visits for name in visit.tools)


@dataclass
class Walker:
    """Walks one flow with any number of callers."""

    graph: Graph
    _far: dict[tuple[str, ...], Mapping[str, int]] = field(default_factory=dict)

    def walk(self, caller: Caller) -> Trace:
        """The call of this caller, from the first step to its end. Pure."""
        visits: list[Visit] = []
        here, said, without_a_word = self.graph.flow.start, 0, 0
        while here in self.graph.nodes and here is not None:
            node = self.graph.nodes[here]
            if node.kind in TERMINAL:
                visits.append(_visit(node, (), 0, None))
                return Trace(caller, tuple(visits), "end" if node.kind == "end" else "transfer")
            move, utterances, heard = self._stay(node, caller, frozenset(visit.node for visit in visits))
            visits.append(_visit(node, heard, utterances, move))
            said, without_a_word = said + utterances, 0 if utterances else without_a_word + 1
            if move is None:
                break
            if said > self.bound or without_a_word > len(self.graph.nodes):
                return Trace(caller, tuple(visits), "endless")
            here = move.target
        return Trace(caller, tuple(visits), "stuck")

    @cached_property
    def bound(self) -> int:
        """The most that a caller may have to say before the call ends: every step twice."""
        nodes = self.graph.nodes.values()
        return 2 * sum(node.tries for node in nodes if waits(node, self.graph.moves[node.id])) + _SPARE

    def _stay(self, node: Node, caller: Caller, seen: frozenset[str]) -> tuple[Move | None, int, tuple[Name, ...]]:
        """How the step is left, after how many utterances, and what was heard at it."""
        moves = self.graph.moves[node.id]
        default = next((m for m in moves if m.otherwise), None)
        if not waits(node, moves):  # nobody is listened to: the first way that needs no words
            return next((m for m in moves if m.condition is None), default), 0, ()
        if caller.manner == "silent":
            return default, node.tries, ()
        if caller.manner == "refusing" and self._refuses(node, caller, seen):
            return default, 1, ()
        utterances = min(2, node.tries) if caller.manner == "vague" else 1
        return self._chosen(moves, caller, seen | {node.id}), utterances, node.asks

    def _refuses(self, node: Node, caller: Caller, seen: frozenset[str]) -> bool:
        """A refusing caller still says what the call is about, and gives nothing from then on."""
        asked = {node.id, *seen}
        return caller.goal is None or any(key in asked for key in (*caller.wants, *self._verifying))

    def _chosen(self, moves: Sequence[Move], caller: Caller, seen: frozenset[str]) -> Move | None:
        """The way that leads to what the caller still wants by the fewest elses; to an end when nothing is left."""
        wanted = tuple(key for key in caller.wants if key not in seen)
        for targets in ((wanted,) if wanted else ()) + (self._ends,):
            far = self._distances(targets)
            ahead = [(far[m.target] + cost(m), n) for n, m in enumerate(moves) if m.target in far]
            if ahead:
                return moves[min(ahead)[1]]
        return moves[0] if moves else None

    @cached_property
    def _verifying(self) -> tuple[str, ...]:
        return tuple(n.id for n in self.graph.flow.nodes if n.kind == "verify")

    @cached_property
    def _ends(self) -> tuple[str, ...]:
        return tuple(n.id for n in self.graph.flow.nodes if n.kind == "end") or tuple(
            n.id for n in self.graph.flow.nodes if n.kind in TERMINAL
        )

    def _distances(self, targets: tuple[str, ...]) -> Mapping[str, int]:
        if targets not in self._far:
            self._far[targets] = self.graph.distances(targets)
        return self._far[targets]


def findings(flow: Flow, spec: AgentSpec) -> Iterator[Finding]:
    """What goes wrong with one of the callers, each fault once."""
    walker = Walker(Graph(flow))
    found: dict[tuple[str, str], Finding] = {}
    for caller in callers(flow, spec):
        for finding in _faults(walker.graph, walker.walk(caller)):
            found.setdefault((finding.rule, finding.path), finding)
    yield from found.values()


def callers(flow: Flow, spec: AgentSpec) -> Iterator[Caller]:
    """Every goal with every manner; nobody in particular; and one caller for each step where a call turns aside."""
    for goal in spec.goals:
        steps = tuple(n.id for n in flow.nodes if n.goal == goal.id)
        if steps:
            yield from (Caller(manner, steps, goal.id) for manner in MANNERS)
    yield from (Caller(manner) for manner in MANNERS)
    yield from (Caller("astray", (n.id,)) for n in flow.nodes if n.goal is None and n.id != flow.start)


def _faults(graph: Graph, trace: Trace) -> Iterator[Finding]:
    caller, last = trace.caller, trace.visits[-1].node if trace.visits else flow_start(graph)
    path = f"flow.nodes.{last}"
    if trace.ending == "stuck":
        message = f"A call stops at “{graph.title(last)}”: {_who(caller)} has no way on. Say what happens then."
        yield Finding("walk.stuck", "error", message, path)
    if trace.ending == "endless":
        message = f"A call does not come to an end: {_who(caller)} goes in circles around “{graph.title(last)}”."
        yield Finding("walk.endless", "error", message, path)
    if caller.manner in ("ideal", "vague", "astray"):
        yield from _missed(graph, trace)


def _missed(graph: Graph, trace: Trace) -> Iterator[Finding]:
    """Steps that a willing caller wanted and never came to, and what was asked and not heard."""
    for key in trace.caller.wants:
        if key not in trace.steps:
            message = f"{_who(trace.caller).capitalize()} never comes to “{graph.title(key)}”."
            yield Finding("walk.unreached", "error", message, f"flow.nodes.{key}")
    for visit in trace.visits:
        if missing := set(visit.asked) - trace.heard:
            message = (
                f"“{graph.title(visit.node)}” asks for {', '.join(sorted(missing))}, but goes on before it is heard."
            )
            yield Finding("walk.unheard", "error", message, f"flow.nodes.{visit.node}")


def flow_start(graph: Graph) -> str:
    return graph.flow.start or ""


def _visit(node: Node, heard: tuple[Name, ...], utterances: int, move: Move | None) -> Visit:
    return Visit(node.id, node.asks, heard, node.tools, utterances, move.edge.id if move else None)


_MANNER_WORDS = {
    "ideal": "a caller who answers everything",
    "vague": "a caller who answers by halves",
    "refusing": "a caller who gives nothing",
    "silent": "a silent caller",
    "astray": "a caller of another kind",
}


def _who(caller: Caller) -> str:
    return _MANNER_WORDS[caller.manner]
