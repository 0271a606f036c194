"""One way to talk in every platform: each room is the real adapter at its real edge, with people in front of it."""

import asyncio
import re
import time
from collections.abc import AsyncGenerator, AsyncIterator, Mapping
from contextlib import AsyncExitStack, asynccontextmanager, chdir, suppress
from dataclasses import dataclass, field
from io import StringIO
from pathlib import Path
from typing import Any, ClassVar, Protocol

from rich.console import Console

from bots import commands
from bots.discord import start
from bots.slack.app import running as running_slack_bot
from bots.terminal.chat import Chat as TerminalChat
from bots.terminal.view import View
from engine.interview.contract import Interviewer
from engine.messages.inbound import Author, ThreadKey
from engine.settings import load_settings
from engine.turns.turn import Engine, close_engine, open_engine
from examples import tcp_chat
from tests.discord.local import Channel, LocalDiscord, Person
from tests.discord.local.limits import fields_of
from tests.discord.test_messages import attached
from tests.servers import free_port
from tests.slack.conftest import PACE, settings_for
from tests.slack.local import LocalSlack, Message, running_slack
from tests.slack.local.server import elements, labels
from tests.slack.local.state import Person as Member

PATIENCE_SECONDS = 60.0
_PROGRESS = " % · "
_ESCAPES = re.compile(r"\x1b\[[0-9;]*m|\x1b\]8;[^\x1b]*\x1b\\\\")
_NUMBERED = re.compile(r" *(\d+)[ .] *(.*?) *")
HOSTILE = "Go & <!channel> @everyone [x](https://evil.example.com)"
"""A label that would notify everybody, or lead somewhere, where it is not escaped."""


class Room(Protocol):
    """A place where one agent is designed. People are `Ana`, who begins, and `Ben`."""

    engine: Engine
    lacks: ClassVar[Mapping[str, str]] = {}
    """What a platform has not -> why."""

    @property
    def thread(self) -> ThreadKey: ...
    def heard(self) -> list[str]:
        """All that the bot said here, to everybody or to one person."""

    @property
    def silent_sessions(self) -> int:
        """How many sessions are there before anybody has said anything."""
        return 0

    def buttons(self) -> list[str]:
        """Labels that can be clicked, in the order in which they came."""

    def harmed(self) -> bool:
        """Something that the bot sent would notify everybody, or pass for somebody else's words."""

    async def says(self, text: str, by: str = "Ana", *, copies: int = 1, file: tuple[str, str] | None = None) -> None:
        """To the builder; `copies`: delivered as often."""

    async def clicks(self, label: str, by: str = "Ana") -> None: ...
    async def fills(self, values: Mapping[str, str]) -> None:
        """Open the form of the first proposed tool, and send it with these values."""

    def leave(self) -> None:
        """What is said next is said at a new place."""


async def hears(room: Room, words: str, times: int = 1) -> None:
    """Until the bot has said this so often."""
    until = time.monotonic() + PATIENCE_SECONDS
    while sum(words in told for told in room.heard()) < times:
        assert time.monotonic() < until, f"never heard {words!r} in {room.heard()[-4:]}"
        await asyncio.sleep(0.02)


async def offered(room: Room, label: str) -> None:
    until = time.monotonic() + PATIENCE_SECONDS
    while label not in room.buttons():
        assert time.monotonic() < until, f"never saw {label!r} in {room.buttons()}"
        await asyncio.sleep(0.02)


async def to_the_tools(room: Room) -> None:
    """Agree to all that is asked until the tools are shown; every answer ends with its line of progress."""
    answers = sum(_PROGRESS in told for told in room.heard())
    while "Decline" not in room.buttons():
        await room.says("yes")
        answers += 1
        await hears(room, _PROGRESS, answers)


