"""One model behind one call: the structured answer, its stream, its validation, its failures.

Nothing but this file, `agents.py` and `clients.py` imports pydantic-ai and the SDKs. That takes seconds, so
`interviewer.py` does it in a thread, the first time a model is needed.
"""

import asyncio
from collections.abc import AsyncIterable, Sequence
from dataclasses import dataclass
from functools import cache
from typing import TypeVar

import httpx2
import structlog
from pydantic_ai import (
    Agent,
    PartDeltaEvent,
    PartStartEvent,
    RunContext,
    TextPart,
    TextPartDelta,
    ToolCallPart,
    ToolCallPartDelta,
)
from pydantic_ai.capabilities import Instrumentation
from pydantic_ai.exceptions import (
    AgentRunError,
    ModelAPIError,
    ModelAuthenticationError,
    ModelContextWindowExceededError,
    ModelNotFoundError,
    ModelOverloadedError,
    ModelQuotaExceededError,
    ModelRateLimitError,
    ModelRequestTimeout,
    ModelTimeoutError,
    UnexpectedModelBehavior,
)
from pydantic_ai.messages import AgentStreamEvent, ModelMessage, ModelResponse
from pydantic_ai.models.instrumented import InstrumentationSettings
from pydantic_ai.usage import RunUsage
from pydantic_core import to_json

from engine.interview.contract import Conversation, Digested, OnText, Passage, Usage
from engine.interview.llm.agents import Turn, agent_for, reader_for
from engine.interview.llm.answer import Answer
from engine.interview.llm.brief import brief
from engine.interview.llm.check import Checked
from engine.interview.llm.clients import Client, connect
from engine.interview.llm.facts import INSTRUCTIONS, entries_of, told
from engine.interview.llm.failures import Kind, ModelFailed
from engine.interview.llm.instructions import gives_away, instructions
from engine.interview.llm.names import ModelName
from engine.interview.llm.prices import estimated
from engine.interview.llm.stream import AnswerTooLong, ReplyStream
from engine.settings import Settings

_log = structlog.get_logger()
_UNUSED = Usage()
_Output = TypeVar("_Output")
_WITHOUT_TEXT = InstrumentationSettings(include_content=False)
"""Spans of OpenTelemetry, by whichever provider of traces the process has; what people and models wrote stays out."""


@dataclass(frozen=True, slots=True)
class Answered:
    answer: Answer
    checked: Checked
    used: Usage
    shown: str
    """The reply as it was streamed; empty where nothing was."""


class Provider:
    """One model, ready to be asked."""

    def __init__(self, name: ModelName, settings: Settings) -> None:
        self.name = name
        self._settings = settings
        self._client: Client = connect(name, settings)
        self._traced = [Instrumentation(_WITHOUT_TEXT)] if settings.llm_traces else []

    async def ask(self, conversation: Conversation, on_text: OnText | None) -> Answered:
        """The model's checked answer. What is too long for it is told again in short.

        Raises ModelFailed, with what was used up to then.
        """
        try:
            return await self._asked(conversation, on_text, brief(conversation))
        except ModelFailed as failure:
            if failure.kind != "long":
                raise
            _log.info("A brief was too long for a model and is told in short.", model=str(self.name))
            return await self._asked(conversation, on_text, brief(conversation, short=True), failure.used)

    async def read(self, passage: Passage) -> Digested:
        """What a part of a document says. Raises ModelFailed, as `ask` does."""
        turn = Turn(passage.conversation, None, told(passage), self._settings.llm_first_word_seconds, passage)
        facts, used = await self._run(reader_for(self._client.output), turn, _UNUSED)
        return Digested(entries_of(facts, passage), used)

    async def _asked(
        self, conversation: Conversation, on_text: OnText | None, told: str, before: Usage = _UNUSED
    ) -> Answered:
        turn = Turn(conversation, on_text, told, self._settings.llm_first_word_seconds)
        answer, used = await self._run(agent_for(self._client.output), turn, before)
        assert turn.checked is not None
        return Answered(answer, turn.checked, used, turn.shown)

    async def _run(self, agent: Agent[Turn, _Output], turn: Turn, before: Usage) -> tuple[_Output, Usage]:
        """One call, with what was used for it and `before` it."""
        usage = RunUsage()
        try:
            result = await agent.run(
                turn.told,
                model=self._client.model,
                model_settings=self._client.settings,
                deps=turn,
                usage=usage,
                event_stream_handler=_streamed,
                capabilities=self._traced,
                infer_name=False,
            )
        except (AgentRunError, AnswerTooLong, TimeoutError, httpx2.HTTPError) as error:
            raise self._failure(error, turn, usage, before) from error
        except Exception as error:
            # on what a proxy or a wrong address may send, SDKs break in ways of their own; a turn must not
            _log.exception("A model call broke in an unforeseen way.", model=str(self.name))
            raise self._failure(error, turn, usage, before) from error
        return result.output, before + self._used(turn, usage)

    async def close(self) -> None:
        await self._client.close()

    def _used(self, turn: Turn, usage: RunUsage, unanswered: int = 0) -> Usage:
        return Usage(
            model=str(self.name),
            calls=max(turn.began, usage.requests) + unanswered,
            input_tokens=usage.input_tokens,
            cached_tokens=usage.cache_read_tokens,
            output_tokens=usage.output_tokens,
            cost_usd=float(usage.cost) if usage.cost is not None else None if usage.requests else 0.0,
        )

    def _failure(self, error: Exception, turn: Turn, usage: RunUsage, before: Usage) -> ModelFailed:
        status = getattr(error, "status_code", None)
        why = f"{type(error).__name__}{f' {status}' if status else ''}"
        nothing_came = not (turn.began or usage.requests)
        unanswered = not turn.arriving and (isinstance(error, ModelAPIError) or nothing_came)
        used = before + self._used(turn, usage, int(unanswered))
        if turn.arriving:
            counted = self.name.api == "anthropic"  # which counts the prompt at the beginning of its answer
            sent = (INSTRUCTIONS, turn.told) if turn.passage else (instructions(), _shape(), turn.told)
            used += estimated(self.name, () if counted else sent, turn.written)
        return ModelFailed(_kind(error), why, used, error.retry_after if isinstance(error, ModelAPIError) else None)


