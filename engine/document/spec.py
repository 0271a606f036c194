"""`AgentSpec`: the one document that holds all a team has agreed about its voice agent.

The workflow, the prompt, the tool configurations and the exports are derived from it. Every model here is immutable;
a spec changes only through `engine.document.changes.apply`. Field names are public: the API, the exports and the tests
use them.

A *path* names a value: `greeting`, `speech.max_sentences`, `goals.book`, `tools.lookup_order.url`, `flow.nodes.greet`.
List items are addressed by their key (see `ITEM_KEYS`), never by their position.
"""

from collections.abc import Mapping
from enum import StrEnum
from typing import Annotated, Literal, Self, TypeVar

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints, model_validator

from engine.document.unknown import Keeping
from engine.sentences import quoted
from engine.urls import check_url

SCHEMA_VERSION: Literal[1] = 1
_Model = TypeVar("_Model", bound=BaseModel)


def _printable(text: object) -> object:
    """Drop control characters, which no voice platform and no terminal wants; keep new lines and tabs."""
    if not isinstance(text, str) or text.isprintable():
        return text
    return "".join(c for c in text if c in "\n\t" or (c.isprintable() or c in "\u200d\u200e\u200f"))


def _language(tag: str) -> str:
    """A valid BCP 47 tag in its normal form: `EN-us` becomes `en-US`."""
    import langcodes  # its tables take 35 ms, and an empty spec has no language

    if not langcodes.tag_is_valid(tag):
        raise ValueError(f"{quoted(tag)} is not a language tag; use one like “en”, “en-GB” or “pt-BR”")
    return str(langcodes.standardize_tag(tag))


def _distinct(model: _Model, what: str, keys: list[str]) -> _Model:
    twice = sorted({k for k in keys if keys.count(k) > 1})
    if twice:
        raise ValueError(f"{what}: {', '.join(twice)} is there twice")
    return model


Line = Annotated[
    str, StringConstraints(strip_whitespace=True, min_length=1, max_length=300), BeforeValidator(_printable)
]
"""A short text on one subject."""
Paragraph = Annotated[
    str, StringConstraints(strip_whitespace=True, min_length=1, max_length=4000), BeforeValidator(_printable)
]
Document = Annotated[
    str, StringConstraints(strip_whitespace=True, min_length=1, max_length=100_000), BeforeValidator(_printable)
]
"""Material such as a pasted FAQ."""
Slug = Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9_-]{0,63}$")]
ToolName = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9_-]{1,64}$")]
"""OpenAI, ElevenLabs and Retell share this pattern (PROMPT_RULES, Tools)."""
Name = Annotated[str, StringConstraints(pattern=r"^[A-Za-z_][A-Za-z0-9_]{0,63}$")]
"""A variable, a data field, a parameter or the name of a secret."""
HeaderName = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9-]{1,64}$")]
LanguageTag = Annotated[str, AfterValidator(_language)]
PhoneNumber = Annotated[str, StringConstraints(pattern=r"^\+[1-9][0-9]{6,14}$")]
"""E.164, as every telephony platform asks for."""
HttpsUrl = Annotated[str, StringConstraints(strip_whitespace=True, max_length=2000), AfterValidator(check_url)]

Direction = Literal["inbound", "outbound", "web"]
Platform = Literal["elevenlabs", "markdown", "json"]
"""Every target that `engine.targets` knows."""
ApprovalTarget = Literal["basics", "tools", "flow", "final"]


class Stage(StrEnum):
    """Where a session stands; computed by `engine.document.stages`, never set by hand."""

    INITIAL = "INITIAL"
    COLLECTING_BASICS = "COLLECTING_BASICS"
    EXPLORING_TOOLS = "EXPLORING_TOOLS"
    CONFIGURING_TOOLS = "CONFIGURING_TOOLS"
    REVIEWING_WORKFLOW = "REVIEWING_WORKFLOW"
    FINALIZING = "FINALIZING"
    COMPLETED = "COMPLETED"


class Part(Keeping):
    """Base of every part of the spec: immutable, closed, written with its public names."""

    model_config = ConfigDict(extra="forbid", frozen=True, serialize_by_alias=True, validate_by_name=True)


