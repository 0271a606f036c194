"""The SDK clients, built here so that timeouts and retries are ours, and how each protocol gives a structured answer.

* Anthropic messages: the arguments of one forced tool, streamed eagerly. The schema is open in places, which its native
  structured output does not take; and without eager streaming it holds the whole reply back until it is complete.
* OpenAI responses: native JSON schema, not strict: strict mode has no open objects, and `values` of an edit are one.
* Chat completions: the same. Local servers constrain their decoding by it, and stream text where they would not stream
  the arguments of a tool.
"""

import os
import ssl
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, Literal

os.environ.setdefault("PYDANTIC_AI_NO_BANNER", "1")  # a chat in the terminal is no place for a library's logo

import anthropic
import httpx2
import openai
from pydantic_ai import ModelSettings, NativeOutput, ToolOutput
from pydantic_ai.models import Model
from pydantic_ai.models.anthropic import AnthropicModel, AnthropicModelSettings
from pydantic_ai.models.openai import OpenAIChatModel, OpenAIResponsesModel, OpenAIResponsesModelSettings
from pydantic_ai.profiles import ModelProfile
from pydantic_ai.profiles.openai import OpenAIModelProfile
from pydantic_ai.providers.anthropic import AnthropicProvider
from pydantic_ai.providers.openai import OpenAIProvider
from pydantic_ai.providers.openai_compatible import OpenAICompatibleProvider
from pydantic_ai.settings import CacheConfig, merge_model_settings

from engine.interview.llm.answer import Answer
from engine.interview.llm.facts import Facts
from engine.interview.llm.names import ModelName
from engine.settings import Settings

CONNECT_SECONDS = 5.0
MOST_OUTPUT_TOKENS = 6_000
"""A whole agent in one answer takes about 2,500."""
NO_KEY = "no-key-needed"
"""What a local server gets, since the SDK insists on one."""

_AS_IT_IS = ModelProfile(json_schema_transformer=None)
"""Rewriting a schema is for strict mode; ours is not strict, and walking it took 10 ms of every call."""


OutputForm = Literal["tool", "json"]
OUTPUTS: Mapping[OutputForm, Any] = {
    "tool": ToolOutput(Answer, name="answer", strict=False),
    "json": NativeOutput(Answer, name="answer", strict=False),
}
"""What an `Agent` calls its output type."""
FACTS: Mapping[OutputForm, Any] = {
    "tool": ToolOutput(Facts, name="answer", strict=False),
    "json": NativeOutput(Facts, name="answer", strict=False),
}
"""The same for reading a document."""


@dataclass(frozen=True, slots=True)
class Client:
    """One model as pydantic-ai takes it."""

    model: Model[Any]
    output: OutputForm
    settings: ModelSettings
    close: Callable[[], Awaitable[None]]


def connect(name: ModelName, settings: Settings) -> Client:
    """The client of one model; nothing is sent yet."""
    common = ModelSettings(
        max_tokens=MOST_OUTPUT_TOKENS,
        request_timeout=settings.llm_timeout_seconds,
        first_event_timeout=settings.llm_first_word_seconds,
        thinking=False,  # a chat partner who waits wants the question, and the rules say how to find it
        cache=CacheConfig(messages=False),
    )
    return _anthropic(name, settings, common) if name.api == "anthropic" else _openai(name, settings, common)


def _anthropic(name: ModelName, settings: Settings, common: ModelSettings) -> Client:
    sdk = anthropic.AsyncAnthropic(
        api_key=settings.anthropic_api_key,
        base_url=settings.anthropic_base_url,
        timeout=_timeout(settings),
        max_retries=0,
        http_client=anthropic.DefaultAsyncHttpxClient(verify=_trusted()),
    )
    eager = merge_model_settings(common, AnthropicModelSettings(anthropic_eager_input_streaming=True))
    return Client(
        AnthropicModel(name.model, provider=AnthropicProvider(anthropic_client=sdk), profile=_AS_IT_IS),
        "tool",
        eager or common,
        sdk.close,
    )


def _openai(name: ModelName, settings: Settings, common: ModelSettings) -> Client:
    sdk = openai.AsyncOpenAI(
        api_key=settings.openai_api_key or NO_KEY,
        base_url=settings.openai_base_url,
        timeout=_timeout(settings),
        max_retries=0,
        http_client=openai.DefaultAsyncHttpxClient(verify=_trusted()),
    )
    if name.api == "openai-responses":
        unstored = merge_model_settings(common, OpenAIResponsesModelSettings(openai_store=False))
        model = OpenAIResponsesModel(name.model, provider=OpenAIProvider(openai_client=sdk), profile=_AS_IT_IS)
        return Client(model, "json", unstored or common, sdk.close)
    compatible = OpenAIChatModel(
        name.model,
        provider=OpenAICompatibleProvider("openai-compatible", openai_client=sdk),
        profile=OpenAIModelProfile(
            json_schema_transformer=None,
            openai_chat_supports_max_completion_tokens=False,  # older servers know only max_tokens
            openai_chat_streaming_requires_finish_reason=True,  # so that a cut stream is not taken for an answer
        ),
    )
    return Client(compatible, "json", common, sdk.close)


@cache
def _trusted() -> ssl.SSLContext:
    """The certificates that this computer trusts, read once: that takes longer than all the rest of a client."""
    return httpx2.create_ssl_context()


def _timeout(settings: Settings) -> httpx2.Timeout:
    return httpx2.Timeout(settings.llm_timeout_seconds, connect=min(CONNECT_SECONDS, settings.llm_timeout_seconds))