@cache
def _shape() -> str:
    """The schema as every request carries it, for counting."""
    return to_json(Answer.model_json_schema()).decode()


def _check_whole(messages: Sequence[ModelMessage]) -> None:
    """What came before a refusal or a limit may still read like an answer, and asking again would end the same."""
    last = messages[-1] if messages else None
    if isinstance(last, ModelResponse) and last.finish_reason in ("content_filter", "length"):
        raise UnexpectedModelBehavior(f"The provider ended the answer: {last.finish_reason}")


async def _streamed(context: RunContext[Turn], events: AsyncIterable[AgentStreamEvent]) -> None:
    """Pass the reply on as it grows. A second answer begins anew, so what stood there before is replaced.

    Signs of life and thoughts are no words: raises TimeoutError where nothing else comes.
    """
    turn, stream = context.deps, ReplyStream()
    _check_whole(context.messages)
    async with asyncio.timeout(turn.patience) as waiting:
        async for event in events:
            if isinstance(event, PartStartEvent) and not turn.arriving:
                turn.began, turn.arriving = turn.began + 1, True
            piece = _piece(event)
            if piece and stream.feed(piece) and turn.on_text and stream.steady and not gives_away(stream.reply):
                turn.shown = stream.steady
                await turn.on_text(stream.steady)
            turn.written = stream.written
            if stream.written.strip():
                waiting.reschedule(None)
    turn.arriving = False


def _piece(event: AgentStreamEvent) -> str | None:
    """What an event adds to the JSON of the answer: text of a native output, arguments of the output tool."""
    match event:
        case PartStartEvent(part=TextPart(content=str(text))) | PartStartEvent(part=ToolCallPart(args=str(text))):
            return text
        case PartDeltaEvent(delta=TextPartDelta(content_delta=str(text))):
            return text
        case PartDeltaEvent(delta=ToolCallPartDelta(args_delta=str(text))):
            return text
        case _:
            return None


def _kind(error: Exception) -> Kind:
    for kind, types in _KINDS:
        if isinstance(error, types):
            return kind
    return "unusable"


_KINDS: tuple[tuple[Kind, tuple[type[Exception], ...]], ...] = (
    ("key", (ModelAuthenticationError,)),
    ("credit", (ModelQuotaExceededError,)),
    ("long", (ModelContextWindowExceededError,)),
    ("model", (ModelNotFoundError,)),
    ("busy", (ModelRateLimitError, ModelOverloadedError)),
    ("slow", (ModelRequestTimeout, ModelTimeoutError, TimeoutError)),
    ("down", (ModelAPIError, httpx2.HTTPError)),
)
"""The first that fits; everything else (refusals, answers that cannot be read or run on) is unusable."""