@dataclass
class SlackRoom(Room):
    engine: Engine
    slack: LocalSlack
    root: Message | None = None

    @property
    def thread(self) -> ThreadKey:
        assert self.root
        return ThreadKey.slack("T1", "C1", self.root.ts)

    def heard(self) -> list[str]:
        alone = [str(e["text"]) for e in self.slack.team().ephemerals]
        return ["\n".join([m.text, *_mrkdwn(m.blocks)]) for m in self._posts()] + alone

    def buttons(self) -> list[str]:
        return [label for message in self._posts() for label in labels(message)]

    def harmed(self) -> bool:
        return any("<!" in told or "<https://evil" in told for told in self.heard())

    async def says(self, text: str, by: str = "Ana", *, copies: int = 1, file: tuple[str, str] | None = None) -> None:
        files = [self.slack.share(file[0], "text/markdown", file[1].encode())] if file else []
        thread = self.root.ts if self.root else None
        words = f"<@UBOT> {text}".strip()
        said = await self.slack.says(words, by=f"U{by.upper()}", thread=thread, copies=copies, files=files)
        self.root = self.root or said

    async def clicks(self, label: str, by: str = "Ana") -> None:
        await offered(self, label)
        message = [m for m in self._posts() if label in labels(m)][-1]
        await self.slack.clicks(message, label, by=f"U{by.upper()}")

    async def fills(self, values: Mapping[str, str]) -> None:
        message = next(m for m in self._posts() if "Configure" in labels(m))
        opener = next(e for e in elements(message.blocks) if ":configure:" in str(e.get("action_id")))
        await self.slack.acts(opener, message=message)
        views = self.slack.team().views
        view = await self.slack.until(lambda: next((v for v in views.values() if "submit" in v), None))
        assert await self.slack.submits(view["id"], values) == {}

    def leave(self) -> None:
        self.root = None

    def _posts(self) -> list[Message]:
        return self.slack.replies("C1", self.root.ts) if self.root else []


@dataclass
class DiscordRoom(Room):
    engine: Engine
    discord: LocalDiscord
    general: Channel
    people: dict[str, Person]
    root: str = ""
    answers: list[Any] = field(default_factory=list)

    @property
    def thread(self) -> ThreadKey:
        return ThreadKey.discord(self.general.guild_id, self.root)

    def heard(self) -> list[str]:
        return [m.content for m in self._posts()] + [i.answer for i in self.answers]

    def buttons(self) -> list[str]:
        return [str(c.get("label")) for m in self._posts() for c in m.controls()]

    def harmed(self) -> bool:
        return any(m.payload.get("allowed_mentions", {}).get("parse") != [] for m in self._posts())

    async def says(self, text: str, by: str = "Ana", *, copies: int = 1, file: tuple[str, str] | None = None) -> None:
        self.discord.gateway.duplicate = copies > 1
        files = (attached(self.discord, file[0], file[1].encode()),) if file else ()
        channel = self.discord.channels.get(self.root, self.general)
        said = await self.people[by].says(channel, f"@Builder {text}".strip(), attachments=files)
        self.discord.gateway.duplicate = False
        self.root = self.root or said.id

    async def clicks(self, label: str, by: str = "Ana") -> None:
        await offered(self, label)
        message = [m for m in self._posts() if label in [c.get("label") for c in m.controls()]][-1]
        self.answers.append(await self.people[by].clicks(message, label))

    async def fills(self, values: Mapping[str, str]) -> None:
        message = next(m for m in self._posts() if "Configure" in [c.get("label") for c in m.controls()])
        opened = await self.people["Ana"].clicks(message, "Configure")
        assert opened.response
        named = {item["custom_id"]: label for label, item in fields_of(opened.response["data"])}
        await self.people["Ana"].submits(opened, {named[path]: value for path, value in values.items()})

    def leave(self) -> None:
        self.root = ""

    def _posts(self) -> list[Any]:
        inside = self.discord.channels.get(self.root)
        return self.discord.said_by_bot(self.general) + (self.discord.said_by_bot(inside) if inside else [])


