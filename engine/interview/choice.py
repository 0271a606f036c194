"""Which interviewer a process uses: decided here once, by its settings, for the terminal, the API and the bots."""

import asyncio
from collections.abc import Callable
from typing import TYPE_CHECKING, TypeGuard

from engine.interview.contract import Interviewer, Reader
from engine.interview.guided import Guided
from engine.interview.llm.names import models_of
from engine.sentences import listed
from engine.settings import Settings

if TYPE_CHECKING:
    from engine.interview.llm.interviewer import LlmInterviewer


def interviewer_from(settings: Settings) -> Interviewer:
    """The one that thinks where a model is set up, else the guided one. Raises OperatorError with one sentence."""
    names = models_of(settings)
    if not names:
        return Guided()
    from engine.interview.llm.interviewer import LlmInterviewer

    return LlmInterviewer(names, settings, Guided())


def reader_of(interviewer: Interviewer) -> Reader:
    """Who reads documents for it; the guided interviewer for one that cannot."""
    return interviewer if isinstance(interviewer, Reader) else Guided()


def in_words(interviewer: Interviewer) -> str:
    """Which model people talk to, in a sentence for the start of a chat; empty where there is none."""
    if not _thinks(interviewer):
        return ""
    first, *others = (str(name) for name in interviewer.names)
    then = f" If it does not answer, {listed(others)} does." if others else ""
    return f"You are talking to {first}.{then}"


async def warm_up(interviewer: Interviewer, enough: Callable[[], bool] = lambda: False) -> None:
    """Load what its first answer needs, so that nobody waits for it. For a task in the background.

    `enough`: somebody waits for an answer, which loads what it needs, and only slower beside this.
    """
    if _thinks(interviewer):
        await interviewer.warm_up()
        interviewer = interviewer.guided  # it reads every message too
    if isinstance(interviewer, Guided):
        await asyncio.to_thread(interviewer.warm, enough)


async def close(interviewer: Interviewer) -> None:
    if _thinks(interviewer):
        await interviewer.close()


def _thinks(interviewer: Interviewer) -> TypeGuard["LlmInterviewer"]:
    """Whether it talks to models. A process that has none does not load what that needs."""
    if isinstance(interviewer, Guided):
        return False
    from engine.interview.llm.interviewer import LlmInterviewer

    return isinstance(interviewer, LlmInterviewer)
