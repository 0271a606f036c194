"""What the builder says to a question, and what it may look at to know it."""

from dataclasses import dataclass

from engine.document.spec import AgentSpec
from engine.document.stages import Standing
from engine.interview.answering.question import Question
from engine.interview.contract import Message
from engine.interview.contract import Question as OpenQuestion
from engine.messages.replies import ReplyPart


@dataclass(frozen=True, slots=True)
class Answer:
    """One to four sentences of CommonMark; the open question is asked again after them by whoever speaks."""

    words: str
    parts: tuple[ReplyPart, ...] = ()
    """What is shown beside them, such as the picture of the flow."""
    show_diff: bool = False
    """What changed last is shown."""
    kind: str = ""
    """The kind of question that it answers; empty for the honest word that nobody knows."""
    topic: str = ""
    """What nothing is agreed about, in the words of the question, where that is the answer."""
    asks: str = ""
    """The path of the question of a playbook that would settle it; empty where none would."""


@dataclass(frozen=True, slots=True)
class Situation:
    """Where somebody asks: what is agreed, what is open, what was said. Answers are pure functions of it."""

    question: Question
    standing: Standing
    asked: OpenQuestion | None = None
    """The question that is open."""
    history: tuple[Message, ...] = ()
    earlier: AgentSpec | None = None
    """The spec before the last change."""
    language: str = "en"
    """Of the question."""

    @property
    def spec(self) -> AgentSpec:
        return self.standing.spec

    def named(self, kind: str) -> str:
        return self.question.named.get(kind, "")
