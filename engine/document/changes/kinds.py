"""The closed set of changes: what is not in it cannot happen to a spec, whether a person, a form or a model asks.

To add a kind of change: a class with its own `op` here, its line in `Change`, and its `case` in `path_of` and in
`engine.document.changes.apply`; the type check names the places that are missing.
"""

from typing import Annotated, Any, Generic, Literal, TypeVar, assert_never, get_args

from pydantic import BaseModel, ConfigDict, Field, GetJsonSchemaHandler, JsonValue, TypeAdapter
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema

from engine.document.spec import (
    GROUPS,
    ApprovalTarget,
    Case,
    Criterion,
    DataField,
    Edge,
    Emergency,
    Goal,
    Guardrail,
    KnowledgeItem,
    Line,
    Node,
    Note,
    QuestionId,
    Slug,
    Stage,
    Tool,
    ToolName,
    Transfer,
    Variable,
)

Values = dict[str, JsonValue]
_Part = TypeVar("_Part", bound=str)
_Item = TypeVar("_Item")

SettablePath = Literal[
    "name", "role", "use_case", "company", "industry", "trade", "direction", "audience", "greeting",
    "tone", "languages", "platforms", "questions", "fallback", "identity",
    "compliance.ai_disclosure", "compliance.recording_consent", "compliance.regimes",
    "speech.max_sentences", "speech.fillers", "speech.interruptions", "speech.pronunciations",
    "voice.provider", "voice.id", "voice.description", "voice.speed",
    "runtime.model", "runtime.temperature", "runtime.timezone", "runtime.hours",
    "runtime.max_duration_seconds", "runtime.silence_timeout_seconds",
]  # fmt: skip
WordPart = Literal["tone", "languages", "platforms", "questions"]
ItemPart = Literal[
    "goals", "data_fields", "variables", "knowledge", "transfers", "emergencies", "guardrails", "criteria", "notes",
]  # fmt: skip
"""Parts whose items are edited with `edit`; a tool is edited with `configure`."""

GoalPart = Literal["tools", "fields", "rules", "cases"]
"""What a goal is made of, beside its words."""


class _PlainOneOf:
    """Describes a union in a union by `oneOf` alone: the `discriminator` that it would get is not valid OpenAPI."""

    def __get_pydantic_json_schema__(self, core: CoreSchema, handler: GetJsonSchemaHandler) -> JsonSchemaValue:
        schema = handler(core)
        schema.pop("discriminator", None)
        return schema


class _Change(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, serialize_by_alias=True, validate_by_name=True)


class Set(_Change):
    """Set a single value or a whole word list; `null` clears it."""

    op: Literal["set"] = "set"
    path: SettablePath
    value: JsonValue = None


class Add(_Change, Generic[_Part, _Item]):
    """Add one item to a list."""

    op: Literal["add"] = "add"
    part: _Part
    item: _Item

    @classmethod
    def model_parametrized_name(cls, params: tuple[Any, ...]) -> str:
        """`AddDataFields`: how the API's description names it."""
        (part,) = get_args(params[0])
        return f"Add{part.title().replace('_', '')}"


class Edit(_Change):
    """Change some fields of one item; fields that are not named stay as they are."""

    op: Literal["edit"] = "edit"
    part: ItemPart
    id: str
    values: Values


class Remove(_Change):
    """Take one item out of a list."""

    op: Literal["remove"] = "remove"
    part: Literal[ItemPart, WordPart, "tools"]
    id: str


class Move(_Change):
    """Put one item of a list before another; at the end where `before` is null."""

    op: Literal["move"] = "move"
    part: Literal[ItemPart, "tools"]
    id: str
    before: str | None = None


class AddToGoal(_Change):
    """Link a tool or a field to a goal, or give the goal a rule or a case. A case is `{"when": …, "then": …}`."""

    op: Literal["add_to_goal"] = "add_to_goal"
    goal: str
    part: GoalPart
    item: JsonValue


class RemoveFromGoal(_Change):
    """Take a link, a rule or a case from a goal: by the name, the rule's text, or the case's `when`."""

    op: Literal["remove_from_goal"] = "remove_from_goal"
    goal: str
    part: GoalPart
    item: str


class Adopt(_Change):
    """Give a goal all that a playbook brings, in one step. What the spec has already stays as it is."""

    op: Literal["adopt"] = "adopt"
    goal: str
    playbook: Slug | None = None
    success: Line | None = None
    by_whom: Slug | None = None
    rules: tuple[Line, ...] = ()
    cases: tuple[Case, ...] = ()
    tools: tuple[ToolName, ...] = ()
    """Names of tools that serve the goal, in the order of their use."""
    new_tools: tuple[Tool, ...] = ()
    fields: tuple[DataField, ...] = ()
    variables: tuple[Variable, ...] = ()
    questions: tuple[QuestionId, ...] = ()
    """What the playbook wants to ask."""


class Accept(_Change):
    """The agent shall have this tool."""

    op: Literal["accept"] = "accept"
    tool: str


class Decline(_Change):
    """The agent shall not have this tool; it is remembered, so that it is not proposed again."""

    op: Literal["decline"] = "decline"
    tool: str


class Configure(_Change):
    """Change some fields of a tool. `params` are merged by name: a known one is edited, a new one added."""

    op: Literal["configure"] = "configure"
    tool: str
    values: Values


class AddNode(_Change):
    op: Literal["add_node"] = "add_node"
    node: Node


class EditNode(_Change):
    op: Literal["edit_node"] = "edit_node"
    id: str
    values: Values


class RemoveNode(_Change):
    """Take a step out, with the edges that touch it."""

    op: Literal["remove_node"] = "remove_node"
    id: str


