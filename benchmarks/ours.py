"""Our own turns: accept and turn, with an interviewer that only sets a value, or with the guided one."""

import itertools
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field

from sqlalchemy import insert

from engine.document.changes import CHANGE
from engine.ids import new_id
from engine.interview.contract import Conversation, Interview, OnText, Proposal, Question, saying
from engine.messages.inbound import Author, Inbound, ThreadKey
from engine.store.database import Database
from engine.store.tables import messages
from engine.turns.engine import utc_now
from engine.turns.turn import Engine, accept, take_turns

ANA = Author("ana", "Ana")
OPENING = (
    "We need a friendly receptionist for our dental clinic Bright Smile that books and moves appointments, "
    "English and Spanish."
)
TALK = (
    "The callers are patients of the clinic.",
    "make the tone formal",
    "also warm, please",
    "undo",
    "It should also answer questions about opening hours.",
    "what have you got so far?",
)


class Setter:
    """Sets the role to the last words of the message, whatever they are."""

    async def interview(self, conversation: Conversation, on_text: OnText | None = None) -> Interview:
        message = conversation.messages[-1]
        change = CHANGE.validate_python({"op": "set", "path": "role", "value": message.text[-30:]})
        asked = Question(path="goals", text="Which goals shall it have?")
        return Interview(proposals=(Proposal(change, message),), speak=saying("Noted.\n\nWhich goals?", asked))


def plain_talk() -> Iterator[str]:
    return (f"Please make it a receptionist, number {number}." for number in itertools.count())


def guided_talk() -> Iterator[str]:
    return itertools.chain([OPENING], itertools.cycle(TALK))


@dataclass(frozen=True, slots=True)
class Ours:
    """A contestant: one process of Agent Builder. The conversation of each thread begins with its first message."""

    engine: Engine
    talks: defaultdict[str, Iterator[str]]
    numbers: Iterator[int] = field(default_factory=itertools.count)

    async def open(self, messages: int) -> str:
        thread = new_id("thr")
        await self.turn(thread)
        session = await self._say(thread)
        await _write_transcript(self.engine.store, session, messages - 4)
        return thread

    async def turn(self, thread: str) -> None:
        await self._say(thread)

    async def _say(self, thread: str) -> str:
        key = ThreadKey.terminal(thread)
        accepted = await accept(self.engine, Inbound(key, f"bench:{next(self.numbers)}", ANA, next(self.talks[thread])))
        await take_turns(self.engine, accepted.session_id)
        return accepted.session_id


async def _write_transcript(store: Database, session_id: str, count: int) -> None:
    rows = [
        {
            "id": new_id("msg"),
            "session_id": session_id,
            "role": "builder" if number % 2 else "person",
            "author_id": "ana",
            "author_name": "Ana",
            "text": f"An earlier message, number {number}. " * 5,
            "addressed": True,
            "version": 1,
            "at": utc_now(),
        }
        for number in range(count)
    ]
    async with store.write() as connection:
        await connection.execute(insert(messages), rows)
