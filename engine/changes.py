"""The closed set of changes, and `apply`: the only way a spec changes by somebody's word.

To add a kind of change: a class with its own `op` here, one `case` in `_edited`, and its line in `Change`. What is not
in the set cannot happen to a spec, whoever asks for it: a person, a form, a model or the API.
"""

from collections.abc import Mapping, Sequence
from typing import Annotated, Any, Generic, Literal, TypeVar, assert_never, get_args

from pydantic import BaseModel, ConfigDict, Field, GetJsonSchemaHandler, JsonValue, TypeAdapter, ValidationError
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema

from engine.approvals import fingerprint
from engine.errors import Problem
from engine.secrets import find_secrets
from engine.sentences import listed, quoted, sentence_of
from engine.spec import (
    GROUPS,
    ITEM_KEYS,
    AgentSpec,
    Approval,
    ApprovalTarget,
    Criterion,
    DataField,
    Edge,
    Flow,
    Goal,
    Guardrail,
    KnowledgeItem,
    Node,
    Origin,
    Stage,
    Tool,
    Transfer,
    Variable,
)

Values = dict[str, JsonValue]
_Part = TypeVar("_Part", bound=str)
_Item = TypeVar("_Item")
_Model = TypeVar("_Model", bound=BaseModel)

SettablePath = Literal[
    "name", "role", "use_case", "company", "industry", "direction", "audience", "greeting",
    "tone", "languages", "platforms",
    "compliance.ai_disclosure", "compliance.recording_consent", "compliance.regimes",
    "speech.max_sentences", "speech.fillers", "speech.interruptions", "speech.pronunciations",
    "voice.provider", "voice.id", "voice.description", "voice.speed",
    "runtime.model", "runtime.temperature", "runtime.timezone", "runtime.hours",
    "runtime.max_duration_seconds", "runtime.silence_timeout_seconds",
]  # fmt: skip
WordPart = Literal["tone", "languages", "platforms"]
ItemPart = Literal["goals", "data_fields", "variables", "knowledge", "transfers", "guardrails", "criteria"]
"""Parts whose items are edited with `edit`; a tool is edited with `configure`."""


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


AddItem = Annotated[
    Add[Literal["goals"], Goal]
    | Add[Literal["data_fields"], DataField]
    | Add[Literal["variables"], Variable]
    | Add[Literal["tools"], Tool]
    | Add[Literal["knowledge"], KnowledgeItem]
    | Add[Literal["transfers"], Transfer]
    | Add[Literal["guardrails"], Guardrail]
    | Add[Literal["criteria"], Criterion]
    | Add[Literal["tone"], str]
    | Add[Literal["languages"], str]
    | Add[Literal["platforms"], str],
    Field(discriminator="part"),
]
Change = Annotated[
    Set
    | AddItem
    | Edit
    | Remove
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
    | Undo,
    Field(discriminator="op"),
    _PlainOneOf(),
]
CHANGE: TypeAdapter[Change] = TypeAdapter(Change)
"""Reads a change from JSON: `CHANGE.validate_python({"op": "set", "path": "role", "value": "receptionist"})`."""

BUILDER = Origin(author="builder", how="inferred")


def add(part: str, item: BaseModel | str) -> Change:
    """`Add` for an item that is at hand; shorter than naming the generic class."""
    value = item if isinstance(item, str) else item.model_dump(mode="json")
    return CHANGE.validate_python({"op": "add", "part": part, "item": value})


def apply(
    spec: AgentSpec, change: Change, *, origin: Origin = BUILDER, earlier: AgentSpec | None = None
) -> AgentSpec | Problem:
    """The spec after `change`, or the Problem that a person can read. Pure. Without effect: `spec` itself.

    Args:
        origin: who asked for it, kept beside every value that the change touches.
        earlier: the spec that an `Undo` goes back to; None when there is none.
    """
    if find_secrets(change.model_dump_json()):
        return Problem("That looks like a real key or token. Give me only the name of the secret, such as CRM_API_KEY.")
    if isinstance(change, Undo):
        return earlier if earlier is not None else Problem("There is nothing to undo yet.")
    try:
        edited = _edited(spec, change, origin)
        if isinstance(edited, Problem) or edited == spec:
            return edited if isinstance(edited, Problem) else spec
        return AgentSpec.model_validate(edited.model_dump(mode="json"))
    except ValidationError as error:
        return Problem(sentence_of(error), _path_of(change))


