"""A flow as a graph: the steps by their id, and the moves out of each, the way back of an edge among them."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from engine.document.spec import Edge, Flow, Node

TERMINAL = frozenset({"end", "transfer"})
"""Kinds of steps where a call ends for the agent; nothing leaves them."""


@dataclass(frozen=True, slots=True)
class Move:
    """One edge in one of its directions: taken when `condition` holds, or, as the else of a step, when nothing does."""

    edge: Edge
    target: str
    condition: str | None
    otherwise: bool


def waits(node: Node, moves: Iterable[Move]) -> bool:
    """Whether the step listens: it has an exit condition, or a way on that only somebody's words can open."""
    return bool(node.until) or any(m.condition is not None for m in moves)


def cost(move: Move) -> int:
    """What a move counts when ways are compared: an else counts for many."""
    return _ELSE if move.otherwise else 1


class Graph:
    """Look-ups that the checks, the walker and the picture share."""

    def __init__(self, flow: Flow) -> None:
        self.flow = flow

    @cached_property
    def nodes(self) -> Mapping[str, Node]:
        return {n.id: n for n in self.flow.nodes}

    @cached_property
    def edges(self) -> Mapping[str, list[Edge]]:
        """Edges by the step that they leave."""
        found: dict[str, list[Edge]] = {}
        for e in self.flow.edges:
            found.setdefault(e.source, []).append(e)
        return found

    @cached_property
    def moves(self) -> Mapping[str, list[Move]]:
        """Moves by the step that they leave, ways back after the others; none to a step that is not there."""
        found: dict[str, list[Move]] = {key: [] for key in self.nodes}
        for source, move in (*self._forward(), *self._back()):
            if source in found and move.target in found:
                found[source].append(move)
        return found

    def distances(self, targets: Iterable[str]) -> Mapping[str, int]:
        """How far each step is from the nearest of `targets`, where an else counts for many moves; breadth first."""
        far = dict.fromkeys(targets, 0)
        waiting = list(far)
        for here in waiting:
            for source, cost in self._into.get(here, ()):
                if far[here] + cost < far.get(source, _FAR):
                    far[source] = far[here] + cost
                    waiting.append(source)
        return far

    def ahead(self, begin: Iterable[str]) -> frozenset[str]:
        """The steps that can be reached from `begin`, these included."""
        waiting = list(begin)
        seen = set(waiting)
        for here in waiting:
            new = [m.target for m in self.moves.get(here, ()) if m.target not in seen]
            seen.update(new)
            waiting += new
        return frozenset(seen)

    def title(self, key: str) -> str:
        return self.nodes[key].title if key in self.nodes else key

    @cached_property
    def _into(self) -> Mapping[str, list[tuple[str, int]]]:
        found: dict[str, list[tuple[str, int]]] = {}
        for source, moves in self.moves.items():
            for move in moves:
                found.setdefault(move.target, []).append((source, cost(move)))
        return found

    def _forward(self) -> Iterator[tuple[str, Move]]:
        return ((e.source, Move(e, e.target, e.condition, e.otherwise)) for e in self.flow.edges)

    def _back(self) -> Iterator[tuple[str, Move]]:
        return ((e.target, Move(e, e.source, e.back, otherwise=False)) for e in self.flow.edges if e.back)


_ELSE, _FAR = 20, 10**9
"""An else counts as many moves: it is the way of a call that goes wrong, unless there is no other."""
