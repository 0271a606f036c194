"""Plays a conversation with the real engine: SQLite in a folder of its own, the guided interviewer, no network."""

import tempfile
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from itertools import count

from engine import sessions
from engine.document.spec import AgentSpec, Stage
from engine.document.stages import stage_of
from engine.interview.contract import Interviewer, Question
from engine.interview.guided import Guided
from engine.messages.inbound import Author, Inbound, ThreadKey
from engine.settings import load_settings
from engine.turns.turn import Engine, accept, answer_to, close_engine, open_engine, take_turns
from evals.guided.conversation import Conversation, Language, Step
from evals.guided.person import Person, asks_back, asks_for, is_past

MOST_TURNS = 45
"""After so many messages of people nobody would go on."""
MOST_UNTIL = 20
"""Answers that are given while the builder does not come to what is waited for."""
_PATIENCE_SECONDS = 300.0


@dataclass(frozen=True, slots=True)
class Turn:
    """One message and what came of it. `step` is None for an answer that the builder's question called for."""

    author: str
    said: str
    step: Step | None
    before: AgentSpec
    after: AgentSpec
    reply: str
    """Empty where the builder had nothing to say."""
    asked: Question | None
    """What is open after it."""


@asynccontextmanager
async def running_engine(interviewer: Interviewer | None = None) -> AsyncIterator[Engine]:
    """With a database that is gone afterwards. Settings of the environment and of `.env` files do not count."""
    with tempfile.TemporaryDirectory() as folder:
        settings = load_settings(None, database_url=f"sqlite:///{folder}/evals.db", redis_url=None)
        engine = await open_engine(settings, interviewer or Guided())
        try:
            yield engine
        finally:
            await close_engine(engine)


@dataclass(slots=True)
class Talk:
    """One thread, from its first message on."""

    engine: Engine
    thread: str
    turns: list[Turn] = field(default_factory=list)
    _events: Iterator[int] = field(default_factory=count)

    @property
    def spec(self) -> AgentSpec:
        return self.turns[-1].after if self.turns else AgentSpec()

    @property
    def asked(self) -> Question | None:
        return self.turns[-1].asked if self.turns else None

    @property
    def key(self) -> ThreadKey:
        return ThreadKey.foreign("evals", self.thread)

    @property
    def is_completed(self) -> bool:
        return stage_of(self.spec) == Stage.COMPLETED

    async def say(self, author: str, text: str, step: Step | None = None) -> Turn:
        person = Author(f"u-{author.casefold()}", author)
        accepted = await accept(self.engine, Inbound(self.key, f"{self.thread}-{next(self._events)}", person, text))
        await take_turns(self.engine, accepted.session_id)
        answer = await answer_to(self.engine, accepted.inbox_id, _PATIENCE_SECONDS)
        assert answer is not None
        session = await sessions.of(self.engine, accepted.session_id)
        reply = answer.reply.text if answer.reply else ""
        asked = sessions.question_of(session)
        turn = Turn(author, text, step, self.spec, answer.session.spec, reply, asked)
        self.turns.append(turn)
        return turn

    async def answer_until(self, wanted: str, person: Person, author: str) -> None:
        """Answer what is asked until it is what is waited for, or that is behind us."""
        for _ in range(MOST_UNTIL):
            if self.is_completed or asks_for(self.asked, wanted) or is_past(self.asked, wanted):
                return
            await self.say(author, person.answer(self.asked))


async def play(engine: Engine, name: str, conversation: Conversation) -> list[Turn]:
    """Everything that is said, and after the last line the answers to what is asked, until all is agreed."""
    talk, person = Talk(engine, name), Person(conversation.answers, conversation.language)
    first = conversation.people[0]
    for step in conversation.talk:
        if step.until:
            await talk.answer_until(step.until, person, first)
            continue
        await talk.say(step.by or first, step.say, step)
        if step.then and asks_back(talk.asked, step.say):
            await talk.say(step.by or first, step.then)
    while not talk.is_completed and len(talk.turns) < MOST_TURNS:
        await talk.say(first, person.answer(talk.asked))
    return talk.turns


async def at_question(engine: Engine, thread: str, opening: str, wanted: str, language: Language = "en") -> Talk:
    """A talk that has come to this question with nothing but an opening and agreement."""
    talk, person = Talk(engine, thread), Person({}, language)
    if wanted != "use_case":
        await talk.say("Ana", opening)
        await talk.answer_until(wanted, person, "Ana")
    return talk
