"""One test of the agent: who calls, what they say, what must come of it and what must not. Data, for any platform."""

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, computed_field

from engine.document.spec import LanguageTag, Slug, ToolName

Kind = Literal["call", "answer", "tool"]
"""What is tried: a whole call, the one answer that comes next, or the one tool that is used next."""


class TrialPart(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Said(TrialPart):
    """One line as it is spoken. What the agent says is how it may sound, never what it must say."""

    role: Literal["caller", "agent"]
    text: str


class Argument(TrialPart):
    """One argument of a tool that must be filled from the call."""

    name: str
    means: str
    value: str | None = None
    """As the caller said it, where the test knows; the tool may want it written in another way."""


class ToolUse(TrialPart):
    tool: ToolName
    arguments: tuple[Argument, ...] = ()
    after_yes: bool = False
    """Only after the caller has agreed to what was read back."""


class Expected(TrialPart):
    """What must happen."""

    calls: tuple[ToolUse, ...] = ()
    """In this order; others may come between."""
    transfer: Slug | None = None
    """The person or department that gets the call."""
    holds: tuple[str, ...] = ()
    """Sentences that are true of the agent in this call: the goal's success, a rule, the words of a case."""
    answer: str | None = None
    """Where one answer is judged: one that would do, as it is spoken."""


class Excluded(TrialPart):
    """What must not happen."""

    calls: tuple[ToolName, ...] = ()
    holds: tuple[str, ...] = ()
    """Sentences that must not become true: a rule broken, something claimed that is not so."""
    answer: str | None = None
    """Where one answer is judged: one that would not do."""


class Mock(TrialPart):
    """What a tool answers in this test instead of being called."""

    tool: ToolName
    result: str
    fails: bool = False


class AgentTest(TrialPart):
    id: Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9_-]{0,63}$")]
    """Stays the same as long as what it tries keeps its name."""
    title: str
    kind: Kind
    language: LanguageTag
    """What the caller speaks."""
    lines_in: LanguageTag
    """The language that `dialogue` is written in: English where nobody has put it into the caller's yet."""
    persona: str
    situation: str
    dialogue: tuple[Said, ...]
    """Of a call the lines that the caller says; else what was said before, and what comes next is judged."""
    must: Expected
    must_not: Excluded
    mocks: tuple[Mock, ...] = ()
    covers: Annotated[tuple[str, ...], Field(min_length=1)]
    """Spec paths: `goals.book`, `goals.book.cases.nothing_is_free`, `guardrails.no_advice`, `tools.send_sms`."""
    fingerprint: str
    """Of what it covers, so that a result is known to be stale once that has changed."""

    @computed_field  # type: ignore[prop-decorator]
    @property
    def turns(self) -> tuple[str, ...]:
        """The caller's lines alone."""
        return tuple(said.text for said in self.dialogue if said.role == "caller")

    @property
    def is_in_own_words(self) -> bool:
        """The caller's lines are in the language that the caller speaks."""
        return self.lines_in.partition("-")[0] == self.language.partition("-")[0]
