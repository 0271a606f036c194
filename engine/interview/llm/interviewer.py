"""The interviewer that thinks: one model call a turn, the next model where one fails, the guided interviewer last."""

import asyncio
import gc
import importlib
from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from types import ModuleType
from typing import TYPE_CHECKING, Protocol, TypeVar

import structlog

from engine.interview.contract import (
    Conversation,
    Digested,
    Interview,
    Interviewer,
    Message,
    OnText,
    Passage,
    Reader,
    Usage,
)
from engine.interview.digest.summary import with_summary
from engine.interview.llm.beside import completed
from engine.interview.llm.breaker import Breaker
from engine.interview.llm.brief import unread
from engine.interview.llm.failures import FALLBACK_NOTICES, ModelFailed
from engine.interview.llm.names import ModelName
from engine.interview.llm.outcome import outcome
from engine.interview.llm.progress import kept_moving
from engine.settings import Settings

if TYPE_CHECKING:
    from engine.interview.llm.provider import Answered, Provider

_log = structlog.get_logger()
_Given = TypeVar("_Given")
BUDGET_SPENT = (
    "This session has used up its share of the language model, so from here on I ask simpler questions. Everything we "
    "agreed stays, and we can finish it this way."
)
SHARE_SPENT: Mapping[str, str] = {
    whose: f"{share} of the language model is used up for today, so until tomorrow I ask simpler questions. Everything "
    "we agreed stays, and we can finish it this way."
    for whose, share in (("person", "The share of whoever began this"), ("workspace", "Your workspace's share"))
}
_SENDING_SECONDS = 0.05
_OURS = (*FALLBACK_NOTICES.values(), BUDGET_SPENT, *SHARE_SPENT.values())


class Fallback(Interviewer, Reader, Protocol):
    """Who takes over when no model answers."""


class LlmInterviewer:
    """Keeps the contract of `Interviewer` with language models, in order of preference.

    Clicks cost no call, and messages that are not for the builder get no answer. `guided` reads every message beside
    the model, and answers it in the same turn when no model does. Nothing that a provider does is raised to the turn.
    """

    def __init__(self, names: Sequence[ModelName], settings: Settings, guided: Fallback) -> None:
        self.names = tuple(names)
        self._settings = settings
        self.guided = guided
        self._breakers = {name: Breaker() for name in self.names}
        self._providers: dict[ModelName, Provider] = {}
        self._loading = asyncio.Lock()

    async def interview(self, conversation: Conversation, on_text: OnText | None = None) -> Interview:
        if not any(message.addressed for message in conversation.messages):
            return Interview(silent=True)
        if conversation.clicked:
            return await self.guided.interview(conversation, on_text)
        hearing = _Hearing(self.guided, conversation)
        try:
            return await self._answered(conversation, hearing, on_text)
        finally:
            hearing.cancel()

    async def _answered(self, conversation: Conversation, hearing: "_Hearing", on_text: OnText | None) -> Interview:
        """The first model's answer that can be used, else the guided interviewer's."""
        if self._over_budget(conversation.spent):
            return _taken_over(await hearing.heard(), conversation, BUDGET_SPENT, Usage())
        if conversation.over:
            return _taken_over(await hearing.heard(), conversation, SHARE_SPENT[conversation.over], Usage())
        used, failure = Usage(), None
        for name in self.names:
            breaker = self._breakers[name]
            if not breaker.lets_through():
                failure = breaker.last
                continue
            answer = await self._asked(name, breaker, conversation, on_text)
            used += answer.used
            if not isinstance(answer, ModelFailed):
                return _together(answer, await hearing.heard(), conversation, used)
            failure = answer
        assert failure is not None
        return _taken_over(await hearing.heard(), conversation, FALLBACK_NOTICES[failure.kind], used)

    async def read(self, passage: Passage) -> Digested:
        """What a part of a document says, by the first model that answers, else by the guided reader.

        Where a model finds nothing, the guided reader looks too: lazy models skip what is long.
        """
        used, talk = Usage(), passage.conversation
        for name in () if self._over_budget(talk.spent) or talk.over else self.names:
            breaker = self._breakers[name]
            if not breaker.lets_through():
                continue
            read = await self._tried(name, breaker, lambda provider: provider.read(passage))
            used += read.used
            if not isinstance(read, ModelFailed):
                if read.entries:
                    return replace(read, used=used)
                break
        read = await self.guided.read(passage)
        return replace(read, used=used)

    async def warm_up(self) -> None:
        """Import the SDKs and connect, off the event loop, so that the first message need not wait for it."""
        async with self._loading:
            if not self._providers:
                module = await asyncio.to_thread(_load)
                self._providers = {name: module.Provider(name, self._settings) for name in self.names}

    async def close(self) -> None:
        for provider in self._providers.values():
            await provider.close()
        self._providers = {}

    async def _asked(
        self, name: ModelName, breaker: Breaker, conversation: Conversation, on_text: OnText | None
    ) -> "Answered | ModelFailed":
        return await self._tried(name, breaker, lambda provider: provider.ask(conversation, on_text))

    async def _tried(
        self, name: ModelName, breaker: Breaker, ask: "Callable[[Provider], Awaitable[_Given]]"
    ) -> "_Given | ModelFailed":
        """What one model gives, and whether it rests from now on."""
        try:
            await self.warm_up()
            answered = await ask(self._providers[name])
        except ModelFailed as failure:
            breaker.failed(failure)
            _log.warning("A model gave no answer.", model=str(name), kind=failure.kind, why=failure.why)
            return failure
        except BaseException:
            breaker.released()
            raise
        breaker.worked()
        return answered

    def _over_budget(self, spent: int) -> bool:
        return 0 < self._settings.session_token_budget <= spent