@dataclass
class TcpRoom(Room):
    engine: Engine
    port: int
    stack: AsyncExitStack
    room: int = 0
    lines: list[tuple[str, str]] = field(default_factory=list)
    """Person and line, of this room."""
    people: dict[str, asyncio.StreamWriter] = field(default_factory=dict)
    said: int = 0

    @property
    def thread(self) -> ThreadKey:
        return ThreadKey.foreign("tcp", f"room-{self.room}")

    def heard(self) -> list[str]:
        return [line for person, line in self.lines if person == "Ana"] + [
            line for person, line in self.lines if person == "Ben"
        ]

    def buttons(self) -> list[str]:
        return [line.partition("] /")[0].partition("[")[2] for line in self.heard() if "] /click" in line]

    def harmed(self) -> bool:
        return any(not line.startswith("builder: ") or not line.isprintable() for line in self.heard())

    async def says(self, text: str, by: str = "Ana", *, copies: int = 1, file: tuple[str, str] | None = None) -> None:
        self.said += 1
        words = f"/file {file[0].replace(' ', '-')} {file[1]}" if file else f"@builder {text}"
        for _ in range(copies):
            await self._types(by, f"#{self.said} {words}")

    async def clicks(self, label: str, by: str = "Ana") -> None:
        await offered(self, label)
        line = [line for line in self.heard() if f"[{label}] /click" in line][-1]
        await self._types(by, line[line.rindex("/click") :])

    async def fills(self, values: Mapping[str, str]) -> None:
        line = next(line for line in self.heard() if "[Configure] /form" in line)
        control = line[line.rindex("/form") :].split(" ")[1]
        await self._types("Ana", f"/form {control} {'; '.join(f'{k}={v}' for k, v in values.items())}")

    def leave(self) -> None:
        self.room += 1
        self.lines.clear()
        self.people.clear()

    async def _types(self, person: str, line: str) -> None:
        if person not in self.people:
            reader, self.people[person] = await asyncio.open_connection("127.0.0.1", self.port)
            self.people[person].write(f"{person} room-{self.room}\n".encode())
            listening = asyncio.create_task(self._listen(person, reader, self.lines))
            self.stack.callback(self.people[person].close)
            self.stack.callback(listening.cancel)
        self.people[person].write(f"{line}\n".encode())

    async def _listen(self, person: str, reader: asyncio.StreamReader, lines: list[tuple[str, str]]) -> None:
        while line := await reader.readline():
            lines.append((person, line.decode().rstrip("\n")))


@dataclass
class _Terminal:
    """One person at one terminal: what is typed, and what stands on the screen."""

    screen: StringIO
    typed: asyncio.Queue[str]
    running: asyncio.Task[Any]
    begun: int
    """Where on the screen its session goes on; what stands before it is how a terminal greets."""

    @property
    def shown(self) -> str:
        return self.screen.getvalue()[self.begun :]


@dataclass
class TerminalRoom(Room):
    """Everybody has a terminal of their own, and all of them show the same session."""

    engine: Engine
    lacks: ClassVar = {
        "copies": "what is typed once comes once",
        "forms": "the words ask for one value at a time",
    }
    room: int = 0
    at: dict[str, _Terminal] = field(default_factory=dict)
    ending: list[asyncio.Task[Any]] = field(default_factory=list)

    @property
    def thread(self) -> ThreadKey:
        return ThreadKey.terminal(f"room-{self.room}")

    @property
    def silent_sessions(self) -> int:
        return 1

    def heard(self) -> list[str]:
        return [line for one in self.at.values() for line in _ESCAPES.sub("", one.shown).splitlines()]

    def buttons(self) -> list[str]:
        return [found[2] for line in self.heard() if (found := _NUMBERED.fullmatch(line))]

    def harmed(self) -> bool:
        return any("\x1b]8" in one.screen.getvalue() for one in self.at.values())

    async def says(self, text: str, by: str = "Ana", *, copies: int = 1, file: tuple[str, str] | None = None) -> None:
        assert copies == 1
        if file:
            text = _dropped(*file)
        (await self._at(by)).typed.put_nowait(f"/{text}" if commands.parse(text) else text)

    async def clicks(self, label: str, by: str = "Ana") -> None:
        terminal = await self._at(by)
        await offered(self, label)
        found = [found for line in self.heard() if (found := _NUMBERED.fullmatch(line)) and found[2] == label]
        terminal.typed.put_nowait(found[-1][1])

    async def fills(self, values: Mapping[str, str]) -> None:
        raise AssertionError("a terminal has no forms")

    def leave(self) -> None:
        self.room += 1
        self.close()

    def close(self) -> None:
        for one in self.at.values():
            one.running.cancel()
            self.ending.append(one.running)
        self.at.clear()

    async def ended(self) -> None:
        """Everybody has left, and the database is not asked any more."""
        self.close()
        await asyncio.gather(*self.ending, return_exceptions=True)

    async def _at(self, person: str) -> _Terminal:
        if person not in self.at:
            screen, typed, ready = StringIO(), asyncio.Queue[str](), asyncio.Event()
            view = View(Console(file=screen, force_terminal=True, width=400, highlight=False))
            chat = TerminalChat(self.engine, view, f"room-{self.room}", author=Author(person, person))
            running = asyncio.create_task(chat.run(_lines_of(typed, ready)))
            await ready.wait()
            self.at[person] = _Terminal(screen, typed, running, len(screen.getvalue()))
        return self.at[person]


