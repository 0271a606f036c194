"""What an interviewer is given and what it gives back; `guided` and `llm` keep the same contract."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal, Protocol, runtime_checkable

from engine.document.changes import Change
from engine.document.history import read_click
from engine.document.spec import AgentSpec
from engine.document.stages import Standing
from engine.errors import Problem
from engine.interview.digest.blocks import Block
from engine.interview.digest.sources import Entry, Part, Source
from engine.messages.inbound import Author
from engine.messages.replies import ReplyPart, Suggestion, read_suggestion


@dataclass(frozen=True, slots=True)
class Message:
    """One message of the transcript. `id` is what `Origin.message` names."""

    id: str
    role: Literal["person", "builder"]
    author: Author
    text: str
    at: datetime
    addressed: bool = True


@dataclass(frozen=True, slots=True)
class Proposal:
    """A change somebody's words asked for, with the message it came from and how sure that is."""

    change: Change
    message: Message
    how: Literal["said", "inferred", "defaulted", "suggested", "imported"] = "said"


@dataclass(frozen=True, slots=True)
class Question:
    """What the builder asked last, so that “yes”, “the second one” or a bare value can be understood.

    `path` is the spec path or approval that it was about; `offer` is what a plain “yes” means.
    Stored as JSON with the session.
    """

    path: str
    text: str = ""
    offer: tuple[Change, ...] = ()
    suggestions: tuple[Suggestion, ...] = ()
    turns: int = 0
    """How many turns in a row came to nothing while it, or one like it, was open."""


def read_question(stored: Mapping[str, Any] | None) -> Question | None:
    """The question that is stored with a session, by whichever release; a “yes” does all of its offer or nothing."""
    if not stored:
        return None
    offer = read_click(stored.get("offer", ())) or ()
    suggestions = tuple(map(read_suggestion, stored.get("suggestions", ())))
    turns = int(stored.get("turns", 0))
    return Question(str(stored.get("path", "")), str(stored.get("text", "")), offer, suggestions, turns)


@dataclass(frozen=True, slots=True)
class Conversation:
    """All that an interviewer may look at in one turn."""

    spec: AgentSpec
    messages: tuple[Message, ...]
    """The messages waiting in the thread, in order; never empty."""
    history: tuple[Message, ...] = ()
    """A bounded window of what was said before, oldest first."""
    asked: Question | None = None
    earlier: AgentSpec | None = None
    """What an undo would go back to."""
    clicked: bool = False
    """The waiting messages were clicks or forms, and their changes are already in `spec`; only words are wanted."""
    spent: int = 0
    """Tokens that the session has used so far, for an interviewer that has a budget."""
    over: Literal["", "person", "workspace"] = ""
    """Whose budget of tokens is used up for now."""
    sources: tuple[Source, ...] = ()
    """The documents of the session, with what was read of them; what this turn's messages asked for is read."""

    @property
    def read_now(self) -> tuple[tuple[Source, tuple[Part, ...]], ...]:
        """Of each document what was read for this turn's messages."""
        asked = [message.id for message in self.messages]
        return tuple((source, parts) for source in self.sources if (parts := source.read_for(asked)))


@dataclass(frozen=True, slots=True)
class Spoken:
    """The words of a reply, and the question in them."""

    words: str = ""
    asked: Question | None = None


Speak = Callable[[Standing, Sequence[Problem]], Spoken]
"""What an interviewer says once it sees what its proposals made of the spec, with the call flow drawn, and which of
them were refused. The refusals themselves are told by the turn. Pure."""


def saying(words: str = "", asked: Question | None = None) -> Speak:
    """For words that do not depend on what became of the proposals."""
    return lambda _after, _problems: Spoken(words, asked)


_NOTHING = saying()


@dataclass(frozen=True, slots=True)
class Interview:
    """What an interviewer made of the messages: the changes that they ask for, and what to say about the outcome.

    The turn applies the proposals and draws the call flow, once, between the two.
    """

    proposals: tuple[Proposal, ...] = ()
    speak: Speak = _NOTHING
    notices: tuple[str, ...] = ()
    silent: bool = False
    """True: nothing in the messages was meant for the builder, so it says nothing."""
    show_diff: bool = False
    """True: somebody asked what changed."""
    shows: tuple[ReplyPart, ...] = ()
    """What the reply shows beside the words, such as the picture of the flow that somebody asked for."""
    used: "Usage" = field(default_factory=lambda: Usage())


@dataclass(frozen=True, slots=True)
class Usage:
    """What the turn cost. Tokens; `cached_tokens` are part of `input_tokens`.

    `model` is the one that answered, as `provider:name`; empty where none did. `cost_usd` is an estimate from list
    prices; None where nobody knows the price of a model that was called.
    """

    model: str = ""
    calls: int = 0
    input_tokens: int = 0
    cached_tokens: int = 0
    output_tokens: int = 0
    cost_usd: float | None = 0.0

    @property
    def tokens(self) -> int:
        return self.input_tokens + self.output_tokens

    def __add__(self, other: "Usage") -> "Usage":
        """Both together; the model is that of `other` where it names one."""
        known = self.cost_usd is not None and other.cost_usd is not None
        return Usage(
            model=other.model or self.model,
            calls=self.calls + other.calls,
            input_tokens=self.input_tokens + other.input_tokens,
            cached_tokens=self.cached_tokens + other.cached_tokens,
            output_tokens=self.output_tokens + other.output_tokens,
            cost_usd=(self.cost_usd or 0.0) + (other.cost_usd or 0.0) if known else None,
        )


OnText = Callable[[str], Awaitable[None]]
"""Called with the whole reply text so far, for adapters that can stream."""


class Interviewer(Protocol):
    async def interview(self, conversation: Conversation, on_text: OnText | None = None) -> Interview: ...


@dataclass(frozen=True, slots=True)
class Passage:
    """A part of a document that is to be read, in the light of the conversation that it came into."""

    conversation: Conversation
    source: Source
    blocks: tuple[Block, ...]
    """Never empty."""
    message: Message
    """The one that asks for it."""


@dataclass(frozen=True, slots=True)
class Digested:
    """What a part of a document says, and what reading it cost."""

    entries: tuple[Entry, ...] = ()
    used: Usage = field(default_factory=Usage)


@runtime_checkable
class Reader(Protocol):
    """An interviewer that reads documents, too."""

    async def read(self, passage: Passage) -> Digested: ...
