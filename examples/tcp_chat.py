"""A chat platform of your own in one file: lines over TCP, one room one agent. `python -m examples.tcp_chat [PORT]`

`nc localhost 7000`, then `ana clinic` (your name and the room), then talk. Alone in a room you talk to the builder;
with others there, mention it as `@builder`. A line may begin with `#key ` so that sending it again does nothing twice.

    /click ID            a button of a reply             /form ID path=value; path=value
    /file NAME TEXT      a file (text in one line)       and the commands that `help` names
"""

import asyncio
import re
import sys
from collections import defaultdict
from collections.abc import AsyncIterator, Collection, Iterator, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager, nullcontext
from dataclasses import dataclass, replace
from typing import assert_never
from uuid import uuid4

from bots.chat import Acknowledge, Chat, Earlier, Heard, nothing
from bots.controls import GONE, Control
from bots.files import File
from bots.relay import Relay
from bots.wording import NOT_STORED, bar, changed, export_ready, manner, standing
from engine.errors import OperatorError, PersonError
from engine.messages.inbound import Attachment, Author, ThreadKey
from engine.messages.recap import Recap, in_words
from engine.messages.replies import (
    Asks,
    Diff,
    Files,
    Form,
    Notice,
    Picture,
    ProgressLine,
    Reply,
    ReplyPart,
    Suggestions,
    Text,
    ToolCard,
    for_approval,
)
from engine.sessions import Engine, Outbound, TryLater

