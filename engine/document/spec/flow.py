"""The way of a call: its steps, and the edges between them."""

from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from engine.document.spec.part import Part, distinct
from engine.document.spec.scalars import Line, Name, Paragraph, Slug, ToolName


class Node(Part):
    """One step of the call."""

    id: Slug
    kind: Literal["start", "collect", "verify", "route", "tool", "say", "transfer", "end"] = "say"
    title: Line
    instruction: Paragraph | None = None
    goal: Slug | None = None
    """The goal that the step belongs to."""
    asks: tuple[Name, ...] = ()
    """What is found out here: names of `data_fields`."""
    until: Line | None = None
    """For a step that waits for the caller: what holds when it is over."""
    tries: Annotated[int, Field(ge=1, le=5)] = 2
    """How often it is tried before the call goes on by the `otherwise` way."""
    tools: Annotated[tuple[ToolName, ...], Field(max_length=60)] = ()
    by: Literal["builder", "team"] = "team"
    """Steps of the team survive when the builder draws the flow anew."""


class Edge(Part):
    """The way from one step to another, taken when `condition` (a full sentence) holds."""

    id: Slug
    source: Slug
    target: Slug
    condition: Line | None = None
    otherwise: bool = False
    """The else edge of a branching."""
    back: Line | None = None
    """When the call goes this way backwards, from `target` to `source`: there is one edge for a pair of steps."""
    by: Literal["builder", "team"] = "team"


class Flow(Part):
    start: Slug | None = None
    nodes: Annotated[tuple[Node, ...], Field(max_length=150)] = ()
    edges: Annotated[tuple[Edge, ...], Field(max_length=400)] = ()
    removed: tuple[Slug, ...] = ()
    """Ids of derived steps and edges that the team took out; drawing anew leaves them out."""

    @model_validator(mode="after")
    def _ids_aredistinct(self) -> Self:
        distinct(self, "nodes", [n.id for n in self.nodes])
        return distinct(self, "edges", [e.id for e in self.edges])
