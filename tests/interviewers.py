"""An interviewer whose answers are plain to predict, for tests of everything around it."""

import asyncio
from collections.abc import Iterator
from dataclasses import dataclass, field

from engine.document.changes import CHANGE, Approve, Change
from engine.interview.contract import Conversation, Interview, OnText, Proposal, Question, saying
from engine.messages.replies import Suggestion


def open_gate() -> asyncio.Event:
    gate = asyncio.Event()
    gate.set()
    return gate


@dataclass
class Plain:
    """Reads commands, one a line: `role: x`, `tone: x`, `undo`, `undo to 2`, `approve flow`, `drop goal`.

    `boom` raises, `hush` keeps silent; the reply says word for word what was read, and what was refused. It remembers
    every conversation.
    """

    seen: list[Conversation] = field(default_factory=list)
    seconds: float = 0.0
    """How long it thinks."""
    go_on: asyncio.Event = field(default_factory=open_gate)
    """While a test has this cleared, it thinks."""

    async def interview(self, conversation: Conversation, on_text: OnText | None = None) -> Interview:
        self.seen.append(conversation)
        await asyncio.sleep(self.seconds)
        await self.go_on.wait()
        texts = [m.text for m in conversation.messages]
        if any("boom" in text for text in texts):
            raise RuntimeError("the interviewer broke")
        if all(text == "hush" for text in texts):
            return Interview(silent=True)
        proposals = [Proposal(c, m) for m in conversation.messages for c in changes_of(m.text)]
        return Interview(
            proposals=() if conversation.clicked else tuple(proposals),
            speak=saying(
                "I read: " + " | ".join(text[:100] for text in texts),
                Question(path="role", text="Which role shall it have?"),
            ),
        )

    async def is_asked(self, times: int) -> None:
        """Until so many turns have come to it."""
        while len(self.seen) < times:  # noqa: ASYNC110 - it says nothing when it is asked
            await asyncio.sleep(0.002)


def changes_of(text: str) -> Iterator[Change]:
    for line in text.splitlines():
        match line.partition(" "):
            case "role:", _, value:
                yield CHANGE.validate_python({"op": "set", "path": "role", "value": value})
            case "tone:", _, value:
                yield CHANGE.validate_python({"op": "add", "part": "tone", "item": value})
            case "undo", _, to:
                yield CHANGE.validate_python({"op": "undo", "to": int(to[3:]) if to else None})
            case "approve", _, what:
                yield CHANGE.validate_python({"op": "approve", "what": what})
            case "drop", _, goal:
                yield CHANGE.validate_python({"op": "remove", "part": "goals", "id": goal})


@dataclass
class Offers:
    """Asks every time with this suggestion."""

    suggestion: Suggestion

    async def interview(self, conversation: Conversation, on_text: OnText | None = None) -> Interview:
        asked = Question("role", "Shall we?", suggestions=(self.suggestion,))
        return Interview(speak=saying("Shall we?", asked))


@dataclass
class AsksForApproval(Plain):
    """Says what it read, and asks for the basics until they are approved."""

    async def interview(self, conversation: Conversation, on_text: OnText | None = None) -> Interview:
        read = await super().interview(conversation, on_text)
        if read.silent:
            return read
        asked = Question("approval:basics", "Shall I go on?", (Approve(what="basics"),), (Suggestion(label="Yes"),))
        over = "basics" in conversation.spec.approvals
        return Interview(read.proposals, speak=saying("Shall I go on?", None if over else asked))
