"""What a rule is, and what it is given."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from engine.document.spec import AgentSpec
from engine.findings import Level
from engine.prompt.document import Document
from engine.prompt.profiles import Profile


@dataclass(frozen=True, slots=True)
class Subject:
    """All that a rule may look at."""

    spec: AgentSpec
    document: Document
    profile: Profile


@dataclass(frozen=True, slots=True)
class Found:
    """One sentence for the team, and the spec path or prompt section that it concerns."""

    message: str
    path: str = ""


@dataclass(frozen=True, slots=True)
class Rule:
    id: str
    level: Level
    source: str
    """The part of PROMPT_RULES that asks for it."""
    check: Callable[[Subject], Iterable[Found]]


def short(text: str, limit: int = 60) -> str:
    text = " ".join(text.split())
    return text if len(text) <= limit else f"{text[: limit - 1].rstrip()}…"
