"""The sheet that a flow is drawn on, and how steps are titled: in a person's words, never in names of parameters."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from itertools import pairwise

from engine.document.spec import AgentSpec, DataField, Edge, Node, Place, Tool
from engine.sentences import listed, person_of
from engine.tools.catalog import CATALOG
from engine.workflow.conditions import capital, clipped, lowered
from engine.workflow.ids import edge_id
from engine.workflow.roles import Roles, kind_of

Step = tuple[str, str | None]
"""A step with the condition to go on; None where nothing can go wrong."""
_MOST_ASKED = 3
"""A title that lists more than this is no title."""
_ACRONYMS = frozenset({"api", "crm", "erp", "faq", "id", "iban", "otp", "pin", "sms", "url", "vat"})


@dataclass(slots=True)
class Sheet:
    """What is drawn so far, and where the ways of later steps lead."""

    spec: AgentSpec
    roles: Roles
    fallback: str
    after: str = "wrap_up"
    nodes: dict[str, Node] = field(default_factory=dict)
    edges: dict[str, Edge] = field(default_factory=dict)

    @property
    def person(self) -> str:
        return person_of(self.spec.direction)

    @property
    def person_first(self) -> str:
        """The same at the beginning of a sentence."""
        return capital(self.person)

    def node(self, key: str, kind: str, title: str, instruction: str, tools: Iterable[Tool] = ()) -> str:
        names = tuple(t.name for t in tools)
        self.nodes[key] = Node.model_validate(
            {"id": key, "kind": kind, "title": title, "instruction": instruction, "tools": names, "by": "builder"}
        )
        return key

    def way(self, source: str, target: str, condition: str | None = None, *, otherwise: bool = False) -> None:
        key = edge_id(source, target)
        self.edges[key] = Edge(
            id=key, source=source, target=target, condition=condition, otherwise=otherwise, by="builder"
        )

    def chain(self, steps: list[Step | str]) -> None:
        """Ways from each step to the next, and from those that can fail to the fallback."""
        for step, following in pairwise(steps):
            source, condition = step if isinstance(step, tuple) else (step, None)
            target = following[0] if isinstance(following, tuple) else following
            self.way(source, target, condition)
            if condition and target != self.fallback:
                self.way(source, self.fallback, otherwise=True)

    def tools_at(self, place: Place) -> tuple[Tool, ...]:
        return self.roles.places.get(place, ())


def asked_for(fields: Iterable[DataField], tools: Iterable[Tool]) -> Mapping[str, str]:
    """What the agent asks for: name -> how to say it. Fields first, then what the tools still need from the caller."""
    asked = {f.name: spoken(f.name) for f in fields}
    for tool in tools:
        entry = CATALOG.get(kind_of(tool))
        own_words = {p.name for p in entry.params} - entry.asks.keys() if entry else frozenset[str]()
        for param in tool.params:
            if param.source == "llm" and param.required and param.name not in own_words:
                said = entry.asks.get(param.name) if entry else None
                asked.setdefault(param.name, said or spoken(param.name))
    return asked


def ask_title(asked: Mapping[str, str]) -> str:
    """`Ask for the day and the name`; `Ask for the details` where that would be a long list."""
    said = list(dict.fromkeys(clipped(words, 30) for words in asked.values()))
    return f"Ask for {listed(said)}" if len(said) <= _MOST_ASKED else "Ask for the details"


def tool_title(tools: Iterable[Tool], joint: str = "or") -> str:
    """`Book an appointment`, by the title in the catalog; a tool of the team by its name."""
    said = [clipped(_title(t), 40) for t in tools]
    said = [said[0], *map(lowered, said[1:])]
    return listed(said if len(said) <= 3 else [*said[:2], f"{len(said) - 2} more"], joint)


def _title(tool: Tool) -> str:
    entry = CATALOG.get(kind_of(tool))
    return entry.title if entry else capital(spoken(tool.name))


def spoken(name: str) -> str:
    """`lookup_order` -> `look up order`, `send_sms` -> `send SMS`."""
    words = name.replace("_", " ").replace("lookup ", "look up ").split()
    return " ".join(w.upper() if w.lower() in _ACRONYMS else w for w in words) or name


def tool_names(tools: Iterable[Tool], joint: str = "and") -> str:
    return clipped(listed([f"`{t.name}`" for t in tools], joint), 2000)
