"""What one part of a message means: who reads it, in which order, and what comes out."""

from collections.abc import Callable
from dataclasses import dataclass

from engine.document.changes import Change
from engine.document.spec import AgentSpec
from engine.interview.contract import Message, Question
from engine.interview.guided.reading import Found, How
from engine.language.grammar import Grammar, grammar_of
from engine.language.text import Token
from engine.messages.replies import ReplyPart


@dataclass(frozen=True, slots=True)
class Part:
    """One sentence or the whole of a message, beside what is known when it is read."""

    text: str
    tokens: tuple[Token, ...]
    language: str
    message: Message
    spec: AgentSpec
    """As the parts before this one have left it."""
    asked: Question | None
    earlier: AgentSpec | None
    history: tuple[Message, ...] = ()

    @property
    def grammar(self) -> Grammar:
        return grammar_of(self.language)


@dataclass(frozen=True, slots=True)
class Meaning:
    """What a part asks for."""

    found: tuple[Found, ...] = ()
    says: str = ""
    """A sentence for the person; empty where the changes speak for themselves."""
    question: Question | None = None
    """Asked instead of the next one in the table."""
    shows: tuple[ReplyPart, ...] = ()
    """What the reply shows beside its words."""
    answered: bool = False
    """It was the answer to the question that was asked, so nothing else in it is looked for."""
    for_somebody_else: bool = False
    """People said it to each other: nothing changes, and nobody expects a reply."""
    tells_more: bool = False
    """It states a value among other things, so the recognisers read the sentence too."""


Reader = Callable[[Part], Meaning | None]
"""None: this part is nothing that the reader knows."""


def meaning(*changes: Change, how: How = "said", says: str = "") -> Meaning:
    return Meaning(tuple(Found(change, how) for change in changes), says)
