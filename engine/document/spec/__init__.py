"""`AgentSpec`: the one document that holds all a team has agreed about its voice agent.

The workflow, the prompt, the tool configurations and the exports are derived from it. Every model here is immutable;
a spec changes only through `engine.document.changes.apply`. Field names are public: the API, the exports and the tests
use them.

A *path* names a value: `greeting`, `speech.max_sentences`, `goals.book`, `tools.lookup_order.url`, `flow.nodes.greet`.
List items are addressed by their key (see `ITEM_KEYS`), never by their position.
"""

from engine.document.spec.agent import GROUPS, ITEM_KEYS, AgentSpec
from engine.document.spec.brought import Brought, BroughtFile
from engine.document.spec.conduct import (
    Compliance,
    Criterion,
    Guardrail,
    Hours,
    Period,
    Pronunciation,
    Runtime,
    Speech,
    Voice,
)
from engine.document.spec.flow import Edge, Flow, Node
from engine.document.spec.goals import Case, DataField, Goal, KnowledgeItem, Note, Variable
from engine.document.spec.handover import Emergency, Fallback, Identity, Transfer
from engine.document.spec.part import ASSUMED, GUESSED, Approval, Origin, Part
from engine.document.spec.scalars import (
    SCHEMA_VERSION,
    ApprovalTarget,
    Day,
    Direction,
    LanguageTag,
    Line,
    Name,
    Paragraph,
    Place,
    Platform,
    QuestionId,
    Slug,
    Stage,
    ToolName,
    is_time_zone,
)
from engine.document.spec.tools import Param, Tool

__all__ = [
    "ASSUMED",
    "GROUPS",
    "GUESSED",
    "ITEM_KEYS",
    "SCHEMA_VERSION",
    "AgentSpec",
    "Approval",
    "ApprovalTarget",
    "Brought",
    "BroughtFile",
    "Case",
    "Compliance",
    "Criterion",
    "DataField",
    "Day",
    "Direction",
    "Edge",
    "Emergency",
    "Fallback",
    "Flow",
    "Goal",
    "Guardrail",
    "Hours",
    "Identity",
    "KnowledgeItem",
    "LanguageTag",
    "Line",
    "Name",
    "Node",
    "Note",
    "Origin",
    "Paragraph",
    "Param",
    "Part",
    "Period",
    "Place",
    "Platform",
    "Pronunciation",
    "QuestionId",
    "Runtime",
    "Slug",
    "Speech",
    "Stage",
    "Tool",
    "ToolName",
    "Transfer",
    "Variable",
    "Voice",
    "is_time_zone",
]
