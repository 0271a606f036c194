"""What a rule is, and what it is given."""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from engine.document.spec import AgentSpec, Tool
from engine.findings import Fix, Level
from engine.prompt.brief import Brief
from engine.prompt.document import Document, Kind, Sentence
from engine.prompt.generate import generate
from engine.prompt.profiles import Profile
from engine.prompt.rules.orders import Order, orders_in

SNAKE = re.compile(r"(?<![\w{/.@-])[A-Za-z][A-Za-z0-9]*(?:_[A-Za-z0-9]+)+(?![\w}@/])")
_OUTBOUND = re.compile(
    r"(?i)\byou (?:place|make) (?:\w+ )?(?:phone )?calls|\boutbound\b|\byou (?:call|phone) (?:people|\w+s)\b"
)
WRITING = re.compile(
    r"(?i)(?:^|_)(?:book|create|update|cancel|send|take|set|make|place|record|"
    r"schedule|re|confirm|mark|note|log|add|change|collect|pay|dispatch|block|start|open|file|register|issue)"
)
"""How the names of tools begin that change something."""


@dataclass(frozen=True)
class Subject:
    """All that a rule may look at. Without a spec the text alone says what the agent has."""

    document: Document
    profile: Profile
    spec: AgentSpec | None = None
    edited: bool = True
    """Somebody may have changed it since it was written from the spec."""

    @cached_property
    def unedited(self) -> str:
        """The prompt that the spec gives; empty without one."""
        return generate(self.spec, self.profile) if self.spec else ""

    @cached_property
    def brief(self) -> Brief | None:
        return Brief(self.spec, self.profile) if self.spec else None

    @cached_property
    def tools(self) -> tuple[Tool, ...]:
        """The accepted tools of the spec."""
        return self.spec.accepted_tools() if self.spec else ()

    @cached_property
    def named_tools(self) -> frozenset[str]:
        """Names of tools: the spec's, or those that the text writes as `names`."""
        if self.spec:
            return frozenset(map(self.profile.name_of, self.tools))
        written = (name.removesuffix("()") for name in self.document.codes)
        return frozenset(n for n in written if SNAKE.fullmatch(n)) | frozenset(SNAKE.findall(self.document.of("tools")))

    @cached_property
    def orders(self) -> tuple[Order, ...]:
        return orders_in(self.document)

    @cached_property
    def tasks(self) -> Mapping[str, str]:
        """The scripts of single tasks, by their heading: what stands in one holds for that task only."""
        own = self.document.subsections("steps")
        return {script.title: script.text for script in own} if len(own) > 1 else {}

    @cached_property
    def outbound(self) -> bool:
        if self.spec and self.spec.direction:
            return self.spec.direction == "outbound"
        return bool(_OUTBOUND.search(self.document.of("identity", "context")))


@dataclass(frozen=True, slots=True)
class Found:
    """One sentence for the team, the spec path or prompt section that it concerns, the line, and what would mend "
    "it."""

    message: str
    path: str = ""
    line: int = 0
    fix: Fix | None = None


@dataclass(frozen=True, slots=True)
class Rule:
    id: str
    level: Level
    source: str
    """The part of PROMPT_RULES that asks for it."""
    check: Callable[[Subject], Iterable[Found]]
    why: str = ""
    """What goes wrong otherwise, in half a sentence."""


def writes(subject: Subject, name: str) -> bool:
    """Whether a tool changes something: as the spec says, or by its name."""
    if subject.spec:
        tools = (t for t in subject.tools if subject.profile.name_of(t) == name)
        return any(tool.effect != "read" and tool.kind != "system" for tool in tools)
    return name in subject.named_tools and bool(WRITING.search(name))


def without(subject: Subject, sentence: Sentence) -> Fix | None:
    """Takes the sentence out, where it stands in the text as it was read."""
    there = sentence.text in subject.document.text
    return Fix(f"Take out “{short(sentence.text, 40)}”", sentence.text, "") if there else None


def short(text: str, limit: int = 60) -> str:
    text = " ".join(text.split())
    return text if len(text) <= limit else f"{text[: limit - 1].rstrip()}…"


def added(subject: Subject, title: str, kinds: Sequence[Kind], sentence: str, say: str) -> Fix:
    """The sentence as a bullet under the first section of these kinds, or in a new one at the end."""
    section = subject.document.section(*kinds)
    heading = subject.document.text.splitlines()[section.line - 1] if section else ""
    if heading and subject.document.text.count(f"{heading}\n") == 1:
        return Fix(say, f"{heading}\n", f"{heading}\n\n- {sentence}\n")
    return Fix(say, "", f"# {title}\n\n- {sentence}")
