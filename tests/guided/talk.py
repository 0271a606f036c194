"""Plays a conversation as turns do: interview, apply, what follows, draw. No store, no clock, no network."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime

from engine.document.spec import AgentSpec
from engine.document.stages import Progress, Standing, is_assumed, progress_of
from engine.errors import Problem
from engine.interview.asking.consulting import DEFAULTS
from engine.interview.contract import Conversation, Interview, Message, Question
from engine.interview.guided import Guided
from engine.messages.inbound import Author
from engine.store.rows import Version
from engine.turns.draft import Draft, apply_proposals, bring_up_to_date, earlier_than

WHEN = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)
_BUILDER = Author("builder", "builder")


@dataclass
class Talk:
    """A session as the turn would keep it."""

    versions: list[Version] = field(default_factory=lambda: [Version(0, None, AgentSpec(), (), _BUILDER, None, WHEN)])
    asked: Question | None = None
    words: str = ""
    problems: list[Problem] = field(default_factory=list)
    last: Interview = field(default_factory=Interview)
    _said: list[Message] = field(default_factory=list)

    async def say(self, *texts: str | tuple[str, str]) -> "Talk":
        """One turn of one or several messages, each a text or (author, text)."""
        messages = tuple(self._message(text) for text in texts)
        draft = Draft.of(self.versions[-1])
        earlier = await earlier_than(draft, self._version)
        conversation = Conversation(draft.spec, messages, tuple(self._said[-20:]), self.asked, earlier)
        self.last = await Guided().interview(conversation)
        await apply_proposals(draft, self.last.proposals, messages, self._version)
        bring_up_to_date(draft, messages[-1])
        self._keep(draft, messages[-1])
        spoken = self.last.speak(Standing(self.spec), draft.problems)
        self.asked, self.words = spoken.asked, spoken.words
        self._said.extend(messages)
        self._said.append(Message(f"b{len(self._said)}", "builder", _BUILDER, self.words, WHEN))
        return self

    @property
    def spec(self) -> AgentSpec:
        return self.versions[-1].spec

    @property
    def progress(self) -> Progress:
        return progress_of(self.spec)

    @property
    def forbidden(self) -> list[str]:
        """The rules that people gave, without those that follow from trade and jobs."""
        ruled = [g for g in self.spec.guardrails if self.spec.origins[f"guardrails.{g.id}"].how != "defaulted"]
        return [g.statement for g in ruled]

    async def _version(self, number: int) -> Version:
        return self.versions[number]

    def _keep(self, draft: Draft, last: Message) -> None:
        self.problems += draft.problems
        if draft.spec != self.spec:
            number = len(self.versions)
            made = Version(number, draft.parent, draft.spec, draft.changes, last.author, last.id, WHEN)
            self.versions.append(made)

    def _message(self, said: str | tuple[str, str]) -> Message:
        author, text = ("ana", said) if isinstance(said, str) else said
        return Message(f"m{len(self._said) + 1}", "person", Author(author, author.title()), text, WHEN)


def talk_about(spec: AgentSpec) -> Talk:
    """A session that stands at this spec."""
    return Talk(versions=[Version(0, None, spec, (), _BUILDER, None, WHEN)])


async def talk(*turns: str | Sequence[tuple[str, str]]) -> Talk:
    """The session after these turns; what is only offered (assumptions, questions of the playbooks) is taken."""
    session = Talk()
    for turn in turns:
        await _take_defaults(session)
        await (session.say(turn) if isinstance(turn, str) else session.say(*turn))
    await _take_defaults(session)
    return session


async def _take_defaults(session: Talk) -> None:
    while session.asked and _is_only_offered(session):
        await session.say(DEFAULTS if session.asked.path.startswith("questions.") else "yes")


def _is_only_offered(session: Talk) -> bool:
    path = session.asked.path if session.asked else ""
    return path.startswith(("questions.", "fallback")) or is_assumed(session.spec, path)