def _edited(spec: AgentSpec, change: Change, origin: Origin) -> AgentSpec | Problem:
    """`apply` without the final check of the whole document."""
    match change:
        case Set(path=path, value=value):
            return _set(spec, path, value, origin)
        case Add(part="tone" | "languages" | "platforms" as part, item=str(word)):
            return _add_word(spec, part, word, origin)
        case Add(part=part, item=item):
            return _add_item(spec, part, item, origin)
        case Edit(part=part, id=key, values=values):
            return _edit_item(spec, part, key, values, origin)
        case Configure(tool=key, values=values):
            return _edit_item(spec, "tools", key, values, origin)
        case Accept(tool=key):
            return _edit_item(spec, "tools", key, {"state": "accepted"}, origin)
        case Decline(tool=key):
            return _edit_item(spec, "tools", key, {"state": "declined"}, origin)
        case Remove(part=part, id=key):
            return _remove(spec, part, key)
        case AddNode() | EditNode() | RemoveNode() | AddEdge() | EditEdge() | RemoveEdge():
            return _edit_flow(spec, change, origin)
        case Approve(what=what):
            return _approve(spec, what, origin)
        case Skip(path=path):
            return _replace(spec, skipped=(*spec.skipped, path)) if path not in spec.skipped else spec
        case GoBack(stage=stage):
            return _go_back(spec, stage)
        case Undo():
            raise AssertionError("apply answers an Undo before it comes here")
        case _:
            assert_never(change)


# --- single values and word lists ---


def _set(spec: AgentSpec, path: str, value: JsonValue, origin: Origin) -> AgentSpec | Problem:
    group, _, field = path.rpartition(".")
    owner: BaseModel = getattr(spec, group) if group else spec
    if value is None:
        value = type(owner).model_fields[field].get_default(call_default_factory=True)
    changed = _merged(owner, {field: value})
    if changed == owner:
        return spec
    edited = _replace(spec, **{group: changed}) if group else changed
    assert isinstance(edited, AgentSpec)
    return _known(edited, {path: origin})


def _add_word(spec: AgentSpec, part: str, word: str, origin: Origin) -> AgentSpec | Problem:
    words = getattr(spec, part)
    checked = _merged(AgentSpec(), {part: [word]})
    new = getattr(checked, part)[0]
    if new.casefold() in (w.casefold() for w in words):
        return spec
    return _known(_replace(spec, **{part: (*words, new)}), {part: origin})


# --- items ---


def _add_item(spec: AgentSpec, part: str, item: Any, origin: Origin) -> AgentSpec | Problem:
    key = getattr(item, ITEM_KEYS[part])
    there = _item(spec, part, key)
    if there == item:
        return spec
    if there is not None:
        return Problem(
            f"There is already {_one(part)} called {quoted(key)}. Change that one, or choose another name.", part
        )
    return _known(_replace(spec, **{part: (*getattr(spec, part), item)}), {f"{part}.{key}": origin})


def _edit_item(spec: AgentSpec, part: str, key: str, values: Values, origin: Origin) -> AgentSpec | Problem:
    there = _item(spec, part, key)
    if there is None:
        return _unknown(spec, part, key)
    if part == "tools" and "params" in values:
        values = {**values, "params": _merged_params(there, values["params"])}
    changed = _merged(there, values)
    if changed == there:
        return spec
    items = tuple(changed if i is there else i for i in getattr(spec, part))
    new_key = getattr(changed, ITEM_KEYS[part])
    edited = _replace(spec, **{part: items})
    if new_key != key:
        edited = _renamed(edited, part, key, new_key)
    return _known(edited, {f"{part}.{new_key}.{field}": origin for field in values})


def _merged_params(tool: Any, edits: JsonValue) -> JsonValue:
    """The tool's parameters with `edits` laid over them by name."""
    if not isinstance(edits, list):
        return edits
    params: dict[Any, Any] = {p.name: p.model_dump(mode="json") for p in tool.params}
    for edit in edits:
        if not isinstance(edit, dict):
            return edits
        params[edit.get("name")] = {**params.get(edit.get("name"), {}), **edit}
    return list(params.values())


