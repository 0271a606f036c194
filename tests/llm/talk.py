"""Shorthand for tests of the interviewer: who says what, on which settings, and what they see."""

from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import count
from typing import Any

from engine.inbound import Author
from engine.interview.contract import Conversation, Message
from engine.settings import Settings, load_settings
from engine.spec import AgentSpec
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
