"""Where the lines come from: a keyboard with history, or a pipe."""

import asyncio
import sys
from collections.abc import AsyncGenerator
from typing import TextIO

PROMPT = "› "


async def typed_lines() -> AsyncGenerator[str]:
    """Lines from a keyboard, with editing and history; ends on Ctrl-D or Ctrl-C. A pasted text is one line."""
    from prompt_toolkit import PromptSession  # takes a third of a second, so the greeting is on the screen first

    session: PromptSession[str] = PromptSession()
    while True:
        try:
            yield await session.prompt_async(f"\n{PROMPT}")
        except (EOFError, KeyboardInterrupt):
            return


async def piped_lines(stream: TextIO = sys.stdin) -> AsyncGenerator[str]:
    """Lines of a pipe or a file until it ends; bytes that are no UTF-8 arrive as replacement characters."""
    while line := await asyncio.to_thread(stream.readline):
        yield line.rstrip("\r\n")
