"""Plays a conversation through the pure pipeline: interview, apply, draw. No store, no clock, no network."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import cast

from engine.document.changes import apply
from engine.document.spec import AgentSpec, Origin
from engine.document.stages import Progress, Standing, progress_of
from engine.errors import Problem
from engine.interview.asking.consulting import DEFAULTS
from engine.interview.contract import Conversation, Interview, Message, Question
from engine.interview.guided import Guided
from engine.messages.inbound import Author
from engine.tools.always import added_for
from engine.workflow.synthesize import draw

WHEN = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)


@dataclass
class Talk:
    """A session as the turn would keep it."""

    spec: AgentSpec = field(default_factory=AgentSpec)
    asked: Question | None = None
    earlier: AgentSpec | None = None
    words: str = ""
    problems: list[Problem] = field(default_factory=list)
    last: Interview = field(default_factory=Interview)
    _said: list[Message] = field(default_factory=list)

    async def say(self, *texts: str | tuple[str, str]) -> "Talk":
        """One turn of one or several messages, each a text or (author, text)."""
        messages = tuple(self._message(text) for text in texts)
        conversation = Conversation(self.spec, messages, tuple(self._said[-20:]), self.asked, self.earlier)
        self.last = await Guided().interview(conversation)
        before, refused = self.spec, len(self.problems)
        for proposal in self.last.proposals:
            author = proposal.message.author
            origin = Origin(author=author.id, author_name=author.name, message=proposal.message.id, how=proposal.how)
            result = apply(self.spec, proposal.change, origin=origin, earlier=self.earlier)
            if isinstance(result, Problem):
                self.problems.append(result)
            else:
                self.spec = result
        if self.last.proposals:
            for change in added_for(Standing(self.spec)):
                self.spec = cast(AgentSpec, apply(self.spec, change))
            self.spec = self.spec.model_copy(update={"flow": draw(self.spec)})
        self.earlier = before if self.spec != before else self.earlier
        spoken = self.last.speak(Standing(self.spec), self.problems[refused:])
        self.asked, self.words = spoken.asked, spoken.words
        self._said.extend(messages)
        self._said.append(Message(f"b{len(self._said)}", "builder", Author("builder", "builder"), self.words, WHEN))
        return self

    @property
    def progress(self) -> Progress:
        return progress_of(self.spec)

    def _message(self, said: str | tuple[str, str]) -> Message:
        author, text = ("ana", said) if isinstance(said, str) else said
        return Message(f"m{len(self._said) + 1}", "person", Author(author, author.title()), text, WHEN)


async def talk(*turns: str | Sequence[tuple[str, str]]) -> Talk:
    """The session after these turns; the questions of the playbooks are left to the builder's defaults."""
    session = Talk()
    for turn in turns:
        await _take_defaults(session)
        await (session.say(turn) if isinstance(turn, str) else session.say(*turn))
    await _take_defaults(session)
    return session


async def _take_defaults(session: Talk) -> None:
    while session.asked and session.asked.path.startswith(("questions.", "fallback")):
        await session.say("yes" if session.asked.path == "fallback" else DEFAULTS)
