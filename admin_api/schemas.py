"""What the API takes and gives, as its OpenAPI description shows it."""

from collections.abc import Sequence
from datetime import datetime
from typing import Annotated, Any, Literal, Self

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, StringConstraints, model_validator

from engine.document.changes import Change
from engine.document.diff import DiffLine
from engine.document.history import NewerChange
from engine.document.spec import AgentSpec, Flow, Origin, Platform, Stage
from engine.findings import Level
from engine.messages.inbound import Author
from engine.messages.recap import Recap
from engine.messages.replies import Reply, ReplyPart, Suggestion
from engine.sessions import AgentTest, Listed, Loss, SessionStatus, SessionView

ThreadPlatform = Literal["slack", "discord", "api", "terminal"]
_Person = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200)]


class _In(BaseModel):
    model_config = ConfigDict(extra="forbid")


class AuthorIn(_In):
    """The person who says it, as your own system knows them. Without it, the message belongs to the API key."""

    id: _Person
    name: _Person

    def as_author(self) -> Author:
        return Author(f"api:{self.id}", self.name)


class CreateIn(_In):
    initial_message: Annotated[
        str | None, Field(examples=["A friendly receptionist for our dental clinic that books appointments."])
    ] = None
    author: AuthorIn | None = None


class ImportIn(_In):
    """An agent that is there already: our own JSON export, an agent of ElevenLabs, Vapi or Retell as their APIs return
    it (several objects as a list), or a prompt as text."""

    agent: Annotated[str | dict[str, Any] | list[Any], Field(examples=[{"firstMessage": "Hello.", "model": {}}])]
    author: AuthorIn | None = None


class ToolsIn(_In):
    """An OpenAPI document (3.0, 3.1, Swagger 2.0), commands of curl, a Postman collection or a HAR: as text, or as the
    object itself."""

    document: Annotated[str | dict[str, Any], Field(examples=[{"openapi": "3.1.0", "paths": {"/bookings": {}}}])]
    author: AuthorIn | None = None


class MessageIn(_In):
    """Words, or a click: `changes` as a suggestion brings them, with its label as the message."""

    message: Annotated[str, Field(examples=["Make the tone formal"])] = ""
    changes: Annotated[list[Change] | None, Field(min_length=1, max_length=50)] = None
    author: AuthorIn | None = None

    @model_validator(mode="after")
    def _says_something(self) -> Self:
        if self.changes is None and not self.message.strip():
            raise ValueError("the message is empty; write what you want to say")
        return self


class ProgressOut(BaseModel):
    percent: Annotated[int, Field(ge=0, le=100)]
    missing: Annotated[list[str], Field(examples=[["greeting", "tools.lookup_order.url", "approval:flow"]])]
    """Spec paths and approvals, the next one asked first."""


class SessionOut(BaseModel):
    """What every answer about a session says."""

    session_id: str
    stage: Stage
    status: SessionStatus
    progress: ProgressOut
    version: Annotated[int, Field(description="Of the spec; 0 is the empty spec that a session starts from.")]
    expires_at: Annotated[AwareDatetime, Field(description="When the session is paused if nobody writes.")]

    @classmethod
    def of(cls, view: SessionView, **more: Any) -> Self:
        fields = {
            "session_id": view.session_id,
            "stage": view.progress.stage,
            "status": view.status,
            "progress": ProgressOut(percent=view.progress.percent, missing=list(view.progress.missing)),
            "version": view.version,
            "expires_at": view.expires_at,
        }
        return cls(**(fields | more))


class ReplyOut(BaseModel):
    text: Annotated[str, Field(description="The words alone, as CommonMark.")]
    parts: Annotated[list[ReplyPart], Field(description="All of the reply, for a client that draws it.")]
    suggestions: Annotated[list[Suggestion], Field(description="Quick answers; send one back as a click.")]

    @classmethod
    def of(cls, reply: Reply) -> Self:
        return cls(text=reply.text, parts=list(reply.parts), suggestions=list(reply.suggestions))


class RepliedOut(SessionOut):
    reply: Annotated[ReplyOut | None, Field(description="null: nothing to say, or (with status 202) not yet.")]


class DeadLetterOut(BaseModel):
    """A message or a reply that failed too often and was set aside."""

    model_config = ConfigDict(from_attributes=True)

    box: Literal["inbox", "outbox"]
    id: int
    error: str


class StatusOut(SessionOut):
    thread: Annotated[str, Field(description="Where the session lives.", examples=["slack:T1:C1:1700000000.1"])]
    created_at: AwareDatetime
    updated_at: AwareDatetime
    dead_letters: list[DeadLetterOut]
    spec: AgentSpec


class ListedOut(SessionOut):
    thread: str
    name: str | None
    """Of the agent, as far as it has one."""
    readable: Annotated[bool, Field(description="false: only a newer release of Agent Builder can read its spec.")]
    created_at: AwareDatetime
    updated_at: AwareDatetime

    @classmethod
    def from_list(cls, listed: Listed) -> Self:
        view = listed.view
        return cls.of(
            view,
            thread=str(view.thread),
            name=view.spec.name,
            readable=listed.readable,
            created_at=view.created_at,
            updated_at=view.updated_at,
        )


class SessionsOut(BaseModel):
    sessions: list[ListedOut]
    next: Annotated[str | None, Field(description="`cursor` of the next page; null on the last one.")]


class AuthorOut(BaseModel):
    id: str
    name: str

    @classmethod
    def of(cls, author: Author) -> Self:
        return cls(id=author.id, name=author.name)


