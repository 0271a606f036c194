"""The spec itself: all of its parts, and which of them are lists or groups."""

from collections.abc import Mapping
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from engine.document.spec.brought import Brought
from engine.document.spec.conduct import Compliance, Criterion, Guardrail, Runtime, Speech, Voice
from engine.document.spec.flow import Flow
from engine.document.spec.goals import DataField, Goal, KnowledgeItem, Note, Variable
from engine.document.spec.handover import Emergency, Fallback, Identity, Transfer
from engine.document.spec.part import Approval, Origin, Part, distinct
from engine.document.spec.scalars import (
    SCHEMA_VERSION,
    ApprovalTarget,
    Direction,
    LanguageTag,
    Line,
    Paragraph,
    Platform,
    QuestionId,
    Slug,
    Stage,
)
from engine.document.spec.tools import Tool


class AgentSpec(Part):
    """All that is agreed so far. Empty at the start of a session."""

    schema_version: Literal[2] = SCHEMA_VERSION

    name: Line | None = None
    role: Line | None = None
    use_case: Paragraph | None = None
    company: Line | None = None
    industry: Line | None = None
    trade: Slug | None = None
    """What `engine.playbooks` knows about such businesses."""
    direction: Direction | None = None
    audience: Line | None = None
    goals: Annotated[tuple[Goal, ...], Field(max_length=50)] = ()
    tone: Annotated[tuple[Line, ...], Field(max_length=12)] = ()
    languages: Annotated[tuple[LanguageTag, ...], Field(max_length=40)] = ()
    """BCP 47; the first is the default."""
    greeting: Paragraph | None = None
    data_fields: Annotated[tuple[DataField, ...], Field(max_length=80)] = ()
    variables: Annotated[tuple[Variable, ...], Field(max_length=80)] = ()
    tools: Annotated[tuple[Tool, ...], Field(max_length=60)] = ()
    knowledge: Annotated[tuple[KnowledgeItem, ...], Field(max_length=100)] = ()
    flow: Flow = Flow()
    transfers: Annotated[tuple[Transfer, ...], Field(max_length=30)] = ()
    fallback: Fallback | None = None
    identity: Identity | None = None
    emergencies: Annotated[tuple[Emergency, ...], Field(max_length=12)] = ()
    guardrails: Annotated[tuple[Guardrail, ...], Field(max_length=60)] = ()
    compliance: Compliance = Compliance()
    criteria: Annotated[tuple[Criterion, ...], Field(max_length=30)] = ()
    speech: Speech = Speech()
    voice: Voice = Voice()
    runtime: Runtime = Runtime()
    platforms: tuple[Platform, ...] = ()
    notes: Annotated[tuple[Note, ...], Field(max_length=100)] = ()
    """Nothing that somebody said is lost: what fits nowhere waits here, and the recap shows it."""
    questions: Annotated[tuple[QuestionId, ...], Field(max_length=20)] = ()
    """What the playbooks of the goals still want to ask, the most valuable first."""

    brought: Brought | None = None
    """The agent that this one was made from, where it came from another platform."""
    approvals: Mapping[ApprovalTarget, Approval] = Field(default_factory=dict)
    skipped: tuple[str, ...] = ()
    """Paths that the team chose to leave open, such as `tools.lookup_order.url`; exports list them as open."""
    revisiting: Stage | None = None
    """The stage that the team went back to, until it says that it is done there."""
    origins: Mapping[str, Origin] = Field(default_factory=dict)
    """Where each value came from, by path."""

    @model_validator(mode="after")
    def _keys_aredistinct(self) -> Self:
        for part, key in ITEM_KEYS.items():
            distinct(self, part, [getattr(item, key) for item in getattr(self, part)])
        for words in ("tone", "languages", "platforms", "questions"):
            distinct(self, words, [w.casefold() for w in getattr(self, words)])
        return self

    def tool(self, name: str) -> Tool | None:
        """The tool of this name in whatever state, or None."""
        return next((t for t in self.tools if t.name == name), None)

    def accepted_tools(self) -> tuple[Tool, ...]:
        return tuple(t for t in self.tools if t.state == "accepted")


ITEM_KEYS: Mapping[str, str] = {
    "goals": "id",
    "data_fields": "name",
    "variables": "name",
    "tools": "name",
    "knowledge": "id",
    "transfers": "id",
    "emergencies": "id",
    "guardrails": "id",
    "criteria": "id",
    "notes": "id",
}
"""The parts of a spec that are lists of items, and the field that names an item."""


GROUPS = ("compliance", "speech", "voice", "runtime")
"""The parts of a spec that are single objects, addressed as `group.field`."""