class _Hearing:
    """What the guided interviewer hears in the messages, beside the model: it begins once the request is on its way,
    since it takes as long as sending it, or as soon as somebody waits for it."""

    def __init__(self, guided: Interviewer, conversation: Conversation) -> None:
        self._wanted = asyncio.Event()
        self._task = asyncio.create_task(self._hear(guided, conversation))

    async def heard(self) -> Interview:
        self._wanted.set()
        return await self._task

    def cancel(self) -> None:
        self._task.cancel()

    async def _hear(self, guided: Interviewer, conversation: Conversation) -> Interview:
        with suppress(TimeoutError):
            await asyncio.wait_for(self._wanted.wait(), _SENDING_SECONDS)
        return await guided.interview(conversation)


def _together(answered: "Answered", heard: Interview, conversation: Conversation, used: Usage) -> Interview:
    """What the model made of the messages, and what the guided reader heard beside it."""
    interview = outcome(answered.answer, answered.checked, used, conversation.spec)
    interview = completed(interview, answered.answer, answered.checked, heard, conversation)
    if (missed := unread(conversation)) and not interview.silent:
        interview = replace(interview, notices=(missed, *interview.notices))
    return kept_moving(with_summary(interview, conversation), heard, conversation)


def _taken_over(heard: Interview, conversation: Conversation, notice: str, used: Usage) -> Interview:
    """The guided interviewer's answer; it says why, unless it has said so a moment ago."""
    told = heard.silent or notice in _last_told(conversation.history)
    return replace(heard, used=used + heard.used, notices=(*(() if told else (notice,)), *heard.notices))


def _load() -> ModuleType:
    """What was imported stays for good, so the collector need not look through it: 1 to 2 ms of every turn."""
    module = importlib.import_module("engine.interview.llm.provider")
    gc.freeze()
    return module


def _last_told(history: Sequence[Message]) -> str:
    """The builder's newest message that says why it asks simpler questions."""
    return next((m.text for m in reversed(history) if m.role == "builder" and any(n in m.text for n in _OURS)), "")
