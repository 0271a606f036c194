"""Interviewers that say what a test wants, at once or word by word, and people who agree to what they are asked."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass

from engine.interview.contract import Conversation, Interview, OnText, Question, saying
from tests.slack.local import LocalSlack, Message
from tests.slack.local.server import elements, labels


@dataclass
class Says:
    """Answers every turn with the same words."""

    words: str

    async def interview(self, conversation: Conversation, on_text: OnText | None = None) -> Interview:
        return Interview(speak=saying(self.words, Question(path="role", text="Which role?")))


@dataclass
class Streams:
    """Gives its words piece by piece, the last ones when the test has seen enough."""

    words: str
    enough: Callable[[], object]

    async def interview(self, conversation: Conversation, on_text: OnText | None = None) -> Interview:
        assert on_text
        given = 1
        while not self.enough():
            given = min(given + 1, len(self.words) - 1)
            await on_text(self.words[:given])
            await asyncio.sleep(0.005)
        await on_text(self.words)
        return Interview(speak=saying(self.words, Question(path="role", text="Which role?")))


async def to_the_tools(slack: LocalSlack, message: Message) -> Message:
    """Agree to what stands first in every answer until there are cards of tools; the message with them."""
    while "Accept" not in labels(message):
        first = next(e for e in elements(message.blocks) if e.get("type") == "button")
        await slack.acts(first, message=message)
        message = await slack.after(message)
    return message
