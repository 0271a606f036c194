"""What a flow is built with: steps and edges by the builder, one edge for each pair of steps."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from engine.document.spec import AgentSpec, Edge, Flow, Node, Tool
from engine.sentences import person_of
from engine.tools.names import kind_of
from engine.workflow.conditions import LINE_LIMIT, capital, clipped
from engine.workflow.graph import TERMINAL, Graph
from engine.workflow.ids import edge_id

PARAGRAPH_LIMIT = 4000
"""The most that an instruction holds."""
_ON_A_MACHINE = "collect_voicemail"
"""The kind of tool that leaves word on an answering machine."""


@dataclass(slots=True)
class FlowBuilder:
    """The steps and edges so far, and the two steps that others lead to."""

    spec: AgentSpec
    fallback: str
    """Where a branch goes that fails."""
    after: str
    """Where a branch goes that is done."""
    nodes: dict[str, Node] = field(default_factory=dict)
    edges: dict[str, Edge] = field(default_factory=dict)

    @property
    def person(self) -> str:
        return person_of(self.spec.direction)

    @property
    def person_first(self) -> str:
        """The same at the beginning of a sentence."""
        return capital(self.person)

    @property
    def outbound(self) -> bool:
        return self.spec.direction == "outbound"

    def step(
        self,
        key: str,
        kind: str,
        title: str,
        *said: str | None,
        until: str | None = None,
        tools: Iterable[Tool] = (),
        asks: Iterable[str] = (),
        goal: str | None = None,
        tries: int = 2,
    ) -> str:
        """Adds a step; `said` are the sentences of its instruction. Gives back its id."""
        self.nodes[key] = Node.model_validate(
            {
                "id": key,
                "kind": kind,
                "title": clipped(title, 100),
                "instruction": clipped(" ".join(filter(None, said)), PARAGRAPH_LIMIT) or None,
                "until": clipped(until, LINE_LIMIT) if until else None,
                "tools": tuple(dict.fromkeys(t.name for t in tools)),
                "asks": tuple(dict.fromkeys(asks)),
                "goal": goal,
                "tries": tries,
                "by": "builder",
            }
        )
        return key

    def edge(self, source: str, target: str, condition: str | None = None, *, otherwise: bool = False) -> None:
        """Adds the edge from one step to another; a second one between the same two becomes a part of the first."""
        if source == target or self.nodes[source].kind in TERMINAL:
            return
        key, back = edge_id(source, target), edge_id(target, source)
        if back in self.edges:
            if condition and not self.edges[back].back:
                self.edges[back] = self.edges[back].model_copy(update={"back": condition})
            return
        known = self.edges.get(key)
        self.edges[key] = Edge(
            id=key,
            source=source,
            target=target,
            condition=known.condition if known else condition,
            otherwise=otherwise or bool(known and known.otherwise),
            by="builder",
        )

    def exits(self, source: str, target: str, otherwise: str) -> None:
        """The two ways out of a step that waits: its exit condition holds, or the tries are used up."""
        self.edge(source, target, self.nodes[source].until)
        self.edge(source, otherwise, otherwise=True)

    def placed(self, place: str) -> tuple[Tool, ...]:
        """The tools that serve the call at this place, not a goal."""
        used = {name for goal in self.spec.goals for name in goal.tools}
        return tuple(t for t in self.spec.accepted_tools() if t.place == place and t.name not in used)

    def messages(self, *, to_machine: bool) -> tuple[Tool, ...]:
        """The tools that leave word on a machine, or those that take a person's message; never one for the other."""
        return tuple(t for t in self.placed("message") if (kind_of(t) == _ON_A_MACHINE) == to_machine)

    def flow(self, start: str) -> Flow:
        """All of it that a call can come to: where people take every call over, nobody says goodbye."""
        whole = Flow.model_construct(start=start, nodes=tuple(self.nodes.values()), edges=tuple(self.edges.values()))
        reached = Graph(whole).ahead([start])
        place = {key: n for n, key in enumerate(self.nodes) if key in reached}
        edges = sorted(
            (e for e in self.edges.values() if e.source in place), key=lambda e: (place[e.source], e.otherwise)
        )
        return Flow(start=start, nodes=tuple(n for n in self.nodes.values() if n.id in place), edges=tuple(edges))


def sentence(text: str) -> str:
    """The text with a capital and a full stop."""
    text = capital(text.strip())
    return text if text.endswith((".", "!", "?", "。", "！", "？", "؟", "।", "۔", "”")) else f"{text}."
