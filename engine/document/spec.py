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

SCHEMA_VERSION: Literal[2] = 2
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


def is_time_zone(name: str) -> bool:
    """Whether it is an IANA name, such as `Europe/Berlin`. By babel, since a small machine may have no zone files."""
    from babel.core import get_global  # no screen needs it before somebody names a zone

    return name == "UTC" or name in get_global("zone_territories") or name in get_global("zone_aliases")


def _time_zone(name: str) -> str:
    if not is_time_zone(name):
        raise ValueError(f"{quoted(name)} is not a time zone; use one like “Europe/Berlin”")
    return name


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
TimeZone = Annotated[str, StringConstraints(strip_whitespace=True, max_length=64), AfterValidator(_time_zone)]
ClockTime = Annotated[str, StringConstraints(pattern=r"^([01][0-9]|2[0-3]):[0-5][0-9]$|^24:00$")]
"""`09:00`, on a clock of 24 hours; `24:00` is the end of the day."""
QuestionId = Annotated[str, StringConstraints(pattern=r"^[a-z0-9_]{1,64}\.[a-z0-9_]{1,64}$")]
"""A question of a playbook: `book_appointment.notice`."""
HttpsUrl = Annotated[str, StringConstraints(strip_whitespace=True, max_length=2000), AfterValidator(check_url)]

Direction = Literal["inbound", "outbound", "web"]
Day = Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
Place = Literal["verify", "human", "message", "end", "before", "answer", "after"]
"""A place in a call that is no goal of its own, such as before the goals or after them."""
Platform = Literal["elevenlabs", "pipecat", "livekit", "mcp", "markdown", "json"]
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
    how: Literal["said", "inferred", "defaulted", "suggested", "imported"] = "said"
    """`suggested`: by a model, and nobody has agreed to it yet."""


class Approval(Part):
    """Somebody agreed to what stood there; `fingerprint` says what that was."""

    fingerprint: str
    by: Origin


class Case(Part):
    """Something that goes another way than usual: “When nothing is free on that day”, “offer the next two times”."""

    when: Line
    then: Line


class Goal(Part):
    """One thing that the agent does for people. What serves it is linked here; nobody guesses it from words."""

    id: Slug
    statement: Line
    """What the agent does for the caller, as an imperative: “Book an appointment”."""
    success: Line | None = None
    """How one knows that it worked: “The caller has a date and time and has heard them read back”."""
    playbook: Slug | None = None
    """The job that this is, by its id in `engine.playbooks`; None: nobody knows it but the team."""
    tools: Annotated[tuple[ToolName, ...], Field(max_length=20)] = ()
    """In the order of their use."""
    fields: Annotated[tuple[Name, ...], Field(max_length=30)] = ()
    """What has to be known for it: names of `data_fields`, in the order of asking."""
    rules: Annotated[tuple[Line, ...], Field(max_length=20)] = ()
    """What the business wants kept: “At most 24 hours ahead.”"""
    cases: Annotated[tuple[Case, ...], Field(max_length=20)] = ()
    """The last one is what happens when nothing else helped."""
    by_whom: Slug | None = None
    """The transfer whose people do it, after the agent has found out what they need. None: the agent does it."""

    @model_validator(mode="after")
    def _links_are_distinct(self) -> Self:
        _distinct(self, "tools", list(self.tools))
        _distinct(self, "fields", list(self.fields))
        return _distinct(self, "cases", [case.when for case in self.cases])


class DataField(Part):
    """Something the agent must find out in a call."""

    name: Name
    type: Literal["string", "number", "integer", "boolean", "date", "time", "phone", "email"] = "string"
    description: Line
    ask: Line | None = None
    """The question as it is spoken."""
    source: Literal["caller", "caller_id", "known"] = "caller"
    """Who says it: the caller, the network, or the system before the call. Only the first is asked."""
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
    place: Place | None = None
    """Where in the call it is used, if it serves the call and no goal of its own."""

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


class Fallback(Part):
    """What happens when nothing else helps. A person: `transfer` says which."""

    kind: Literal["person", "message", "callback", "none"]
    transfer: Slug | None = None
    say: Line | None = None
    """What the caller hears then."""


class Emergency(Part):
    """Signs that interrupt whatever is going on."""

    id: Slug
    signs: Line
    say: Line
    """The agent's words."""
    then: Line | None = None
    """What it does next."""
    transfer: Slug | None = None
    """Who gets the call then."""


class Identity(Part):
    """How people show who they are, and for what."""

    ask: Annotated[tuple[Line, ...], Field(min_length=1, max_length=6)]
    tries: Annotated[int, Field(ge=1, le=3)] = 2
    goals: tuple[Slug, ...] = ()
    """The goals that need it; empty: every goal."""
    otherwise: Line | None = None
    """What happens to somebody who cannot show it."""


class Note(Part):
    """Something that somebody said and that has no place yet."""

    id: Slug
    text: Paragraph


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


class Period(Part):
    """Hours that hold on some days. It ends on the next day where `closes` is not after `opens`."""

    days: Annotated[tuple[Day, ...], Field(min_length=1, max_length=7)]
    opens: ClockTime
    closes: ClockTime


class Hours(Part):
    """When the line or the business is open. A text alone is `said`."""

    said: Line | None = None
    """As the team said it."""
    periods: Annotated[tuple[Period, ...], Field(max_length=21)] = ()
    closed: Annotated[tuple[Line, ...], Field(max_length=12)] = ()
    """Days off: “Christmas”, “public holidays”."""
    outside: Line | None = None
    """What happens with calls outside them."""

    @model_validator(mode="before")
    @classmethod
    def _read_text(cls, data: object) -> object:
        return {"said": data} if isinstance(data, str) else data


class Runtime(Part):
    model: Line | None = None
    temperature: Annotated[float, Field(ge=0, le=2)] | None = None
    timezone: TimeZone | None = None
    hours: Hours | None = None
    max_duration_seconds: Annotated[int, Field(ge=10, le=43_200)] = 600
    silence_timeout_seconds: Annotated[int, Field(ge=1, le=300)] = 20


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
        for words in ("tone", "languages", "platforms", "questions"):
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
    "emergencies": "id",
    "guardrails": "id",
    "criteria": "id",
    "notes": "id",
}
"""The parts of a spec that are lists of items, and the field that names an item."""

GROUPS = ("compliance", "speech", "voice", "runtime")
"""The parts of a spec that are single objects, addressed as `group.field`."""
