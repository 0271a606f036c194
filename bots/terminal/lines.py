"""Where the lines come from: a keyboard with history, or a pipe."""

import asyncio
import codecs
import os
import stat
import sys
from collections.abc import AsyncGenerator, AsyncIterator, Callable
from contextlib import aclosing, asynccontextmanager, closing
from typing import IO

PROMPT = "› "
_CHUNK = 65_536
"""Bytes."""


@asynccontextmanager
async def read_ahead(lines: AsyncGenerator[str]) -> AsyncIterator[AsyncGenerator[str]]:
    """The same lines, the first of which is waited for from now on and not only once it is asked for."""
    first = asyncio.ensure_future(anext(lines, None))

    async def all_of_them() -> AsyncGenerator[str]:
        line = await first
        while line is not None:
            yield line
            line = await anext(lines, None)

    try:
        yield all_of_them()
    finally:
        first.cancel()
        await asyncio.gather(first, return_exceptions=True)


async def noted(lines: AsyncGenerator[str], typed: asyncio.Event, answered: Callable[[], None]) -> AsyncGenerator[str]:
    """The same lines; `typed` is set with the first of them, `answered` is called after each."""
    async with aclosing(lines):
        async for line in lines:
            typed.set()
            yield line
            answered()


async def typed_lines(ready: asyncio.Event | None = None) -> AsyncGenerator[str]:
    """Lines from a keyboard, with editing and history; ends on Ctrl-D or Ctrl-C. A pasted text is one line.

    `ready` is set when the first prompt is on the screen.
    """
    from prompt_toolkit import PromptSession  # takes a tenth of a second, so the greeting is on the screen first

    session: PromptSession[str] = PromptSession()
    if ready:
        session.app.after_render += lambda _: ready.set()
    while True:
        try:
            yield await session.prompt_async(f"\n{PROMPT}")
        except (EOFError, KeyboardInterrupt):
            return


async def piped_lines(stream: IO[bytes] = sys.stdin.buffer) -> AsyncGenerator[str]:
    """Lines of a pipe or a file until it ends; bytes that are no UTF-8 arrive as replacement characters."""
    decoder, begun = codecs.getincrementaldecoder("utf-8")("replace"), ""
    async with aclosing(_chunks(stream)) as chunks:
        async for chunk in chunks:
            *lines, begun = (begun + decoder.decode(chunk)).split("\n")
            for line in lines:
                yield line.rstrip("\r")
    if last := begun + decoder.decode(b"", final=True):
        yield last.rstrip("\r")


async def _chunks(stream: IO[bytes]) -> AsyncGenerator[bytes]:
    """A file's bytes are always there; those of a pipe may never come, and a thread that waits for them never ends."""
    reader, mode = asyncio.StreamReader(), os.fstat(stream.fileno()).st_mode
    if not stat.S_ISFIFO(mode) and not stat.S_ISSOCK(mode):
        while chunk := await asyncio.to_thread(stream.read, _CHUNK):
            yield chunk
        return
    loop = asyncio.get_running_loop()
    transport, _ = await loop.connect_read_pipe(lambda: asyncio.StreamReaderProtocol(reader), stream)
    with closing(transport):
        while chunk := await reader.read(_CHUNK):
            yield chunk