class Origin(Part):
    """Where a value came from: who said it, in which message, and how it got into the spec."""

    author: str
    """The person's id as the platform knows it; `builder` for what the builder derived by itself."""
    author_name: str = ""
    message: str = ""
    """Id of the stored message; empty where there was none (an import, a derived value)."""
    how: Literal["said", "inferred", "defaulted", "imported"] = "said"


class Approval(Part):
    """Somebody agreed to what stood there; `fingerprint` says what that was."""

    fingerprint: str
    by: Origin


class Goal(Part):
    id: Slug
    statement: Line
    """What the agent does for the caller, as an imperative: “Book an appointment”."""
    success: Line | None = None
    """How one knows that it worked: “The caller has a date and time and has heard them read back”."""


class DataField(Part):
    """Something the agent must find out in a call."""

    name: Name
    type: Literal["string", "number", "integer", "boolean", "date", "time", "phone", "email"] = "string"
    description: Line
    required: bool = True
    read_back: Literal["digits", "once", "none"] = "none"
    """`digits`: digit by digit or letter by letter, for identifiers; `once`: at the end of a transaction."""


class Variable(Part):
    """Something that is known before the call starts, written `{{name}}` in texts."""

    name: Name
    description: Line
    example: Line | None = None
    default: Line | None = None


class Param(Part):
    """One argument of a tool. `value` is the constant, the variable's name or the system value's name, by `source`."""

    name: Name
    in_: Literal["path", "query", "body", "header"] = Field(default="body", alias="in")
    type: Literal["string", "number", "integer", "boolean", "array", "object"] = "string"
    description: Line | None = None
    required: bool = True
    source: Literal["llm", "constant", "variable", "system"] = "llm"
    value: str | int | float | bool | None = None
    enum: tuple[Line, ...] = ()
    format: Annotated[str, StringConstraints(max_length=64)] | None = None
    """JSON Schema `format`, such as `date-time`."""

    @model_validator(mode="after")
    def _value_fits_source(self) -> Self:
        if self.source == "llm" and self.value is not None:
            raise ValueError(f"parameter {self.name} is filled by the model, so it cannot also have a fixed value")
        if self.source != "llm" and self.value in (None, ""):
            raise ValueError(f"parameter {self.name} needs a value, since its source is “{self.source}”")
        return self


class Tool(Part):
    """Something the agent can do during a call besides talking."""

    name: ToolName
    state: Literal["proposed", "accepted", "declined"] = "proposed"
    kind: Literal["http", "mcp", "client", "system"] = "http"
    purpose: Line
    when: Line | None = None
    when_not: Line | None = None
    method: Literal["GET", "POST", "PUT", "PATCH", "DELETE"] = "POST"
    url: HttpsUrl | None = None
    """Where it is called. None: nobody knows it yet; exports then write a named placeholder (`engine.urls`)."""
    params: Annotated[tuple[Param, ...], Field(max_length=60)] = ()
    effect: Literal["read", "write", "irreversible"] = "read"
    confirm: bool = False
    """The agent asks the caller before it uses the tool."""
    timeout: Annotated[int, Field(ge=1, le=300)] = 20
    """Seconds."""
    on_error: Line | None = None
    auth: Literal["none", "bearer", "basic", "header"] | None = None
    auth_ref: Name | None = None
    """The NAME of the secret, never its value."""
    auth_header: HeaderName | None = None
    """The header that carries the secret when `auth` is `header`."""
    because: Line | None = None
    """Why it was proposed, in the team's own words."""
    catalog: Slug | None = None
    """Id of the catalog entry that it came from."""

    @model_validator(mode="after")
    def _params_are_distinct(self) -> Self:
        return _distinct(self, "params", [p.name for p in self.params])


class KnowledgeItem(Part):
    """A fact or a document that the agent may answer from."""

    id: Slug
    title: Line
    kind: Literal["text", "url", "faq"] = "text"
    content: Document


class Node(Part):
    """One step of the call."""

    id: Slug
    kind: Literal["start", "collect", "verify", "route", "tool", "say", "transfer", "end"] = "say"
    title: Line
    instruction: Paragraph | None = None
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
    by: Literal["builder", "team"] = "team"


