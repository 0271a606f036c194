"""What a legal graph is made of; `legal.py` makes it, exporters read it."""

from dataclasses import dataclass
from functools import cached_property
from typing import Literal

from engine.document.spec import Node, Tool, Transfer

Kind = Literal["talk", "act", "transfer", "end"]


@dataclass(frozen=True, slots=True)
class When:
    """When a way is taken: at once, when the words hold, or after a tool has worked or failed."""

    kind: Literal["at_once", "said", "worked", "failed"]
    words: str = ""


@dataclass(frozen=True, slots=True)
class Link:
    """The one link of a pair of steps; `back` is when the call goes it backwards."""

    source: str
    target: str
    when: When
    back: When | None = None
    otherwise: bool = False
    """The else of its source."""


@dataclass(frozen=True, slots=True)
class Step:
    key: str
    """Unique; of letters, digits, `_` and `-`. Capitals only in what the legaliser added."""
    kind: Kind
    title: str
    node: Node
    """The step of the spec that it is, or that it was made of."""
    script: str = ""
    """What the agent does there, as Markdown; empty for what says nothing."""
    tools: tuple[Tool, ...] = ()
    """Its own tools; of an `act` the one that it uses."""
    transfer: Transfer | None = None
    listens: bool = False


@dataclass(frozen=True)
class LegalGraph:
    start: str
    steps: tuple[Step, ...]
    links: tuple[Link, ...]
    left_out: tuple[str, ...] = ()
    """Ids of steps and edges of the spec that no call can come to."""
    added: tuple[str, ...] = ()
    """Keys of what the legaliser added so that every call comes to an end."""

    @cached_property
    def by_key(self) -> dict[str, Step]:
        return {step.key: step for step in self.steps}

    def ways(self, key: str) -> list[tuple[str, When, bool]]:
        """All ways out of a step, the way back of a link among them: target, when, and whether it is the else, which
        comes last."""
        ahead = [(n.target, n.when, n.otherwise) for n in self.links if n.source == key]
        back = [(n.source, n.back, False) for n in self.links if n.target == key and n.back]
        return sorted([*ahead, *back], key=lambda way: way[2])
