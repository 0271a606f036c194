"""Interviewers that say what a test wants them to say, at once or word by word."""

import asyncio
from dataclasses import dataclass

from engine.interview.contract import Conversation, Interview, OnText, Question, saying


@dataclass
class Says:
    """Answers every turn with the same words."""

    words: str
    seconds: float = 0.0

    async def interview(self, conversation: Conversation, on_text: OnText | None = None) -> Interview:
        await asyncio.sleep(self.seconds)
        return Interview(speak=saying(self.words, Question(path="role", text="Which role?")))


@dataclass
class Streams:
    """Gives its words piece by piece."""

    words: str
    seconds: float = 1.2

    async def interview(self, conversation: Conversation, on_text: OnText | None = None) -> Interview:
        pieces = 12
        for piece in range(1, pieces + 1):
            if on_text:
                await on_text(self.words[: len(self.words) * piece // pieces])
            await asyncio.sleep(self.seconds / pieces)
        return Interview(speak=saying(self.words, Question(path="role", text="Which role?")))