class Flow(Part):
    start: Slug | None = None
    nodes: Annotated[tuple[Node, ...], Field(max_length=150)] = ()
    edges: Annotated[tuple[Edge, ...], Field(max_length=400)] = ()
    removed: tuple[Slug, ...] = ()
    """Ids of derived steps and edges that the team took out; drawing anew leaves them out."""

    @model_validator(mode="after")
    def _ids_are_distinct(self) -> Self:
        _distinct(self, "nodes", [n.id for n in self.nodes])
        return _distinct(self, "edges", [e.id for e in self.edges])


class Transfer(Part):
    """A person or a department that a call can be handed to."""

    id: Slug
    label: Line
    condition: Line
    destination: PhoneNumber | None = None
    """None: nobody has given the number yet."""
    mode: Literal["warm", "cold"] = "warm"
    """Warm: the person hears a summary first."""


class Guardrail(Part):
    id: Slug
    statement: Line


class Criterion(Part):
    """How a finished call is judged."""

    id: Slug
    name: Line
    prompt: Annotated[Paragraph, StringConstraints(max_length=2000)]
    """ElevenLabs takes at most 2,000 characters."""


class Compliance(Part):
    ai_disclosure: bool | None = None
    recording_consent: bool | None = None
    regimes: tuple[Line, ...] = ()
    """Rules the team named: HIPAA, GDPR, PCI DSS, TCPA …"""


class Pronunciation(Part):
    word: Line
    say: Line


class Speech(Part):
    max_sentences: Annotated[int, Field(ge=1, le=3)] = 2
    fillers: bool = False
    interruptions: bool = True
    """The caller may talk over the agent."""
    pronunciations: tuple[Pronunciation, ...] = ()


class Voice(Part):
    provider: Line | None = None
    id: Line | None = None
    description: Line | None = None
    speed: Annotated[float, Field(ge=0.7, le=1.2)] = 1.0


class Runtime(Part):
    model: Line | None = None
    temperature: Annotated[float, Field(ge=0, le=2)] | None = None
    timezone: Line | None = None
    hours: Line | None = None
    """Opening hours as the team said them."""
    max_duration_seconds: Annotated[int, Field(ge=10, le=43_200)] = 600
    silence_timeout_seconds: Annotated[int, Field(ge=1, le=300)] = 20


class AgentSpec(Part):
    """All that is agreed so far. Empty at the start of a session."""

    schema_version: Literal[1] = SCHEMA_VERSION

    name: Line | None = None
    role: Line | None = None
    use_case: Paragraph | None = None
    company: Line | None = None
    industry: Line | None = None
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
    guardrails: Annotated[tuple[Guardrail, ...], Field(max_length=60)] = ()
    compliance: Compliance = Compliance()
    criteria: Annotated[tuple[Criterion, ...], Field(max_length=30)] = ()
    speech: Speech = Speech()
    voice: Voice = Voice()
    runtime: Runtime = Runtime()
    platforms: tuple[Platform, ...] = ()

    approvals: Mapping[ApprovalTarget, Approval] = Field(default_factory=dict)
    skipped: tuple[str, ...] = ()
    """Paths that the team chose to leave open, such as `tools.lookup_order.url`; exports list them as open."""
    revisiting: Stage | None = None
    """The stage that the team went back to, until it says that it is done there."""
    origins: Mapping[str, Origin] = Field(default_factory=dict)
    """Where each value came from, by path."""

    @model_validator(mode="after")
    def _keys_are_distinct(self) -> Self:
        for part, key in ITEM_KEYS.items():
            _distinct(self, part, [getattr(item, key) for item in getattr(self, part)])
        for words in ("tone", "languages", "platforms"):
            _distinct(self, words, [w.casefold() for w in getattr(self, words)])
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
    "guardrails": "id",
    "criteria": "id",
}
"""The parts of a spec that are lists of items, and the field that names an item."""

GROUPS = ("compliance", "speech", "voice", "runtime")
"""The parts of a spec that are single objects, addressed as `group.field`."""