def _dropped(name: str, text: str) -> str:
    """A file on the disk, as a terminal writes its path when somebody drops it there."""
    path = Path("dropped files", name).absolute()
    path.parent.mkdir(exist_ok=True)
    path.write_text(text, "utf-8")
    return f"'{path}'"


async def _lines_of(typed: asyncio.Queue[str], ready: asyncio.Event) -> AsyncGenerator[str]:
    ready.set()
    while True:
        yield await typed.get()


@asynccontextmanager
async def slack_room(file: Path, interviewer: Interviewer) -> AsyncIterator[Room]:
    async with running_slack() as slack:
        slack.channel()
        slack.team().people["UBEN"] = Member("UBEN", "Ben")
        async with _engine(settings_for(slack, file), interviewer) as engine, running_slack_bot(engine, PACE):
            yield SlackRoom(engine, slack)


@asynccontextmanager
async def discord_room(file: Path, interviewer: Interviewer) -> AsyncIterator[Room]:
    async with LocalDiscord.running() as discord:
        general = next(iter(discord.guild().channels.values()))
        settings = load_settings(
            None,
            database_url=f"sqlite:///{file}",
            discord_token=discord.token,
            discord_api_url=discord.api_url,
            discord_gateway_url=discord.gateway.address,
        )
        start.point_at(settings)
        async with _engine(settings, interviewer) as engine:
            bot = asyncio.create_task(start.serve(engine, settings))
            try:
                await discord.until(lambda: discord.gateway.identified > 0 or bot.done(), "the bot connects")
                people = {name: Person(discord, name) for name in ("Ana", "Ben")}
                yield DiscordRoom(engine, discord, general, people)
            finally:
                bot.cancel()
                with suppress(asyncio.CancelledError):
                    await bot


@asynccontextmanager
async def tcp_room(file: Path, interviewer: Interviewer) -> AsyncIterator[Room]:
    port = free_port()
    settings = load_settings(None, database_url=f"sqlite:///{file}")
    async with _engine(settings, interviewer) as engine, tcp_chat.running(engine, port), AsyncExitStack() as stack:
        yield TcpRoom(engine, port, stack)


@asynccontextmanager
async def terminal_room(file: Path, interviewer: Interviewer) -> AsyncIterator[Room]:
    async with _engine(load_settings(None, database_url=f"sqlite:///{file}"), interviewer) as engine:
        room = TerminalRoom(engine)
        with chdir(file.parent):  # the files of a chat are written beside it
            try:
                yield room
            finally:
                await room.ended()


ROOMS = {"terminal": terminal_room, "slack": slack_room, "discord": discord_room, "tcp": tcp_room}


@asynccontextmanager
async def _engine(settings: Any, interviewer: Interviewer) -> AsyncIterator[Engine]:
    engine = await open_engine(settings, interviewer)
    try:
        yield engine
    finally:
        await close_engine(engine)


def _mrkdwn(value: Any) -> list[str]:
    """Every text of blocks that Slack reads for marks; labels of buttons are shown as they are."""
    if isinstance(value, list):
        return [text for item in value for text in _mrkdwn(item)]
    if not isinstance(value, dict):
        return []
    own = [str(value["text"])] if value.get("type") == "mrkdwn" else []
    return own + [text for item in value.values() for text in _mrkdwn(item)]
