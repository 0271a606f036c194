"""The start of a chat: who comes new is asked the first question at once, and all that an answer needs is loaded then.

What is imported at the top here stands between a person and the first question.
"""

import asyncio
import gc
import sys
from collections.abc import AsyncGenerator
from contextlib import aclosing, nullcontext
from pathlib import Path
from typing import TYPE_CHECKING

from rich.console import Console

from bots.terminal.lines import noted, piped_lines, read_ahead, typed_lines
from bots.terminal.names import any_name, checked
from bots.terminal.view import View
from engine.background import Background
from engine.errors import OperatorError, PersonError
from engine.interview.choice import in_words, interviewer_from, warm_up
from engine.logs import set_up_logs
from engine.messages.inbound import ThreadKey
from engine.settings import Settings, load_settings
from engine.signals import until_told
from engine.turns.opening import first_question, surely_new, surely_nothing_open

if TYPE_CHECKING:
    from engine.sessions import Engine

LOG = Path("agent-builder.log")
"""What an operator wants to know; the screen is for the conversation."""


def start(name: str | None) -> int:
    """Run the chat; the exit code. Every reason not to start is one sentence on stderr."""
    try:
        with LOG.open("a", encoding="utf-8") as log:
            set_up_logs(stream=log)
            asyncio.run(until_told(_chats(name)))
    except (OperatorError, PersonError) as error:
        print(error, file=sys.stderr)  # noqa: T201 - the person is at this terminal
        return 1
    except OSError as error:
        print(f"Could not write {error.filename or LOG}: {error.strerror}.", file=sys.stderr)  # noqa: T201 - the same
        return 1
    return 0


async def _chats(name: str | None) -> None:
    """Greet who is new; then load and open the engine, while the first line is typed."""
    settings = load_settings()
    interviewer = interviewer_from(settings)
    keyboard, view = sys.stdin.isatty(), View(Console(highlight=False))
    if model := in_words(interviewer):
        view.say(model)
    name = checked(name) if name else None
    if greeted := _surely_new(settings, name, keyboard):
        name = name or any_name()
        view.opens(name, first_question())
    prompted, typed = asyncio.Event(), asyncio.Event()
    async with (
        aclosing(noted(typed_lines(prompted) if keyboard else piped_lines(), typed, _collect_garbage)) as noted_lines,
        read_ahead(noted_lines) if greeted else nullcontext(noted_lines) as lines,
    ):
        if greeted and keyboard:
            await prompted.wait()  # loading would keep the prompt from the screen
        await asyncio.to_thread(_load)
        from engine.turns.turn import close_engine, open_engine

        engine = await open_engine(settings, interviewer)
        warming = Background().start(warm_up(interviewer, typed.is_set))
        try:
            await _converse(engine, view, name, lines, keyboard=keyboard, greeted=greeted)
        finally:
            warming.cancel()
            await close_engine(engine)


def _surely_new(settings: Settings, name: str | None, keyboard: bool) -> bool:
    """A new chat begins; False: an older one may go on, which only an open engine can tell."""
    if name:
        return surely_new(settings, ThreadKey.terminal(name))
    return not keyboard or surely_nothing_open(settings, "terminal")


def _load() -> None:
    """Import what an answer needs."""
    import bots.terminal.chat  # noqa: F401 - for what it takes to load it


def _collect_garbage() -> None:
    """From the first answer on: nothing that was imported or read for it is any."""
    if not gc.isenabled():
        gc.freeze()
        gc.enable()


async def _converse(
    engine: "Engine", view: View, name: str | None, lines: AsyncGenerator[str], *, keyboard: bool, greeted: bool
) -> None:
    """One chat after another, until the input ends: `/new` ends one and begins the next."""
    from bots.terminal.chat import END, Chat, unfinished

    if name is None and keyboard:
        name = await unfinished(engine)
    while name is not END:
        chat = Chat(engine, view, name or any_name(), echo=not keyboard)
        name, greeted = await chat.run(lines, greeted=greeted), False