def _remove(spec: AgentSpec, part: str, key: str) -> AgentSpec | Problem:
    items = getattr(spec, part)
    if part not in ITEM_KEYS:
        left: tuple[Any, ...] = tuple(w for w in items if w.casefold() != key.casefold())
    else:
        left = tuple(i for i in items if getattr(i, ITEM_KEYS[part]) != key)
    if len(left) == len(items):
        return _unknown(spec, part, key)
    edited = _forgotten(_replace(spec, **{part: left}), f"{part}.{key}")
    return _renamed(edited, part, key, None)


def _renamed(spec: AgentSpec, part: str, old: str, new: str | None) -> AgentSpec:
    """Carry a tool's new name (or its removal) into the steps that use it, and every key's into `origins`."""
    if new is not None:
        prefix = f"{part}.{old}"
        origins = {
            f"{part}.{new}{path[len(prefix) :]}" if path == prefix or path.startswith(prefix + ".") else path: origin
            for path, origin in spec.origins.items()
        }
        spec = _replace(spec, origins=origins)
    if part != "tools":
        return spec
    nodes = tuple(
        _replace(n, tools=tuple(new if t == old else t for t in n.tools if t != old or new is not None))
        for n in spec.flow.nodes
    )
    return _replace(spec, flow=_replace(spec.flow, nodes=nodes))


# --- flow ---


def _edit_flow(
    spec: AgentSpec, change: AddNode | EditNode | RemoveNode | AddEdge | EditEdge | RemoveEdge, origin: Origin
) -> AgentSpec | Problem:
    flow = spec.flow
    nodes = {n.id: n for n in flow.nodes}
    edges = {e.id: e for e in flow.edges}
    removed = flow.removed
    match change:
        case AddNode(node=node):
            if node.id in nodes:
                return Problem(f"There is already a step called {quoted(node.id)}.", f"flow.nodes.{node.id}")
            nodes[node.id] = node
        case EditNode(id=key, values=values):
            if key not in nodes:
                return _no_step(nodes, key)
            if values.get("id", key) != key:
                return Problem("A step keeps its id; change its title instead.", f"flow.nodes.{key}")
            nodes[key] = _merged(nodes[key], {**values, "by": "team"})
        case RemoveNode(id=key):
            if key not in nodes:
                return _no_step(nodes, key)
            if key == flow.start:
                return Problem("The call has to start somewhere, so the first step stays.", f"flow.nodes.{key}")
            gone = [e.id for e in edges.values() if key in (e.source, e.target)]
            removed = (*removed, *(i for i in (key, *gone) if i not in removed))
            del nodes[key]
            edges = {i: e for i, e in edges.items() if i not in gone}
        case AddEdge(edge=edge):
            if edge.id in edges:
                return Problem(f"There is already a way called {quoted(edge.id)}.", f"flow.edges.{edge.id}")
            edges[edge.id] = edge
        case EditEdge(id=key, values=values):
            if key not in edges:
                return Problem(f"There is no way called {quoted(key)} in the flow.", "flow.edges")
            if values.get("id", key) != key:
                return Problem("A way between two steps keeps its id.", f"flow.edges.{key}")
            edges[key] = _merged(edges[key], {**values, "by": "team"})
        case RemoveEdge(id=key):
            if key not in edges:
                return Problem(f"There is no way called {quoted(key)} in the flow.", "flow.edges")
            del edges[key]
            removed = (*removed, key) if key not in removed else removed
        case _:
            assert_never(change)
    for edge in edges.values():
        for end in (edge.source, edge.target):
            if end not in nodes:
                return _no_step(nodes, end)
    drawn = Flow(
        start=flow.start or next(iter(nodes), None),
        nodes=tuple(nodes.values()),
        edges=tuple(edges.values()),
        removed=tuple(i for i in removed if i not in nodes and i not in edges),
    )
    return spec if drawn == flow else _known(_replace(spec, flow=drawn), {_path_of(change): origin})


# --- approvals and stages ---


def _approve(spec: AgentSpec, what: ApprovalTarget, origin: Origin) -> AgentSpec | Problem:
    undecided = [t.name for t in spec.tools if t.state == "proposed"]
    if what == "tools" and undecided:
        return Problem(f"Still undecided: {_some(undecided)}. Accept or decline them first.", "approval:tools")
    if what == "flow" and not spec.flow.nodes:
        return Problem("There is no call flow to approve yet.", "approval:flow")
    if what == "final" and not spec.platforms:
        return Problem("Choose at least one target platform first, for example ElevenLabs.", "platforms")
    approval = Approval(fingerprint=fingerprint(spec, what), by=origin)
    closes = _REVISITED_BY[what]
    return _replace(
        spec,
        approvals={**spec.approvals, what: approval},
        revisiting=None if spec.revisiting in closes else spec.revisiting,
    )