class AddEdge(_Change):
    op: Literal["add_edge"] = "add_edge"
    edge: Edge


class EditEdge(_Change):
    op: Literal["edit_edge"] = "edit_edge"
    id: str
    values: Values


class RemoveEdge(_Change):
    op: Literal["remove_edge"] = "remove_edge"
    id: str


class Approve(_Change):
    """Agree to what stands there now."""

    op: Literal["approve"] = "approve"
    what: ApprovalTarget


class Skip(_Change):
    """Leave a missing value open: it is not asked for again, and exports list it as open."""

    op: Literal["skip"] = "skip"
    path: Annotated[str, Field(min_length=1, max_length=200)]


class GoBack(_Change):
    """Look at a stage again; the session stays there until it is approved."""

    op: Literal["go_back"] = "go_back"
    stage: Stage


class Undo(_Change):
    """Back to the spec before the last change, or to a given version of it."""

    op: Literal["undo"] = "undo"
    to: Annotated[int, Field(ge=0)] | None = None


class Import(_Change):
    """Take over an agent that was made elsewhere, as the whole spec. Where something is agreed already, or where it is
    not `sure` that the text is an agent, somebody is asked first, unless this was `agreed`."""

    op: Literal["import"] = "import"
    source: Line
    """What it was read from: `Vapi`, `JSON`, `a prompt`."""
    agent: Values
    """A spec, as its JSON export has it."""
    kept: Annotated[tuple[str, ...], Field(max_length=1000)] = ()
    """Where the parts stood that no part of a spec stands for; their texts are notes of it."""
    words: Annotated[str, Field(max_length=100_000)] = ""
    """What was said with it: read once the agent is taken over."""
    sure: bool = True
    agreed: bool = False


class OfferTools(_Change):
    """Show what a document of a system has to offer, so that somebody chooses. It changes nothing by itself."""

    op: Literal["offer_tools"] = "offer_tools"
    source: Line
    """The title of the document."""
    tools: Annotated[tuple[Tool, ...], Field(min_length=1, max_length=2000)]
    left: Annotated[tuple[Line, ...], Field(max_length=2000)] = ()
    """Operations that no voice platform can call, and why."""
    words: Annotated[str, Field(max_length=200_000)] = ""
    """What was said with it, to be read as ever."""


class TakeTool(_Change):
    """Take a tool as a whole: in the place of the one of its name, or as a new one. It serves `goal` from then on."""

    op: Literal["take_tool"] = "take_tool"
    tool: Tool
    goal: Slug | None = None


AddItem = Annotated[
    Add[Literal["goals"], Goal]
    | Add[Literal["data_fields"], DataField]
    | Add[Literal["variables"], Variable]
    | Add[Literal["tools"], Tool]
    | Add[Literal["knowledge"], KnowledgeItem]
    | Add[Literal["transfers"], Transfer]
    | Add[Literal["emergencies"], Emergency]
    | Add[Literal["guardrails"], Guardrail]
    | Add[Literal["criteria"], Criterion]
    | Add[Literal["notes"], Note]
    | Add[Literal["tone"], str]
    | Add[Literal["languages"], str]
    | Add[Literal["platforms"], str]
    | Add[Literal["questions"], str],
    Field(discriminator="part"),
]
Change = Annotated[
    Set
    | AddItem
    | Edit
    | Remove
    | Move
    | AddToGoal
    | RemoveFromGoal
    | Adopt
    | Accept
    | Decline
    | Configure
    | AddNode
    | EditNode
    | RemoveNode
    | AddEdge
    | EditEdge
    | RemoveEdge
    | Approve
    | Skip
    | GoBack
    | Import
    | OfferTools
    | TakeTool
    | Undo,
    Field(discriminator="op"),
    _PlainOneOf(),
]
CHANGE: TypeAdapter[Change] = TypeAdapter(Change)
"""Reads a change from JSON: `CHANGE.validate_python({"op": "set", "path": "role", "value": "receptionist"})`."""


def add(part: str, item: BaseModel | str) -> Change:
    """`Add` for an item that is at hand; shorter than naming the generic class."""
    value = item if isinstance(item, str) else item.model_dump(mode="json")
    return CHANGE.validate_python({"op": "add", "part": part, "item": value})


def path_of(change: Change) -> str:
    """The spec path that a change is about, for a Problem and for origins."""
    match change:
        case Set(path=path) | Skip(path=path):
            return path
        case Add(part=part):
            return str(part)
        case Edit(part=part, id=key) | Remove(part=part, id=key) | Move(part=part, id=key):
            return f"{part}.{key}"
        case Adopt(goal=key):
            return f"goals.{key}"
        case AddToGoal(goal=key, part=part) | RemoveFromGoal(goal=key, part=part):
            return f"goals.{key}.{part}"
        case Accept(tool=key) | Decline(tool=key) | Configure(tool=key):
            return f"tools.{key}"
        case AddNode(node=node):
            return f"flow.nodes.{node.id}"
        case EditNode(id=key) | RemoveNode(id=key):
            return f"flow.nodes.{key}"
        case AddEdge(edge=edge):
            return f"flow.edges.{edge.id}"
        case EditEdge(id=key) | RemoveEdge(id=key):
            return f"flow.edges.{key}"
        case Approve(what=what):
            return f"approval:{what}"
        case TakeTool(tool=tool):
            return f"tools.{tool.name}"
        case OfferTools():
            return ""
        case GoBack() | Import() | Undo():
            return ""
        case _:
            assert_never(change)


assert set(GROUPS) == {p.split(".")[0] for p in SettablePath.__args__ if "." in p}  # type: ignore[attr-defined]
