"""What the recognisers are given, and what they give back."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Literal

from engine.document.changes import Change
from engine.document.spec import AgentSpec
from engine.interview.guided.own_words import only_introduces
from engine.language.clauses import Clause, clauses_of
from engine.language.grammar import Grammar, grammar_of
from engine.language.text import Token, tokens_of

How = Literal["said", "inferred", "defaulted"]


@dataclass(frozen=True, slots=True)
class Reading:
    """One message, cut into clauses. `language` is its own language, a BCP 47 tag, or empty if nobody can tell."""

    text: str
    tokens: tuple[Token, ...]
    clauses: tuple[Clause, ...]
    language: str
    spec: AgentSpec
    opening: bool = True
    """Nobody has said anything yet, so even a bare phrase may describe the agent."""
    asked: str = ""
    """The path of the open question."""

    @property
    def grammar(self) -> Grammar:
        return grammar_of(self.language)

    @property
    def said(self) -> tuple[Clause, ...]:
        """What the agent is or shall do."""
        return tuple(c for c in self.clauses if c.polarity == "said")

    @property
    def negated(self) -> tuple[Clause, ...]:
        """What it must not do."""
        return tuple(c for c in self.clauses if c.polarity == "negated")


@dataclass(frozen=True, slots=True)
class Found:
    """A change that the words ask for, and whether they say it or only suggest it."""

    change: Change
    how: How = "said"


Recogniser = Callable[[Reading], Iterable[Found]]


def read(text: str, language: str, spec: AgentSpec, *, opening: bool = True, asked: str = "") -> Reading:
    clauses = tuple(clause for clause in clauses_of(text, language) if not only_introduces(clause.tokens))
    return Reading(text, tokens_of(text), clauses, language, spec, opening, asked)