_REVISITED_BY: Mapping[ApprovalTarget, tuple[Stage, ...]] = {
    "basics": (Stage.COLLECTING_BASICS,),
    "tools": (Stage.EXPLORING_TOOLS, Stage.CONFIGURING_TOOLS),
    "flow": (Stage.REVIEWING_WORKFLOW,),
    "final": (Stage.FINALIZING,),
}
"""Approving this ends the second look at these stages."""


def _go_back(spec: AgentSpec, stage: Stage) -> AgentSpec | Problem:
    if stage in (Stage.INITIAL, Stage.COMPLETED):
        return Problem(
            "You can go back to the basics, the tools, their configuration, the call flow or the final check."
        )
    withdrawn: dict[Stage, ApprovalTarget] = {Stage.REVIEWING_WORKFLOW: "flow", Stage.FINALIZING: "final"}
    approvals = {what: a for what, a in spec.approvals.items() if what != withdrawn.get(stage)}
    return _replace(spec, revisiting=stage, approvals=approvals)


# --- helpers ---


def _replace(model: _Model, **values: Any) -> _Model:
    return model.model_copy(update=values)


def _merged(model: Any, values: Mapping[str, Any]) -> Any:
    """`model` with `values` laid over it, checked by its own type. Raises ValidationError."""
    return type(model).model_validate({**model.model_dump(mode="json"), **values})


def _known(spec: AgentSpec, origins: Mapping[str, Origin]) -> AgentSpec:
    """Note the origins; a path that is known now is no longer skipped."""
    return _replace(
        spec, origins={**spec.origins, **origins}, skipped=tuple(p for p in spec.skipped if p not in origins)
    )


def _forgotten(spec: AgentSpec, prefix: str) -> AgentSpec:
    def stays(path: str) -> bool:
        return path != prefix and not path.startswith(prefix + ".")

    return _replace(
        spec,
        origins={path: origin for path, origin in spec.origins.items() if stays(path)},
        skipped=tuple(path for path in spec.skipped if stays(path)),
    )


def _item(spec: AgentSpec, part: str, key: str) -> Any | None:
    return next((i for i in getattr(spec, part) if getattr(i, ITEM_KEYS[part]) == key), None)


def _one(part: str) -> str:
    return {
        "goals": "a goal",
        "data_fields": "a field",
        "variables": "a variable",
        "tools": "a tool",
        "knowledge": "a knowledge item",
        "transfers": "a transfer",
        "guardrails": "a rule",
        "criteria": "a criterion",
        "tone": "a tone",
        "languages": "a language",
        "platforms": "a platform",
    }[part]


def _unknown(spec: AgentSpec, part: str, key: str) -> Problem:
    items = getattr(spec, part)
    names = [getattr(i, ITEM_KEYS[part]) for i in items] if part in ITEM_KEYS else list(items)
    there = f" There is {_some(names)}." if names else ""
    return Problem(f"There is no {_one(part).split(' ', 1)[1]} called {quoted(key)}.{there}", part)


def _no_step(nodes: Mapping[str, Node], key: str) -> Problem:
    return Problem(
        f"There is no step called {quoted(key)} in the flow. There is {_some(list(nodes)) or 'none yet'}.", "flow.nodes"
    )


def _some(names: Sequence[str], limit: int = 8) -> str:
    """The first few names, for a sentence; somebody with sixty tools does not want all of them here."""
    shown = [name[:40] for name in names[:limit]]
    return listed(shown if len(names) <= limit else [*shown, f"{len(names) - limit} more"])


def _path_of(change: Change) -> str:
    """The spec path that a change is about, for a Problem and for origins."""
    match change:
        case Set(path=path) | Skip(path=path):
            return path
        case Add(part=part):
            return str(part)
        case Edit(part=part, id=key) | Remove(part=part, id=key):
            return f"{part}.{key}"
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
        case GoBack() | Undo():
            return ""
        case _:
            assert_never(change)


assert set(GROUPS) == {p.split(".")[0] for p in SettablePath.__args__ if "." in p}  # type: ignore[attr-defined]
