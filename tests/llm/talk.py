"""Shorthand for tests of the interviewer: who says what, on which settings, and what they see."""

from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import count
from typing import Any

from engine.document.changes import apply
from engine.document.spec import AgentSpec, Origin
from engine.document.stages import Standing
from engine.interview.contract import Conversation, Interview, Interviewer, Message, OnText, Question
from engine.messages.inbound import Author
from engine.settings import Settings, load_settings
from engine.turns.stream import forgiving
from engine.workflow.synthesize import draw
from tests.llm.server import ProviderServer

OPENAI_KEY, ANTHROPIC_KEY = "sk-" + "o" * 24, "sk-ant-" + "a" * 24
ANTHROPIC, RESPONSES, CHAT = "anthropic:claude-sonnet-5-5", "openai-responses:gpt-6.1-terra", "openai-chat:qwen3:8b"
MODELS = (ANTHROPIC, RESPONSES, CHAT)
"""One for each protocol."""
ANA, BEN = Author("u-ana", "Ana"), Author("u-ben", "Ben")
_number = count(1)


@dataclass
class Screen:
    """What a person sees while the reply is streamed: everything that was shown, in order."""

    shown: list[str] = field(default_factory=list)

    async def __call__(self, text: str) -> None:
        self.shown.append(text)

    @property
    def now(self) -> str:
        return self.shown[-1] if self.shown else ""


def settings_for(provider: ProviderServer, models: str, **values: Any) -> Settings:
    """Settings that name the local provider for everything."""
    known = {
        "llm_models": models,
        "openai_api_key": OPENAI_KEY,
        "anthropic_api_key": ANTHROPIC_KEY,
        "openai_base_url": provider.openai_url,
        "anthropic_base_url": provider.url,
    }
    return load_settings(None, **{**known, **values})


def message(text: str, author: Author = ANA, *, addressed: bool = True, role: Any = "person") -> Message:
    return Message(f"msg_{next(_number)}", role, author, text, datetime(2026, 1, 1, tzinfo=UTC), addressed)


def conversation(*said: str | Message, spec: AgentSpec | None = None, **fields: Any) -> Conversation:
    messages = tuple(m if isinstance(m, Message) else message(m) for m in said)
    return Conversation(spec=spec or AgentSpec(), messages=messages, **fields)


@dataclass(frozen=True, slots=True)
class Heard:
    """An interview, and what it says of the spec as its proposals left it."""

    interview: Interview
    words: str
    asked: Question | None
    spec: AgentSpec = field(default_factory=AgentSpec)
    """As its proposals left it."""

    def __getattr__(self, name: str) -> Any:
        return getattr(self.interview, name)


async def hear(interviewer: Interviewer, conversation: Conversation, screen: OnText | None = None) -> Heard:
    """The interview as a turn has it: proposals, applied, then the words, on the screen too."""
    screen = forgiving(screen) if screen else None
    heard = spoken(await interviewer.interview(conversation, screen), conversation)
    if screen and heard.words:
        await screen(heard.words)
    return heard


def spoken(interview: Interview, conversation: Conversation) -> Heard:
    """The same without the screen."""
    if interview.silent:
        return Heard(interview, "", None, conversation.spec)
    after = _after(interview, conversation)
    says = interview.speak(Standing(after), ())
    return Heard(interview, says.words, says.asked, after)


def _after(interview: Interview, conversation: Conversation) -> AgentSpec:
    spec = conversation.spec
    for proposal in interview.proposals:
        origin = Origin(author=proposal.message.author.id, message=proposal.message.id, how=proposal.how)
        made = apply(spec, proposal.change, origin=origin, earlier=conversation.earlier)
        spec = made if isinstance(made, AgentSpec) else spec
    return spec.model_copy(update={"flow": draw(spec)})