class UsedOut(BaseModel):
    """Of language models. An estimate: tokens as the provider counts them, cost from list prices."""

    model_config = ConfigDict(from_attributes=True)

    model: Annotated[str, Field(description="The one that answered last; empty: none did.")]
    calls: int
    input_tokens: int
    cached_tokens: Annotated[int, Field(description="Part of input_tokens; providers charge about a tenth for them.")]
    output_tokens: int
    cost_usd: Annotated[float | None, Field(description="null: the price of a model is not known, as of a local one.")]


class TurnUsageOut(BaseModel):
    model_config = ConfigDict(from_attributes=True)

    message_id: Annotated[str | None, Field(description="The builder's message of that turn; null: it kept silent.")]
    at: AwareDatetime
    used: UsedOut


class UsageOut(SessionOut):
    total: UsedOut
    budget_tokens: Annotated[int | None, Field(description="Tokens that a session may use; null: no limit.")]
    prices: Annotated[str, Field(description="The list prices that costs are estimated by, with their version.")]
    turns: Annotated[list[TurnUsageOut], Field(description="Those that called a model, oldest first.")]


class MessageOut(BaseModel):
    id: str
    role: Literal["person", "builder"]
    author: AuthorOut
    text: str
    at: AwareDatetime
    addressed: bool
    """False: said in the thread to somebody else, and kept as context."""
    version: int
    """Of the spec after the turn that this message was part of."""


class MessagesOut(SessionOut):
    messages: list[MessageOut]
    next: Annotated[int | None, Field(description="`cursor` of the next page; null on the last one.")]


class SpecOut(SessionOut):
    """`version` is that of the spec shown."""

    spec: AgentSpec


class ChangeOut(BaseModel):
    change: Annotated[Change | NewerChange, Field(description="`newer`: one that only a newer release understands.")]
    origin: Origin


class VersionOut(BaseModel):
    version: int
    parent: int | None
    """The version that an undo goes back to."""
    author: AuthorOut
    message_id: str | None
    created_at: datetime | None
    changes: list[ChangeOut]
    readable: Annotated[bool, Field(description="false: only another release of Agent Builder can read its spec.")]


class VersionsOut(SessionOut):
    versions: Annotated[list[VersionOut], Field(description="Newest first.")]
    next: Annotated[int | None, Field(description="`cursor` of the next page; null on the last one.")]


class DiffOut(SessionOut):
    before: int
    after: int
    lines: list[DiffLine]


class FixOut(BaseModel):
    """What mends a finding: a passage replaced, or typed changes of the spec."""

    model_config = ConfigDict(from_attributes=True)

    say: str
    old: Annotated[str, Field(description="The passage; empty: `new` comes at the end of the prompt.")]
    new: str
    changes: list[Change]


class FindingOut(BaseModel):
    model_config = ConfigDict(from_attributes=True)

    rule: str
    level: Level
    message: str
    path: str
    line: Annotated[int, Field(description="Of the prompt, from 1; 0 where it concerns no line.")]
    why: str
    fix: FixOut | None


class PromptOut(SessionOut):
    profile: str
    prompt: str
    findings: list[FindingOut]


class WorkflowOut(SessionOut):
    flow: Flow
    mermaid: str
    findings: list[FindingOut]


class RecapOut(SessionOut):
    """`version` is that of the spec that is looked back at."""

    recap: Recap


class TestsOut(SessionOut):
    """`version` is that of the spec that is tried."""

    tests: Annotated[list[AgentTest], Field(description="Each names what it covers, and a fingerprint of that.")]


_CHECKSUM = "SHA-256 of the files as one JSON object: sorted by path, UTF-8, no spaces."


class ExportSummary(BaseModel):
    platform: Platform
    chosen: bool
    """The team named it as a target."""
    url: str
    files: list[str]
    secrets: list[str]
    open: list[str]
    """Named placeholders that somebody must fill in before the agent takes calls."""


class ExportRequestOut(BaseModel):
    """Somebody asked for this bundle, for the first time at that moment."""

    model_config = ConfigDict(from_attributes=True)

    platform: str
    version: Annotated[int, Field(description="Of the spec.")]
    checksum: Annotated[str, Field(description=_CHECKSUM)]
    author: AuthorOut
    at: datetime


class ExportsOut(SessionOut):
    exports: list[ExportSummary]
    requests: Annotated[list[ExportRequestOut], Field(description="What was exported so far, newest first.")]


class FileChangeOut(BaseModel):
    model_config = ConfigDict(from_attributes=True)

    path: str
    fate: Literal["added", "removed", "changed"]
    diff: Annotated[str, Field(description="Unified, as `diff -u` writes it.")]


class ComparisonOut(SessionOut):
    """`version` is the current one."""

    platform: Platform
    before: Annotated[int, Field(description="Version of the spec.")]
    after: int
    checksums: Annotated[list[str], Field(description="Of the one and of the other.", min_length=2, max_length=2)]
    changed: Annotated[list[str], Field(description="What changed in the agent, in people's words.")]
    files: Annotated[list[FileChangeOut], Field(description="Those that differ.")]


class ExportOut(SessionOut):
    """`version` is that of the spec that was exported."""

    platform: Platform
    files: Annotated[dict[str, str], Field(description="Path to content.")]
    secrets: Annotated[list[str], Field(description="Names of the secrets that must exist on the platform.")]
    checksum: Annotated[str, Field(description=_CHECKSUM)]
    losses: list[Loss]
    open: Annotated[list[str], Field(description="Named placeholders that somebody must fill in.")]


def findings_out(findings: Sequence[object]) -> list[FindingOut]:
    return [FindingOut.model_validate(finding) for finding in findings]