US = "@builder"
NAME = re.compile(r"[\w-]{1,40}")
_LINE = re.compile(r"(?:#(?P<key>\S{1,60}) )?(?P<text>.*)", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Line:
    """What one person typed, and the connection that it came from."""

    person: str
    room: str
    writer: asyncio.StreamWriter
    files: tuple[Attachment, ...] = ()


class TcpChat:
    """The `Platform` of the chat, and the adapter that the relay delivers to."""

    platform = "tcp+"
    begins = "Say what your voice agent should do; each room designs one."
    prefix = ""
    files_seconds: float | None = None

    def __init__(self, engine: Engine) -> None:
        self.rooms: dict[str, set[asyncio.StreamWriter]] = defaultdict(set)
        self.relay = Relay(engine, self)
        self.chat: Chat[Line] = Chat(engine, self.relay, self)

    # --- lines in ---

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """One connection, until it ends. The lines of one person are taken one after the other."""
        try:
            person, _, room = (await reader.readline()).decode("utf-8", "replace").strip().partition(" ")
            if not (NAME.fullmatch(person) and NAME.fullmatch(room)):
                return _write(writer, "Begin with your name and a room, like: ana clinic")
            self.rooms[room].add(writer)
            while line := await reader.readline():
                await self._take(Line(person, room, writer), line.decode("utf-8", "replace").strip())
        except (ConnectionError, ValueError):  # gone, or a line without end
            pass
        finally:
            for writers in self.rooms.values():
                writers.discard(writer)
            writer.close()
        return None

    async def _take(self, line: Line, typed: str) -> None:
        found = _LINE.fullmatch(typed)
        key, text = (found["key"] or str(uuid4()), found["text"]) if found else (str(uuid4()), typed)
        try:
            match text.split(" ", 2):
                case ["/click", control, *_]:
                    await self._click(line, control)
                case ["/form", control, values]:
                    await self._form(line, control, values)
                case ["/file", name, content]:
                    file = Attachment(name, "text/plain", content)
                    await self._hear(replace(line, files=(file,)), key, "")
                case _:
                    await self._hear(line, key, text)
        except PersonError as error:
            _write(line.writer, str(error))
        except OperatorError:
            _write(line.writer, NOT_STORED)

    async def _hear(self, line: Line, key: str, text: str) -> None:
        alone = len(self.rooms[line.room]) <= 1
        await self.chat.hear(
            Heard(
                source=line,
                thread=_thread(line),
                event_key=f"tcp:{line.room}:{line.person}:{key}",
                text=text.replace(US, "").strip(),
                meant=alone or US in text,
                aside=text.startswith("@") and not text.startswith(US),
                files=[file.name for file in line.files],
            )
        )

    async def _click(self, line: Line, control_id: str) -> None:
        control = Control.parse(control_id)
        _write(line.writer, await self.chat.click(line, _thread(line), control) if control else GONE)

    async def _form(self, line: Line, control_id: str, typed: str) -> None:
        control = Control.parse(control_id)
        values = {path.strip(): value.strip() for path, _, value in (pair.partition("=") for pair in typed.split(";"))}
        told = await self.chat.send(line, _thread(line), control, values) if control else GONE
        _write(line.writer, told if isinstance(told, str) else "\n".join(told.values()))

    # --- what the chat asks of a platform ---

    async def author(self, source: Line, groups: Collection[str] = ()) -> Author:
        return Author(source.person, source.person)

    async def named(self, source: Line, who: str) -> str:
        return who.partition(":")[2]

    async def home(self, source: Line) -> tuple[ThreadKey, Acknowledge]:
        return _thread(source), nothing

    async def read(self, source: Line) -> Sequence[Attachment | str]:
        return source.files

    async def before(self, source: Line, thread: ThreadKey, *, begins: bool) -> Sequence[Earlier]:
        return ()

    async def say(self, source: Line, markdown: str, files: Sequence[File] = ()) -> None:
        _write(source.writer, "\n".join([markdown, *(f"[{file.name}, {len(file.data)} bytes]" for file in files)]))

    def link(self, thread: ThreadKey) -> str:
        return f"(room {thread.parts[0]})"

    async def whisper(self, source: Line, markdown: str) -> None:
        _write(source.writer, markdown)

    def blank(self, source: Line) -> None:
        """An empty line is a greeting."""

    def on_text(self, thread: ThreadKey, person: str) -> None:
        """Lines are shown whole."""

    def working(self, thread: ThreadKey, person: str) -> AbstractAsyncContextManager[None]:
        return nullcontext()

    # --- replies out ---

    async def deliver(self, outbound: Outbound, thread: ThreadKey) -> str | None:
        """To everybody in the room; while nobody is there, the reply waits."""
        if not (writers := self.rooms.get(thread.parts[0])):
            raise TryLater(1.0)
        for writer in writers:
            _write(writer, rendered(outbound.reply, outbound.id))
        return None


def rendered(reply: Reply, outbox_id: int) -> str:
    """The reply as lines; what can be clicked shows the id to click it with."""
    counts: dict[str, Iterator[int]] = defaultdict(lambda: iter(range(1000)))
    return "\n".join(line for part in reply.parts for line in _lines(part, outbox_id, counts))


def _lines(part: ReplyPart, outbox_id: int, counts: dict[str, Iterator[int]]) -> Iterator[str]:
    match part:
        case Text(markdown=words) | Notice(text=words):
            yield words
        case ProgressLine():
            yield f"{bar(part)} {standing(part)}"
        case Suggestions(items=items):
            for item in items:
                yield f"[{item.label}] /click {Control(outbox_id, 'suggestion', next(counts['suggestion']))}"
        case ToolCard(tool=tool):
            at = next(counts["card"])
            yield f"{tool.name}: {tool.purpose} ({manner(tool)})"
            yield f"[Accept] /click {Control(outbox_id, 'accept', at)}"
            yield f"[Decline] /click {Control(outbox_id, 'decline', at)}"
            yield f"[Configure] /form {Control(outbox_id, 'configure', at)} url=…; auth=…"
        case Form(title=title, fields=fields):
            paths = "; ".join(f"{field.path}={field.value}" for field in fields)
            yield f"{title}: /form {Control(outbox_id, 'form', next(counts['form']))} {paths}"
        case Picture(title=title, alt=alt):
            yield f"{title}:\n{alt}"
        case Diff():
            yield changed(part)
        case Recap():
            yield in_words(part)
        case Asks(names=names):
            yield for_approval(names)
        case Files():
            yield export_ready(part, f": say `export {part.platform}`")
        case _:
            assert_never(part)


def _thread(line: Line) -> ThreadKey:
    return ThreadKey.foreign("tcp", line.room)


def _write(writer: asyncio.StreamWriter, words: str) -> None:
    """Each line under our own name, so that nothing said can pass for somebody else's; no control characters."""
    for line in words.splitlines():
        if shown := "".join(c for c in line if c.isprintable()).rstrip():
            writer.write(f"builder: {shown}\n".encode())


@asynccontextmanager
async def running(engine: Engine, port: int, host: str = "127.0.0.1") -> AsyncIterator[TcpChat]:
    """The chat, listening; on leaving, the turns that are under way come to their end."""
    tcp = TcpChat(engine)
    async with tcp.relay, await asyncio.start_server(tcp.serve, host, port, limit=200_000):
        yield tcp
    await tcp.chat.background.finish()


async def main() -> None:
    from engine.interview.choice import interviewer_from
    from engine.settings import load_settings
    from engine.turns.turn import close_engine, open_engine

    settings = load_settings()
    engine = await open_engine(settings, interviewer_from(settings))
    try:
        async with running(engine, int(sys.argv[1]) if len(sys.argv) > 1 else 7000):
            await asyncio.Event().wait()
    finally:
        await close_engine(engine)


if __name__ == "__main__":
    asyncio.run(main())
