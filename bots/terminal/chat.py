"""The chat itself: one terminal is one thread, and its lines go the same road as a message from Slack."""

import getpass
from collections.abc import AsyncGenerator, Collection, Sequence
from contextlib import AbstractAsyncContextManager, nullcontext
from dataclasses import dataclass, field
from uuid import uuid4

from bots import chat as chats
from bots.commands import COMMANDS
from bots.files import File
from bots.relay import Relay
from bots.terminal import commands
from bots.terminal.dropped import dropped
from bots.terminal.names import checked
from bots.terminal.view import View, choice
from engine import sessions
from engine.errors import OperatorError, PersonError
from engine.messages.inbound import Action, Attachment, Author, Inbound, ThreadKey
from engine.messages.replies import Picture, Reply
from engine.sentences import quoted
from engine.sessions import Engine, Outbound, create, resume
from engine.turns.opening import first_question
from engine.turns.turn import answer_to

PATIENCE_SECONDS = 90.0
"""How long the next line waits for the answer to the last one: a slow model, or a turn that is tried again."""
END = "/quit"


@dataclass
class Chat:
    """One session on the screen. It is also the adapter that the relay delivers to."""

    engine: Engine
    view: View
    name: str
    echo: bool = False
    """A pipe does not show what is typed, so the chat does."""
    platform: str = "terminal"
    _last: Reply | None = None
    author: Author = field(default_factory=lambda: Author(_user(), _user()))

    async def run(self, lines: AsyncGenerator[str], *, greeted: bool = False) -> str | None:
        """Read lines until they end or the chat does: `END`, or the name of the next chat (None: a new one).

        `greeted`: the first question is on the screen already.
        """
        known = await sessions.in_thread(self.engine, self._thread)
        answer = await create(self.engine, author=self.author, thread=self._thread)
        session_id = answer.session.session_id
        relay = Relay(self.engine, self, session_id=session_id)
        chat = chats.Chat(self.engine, relay, _Terminal(self))
        if known is None:
            self._last = first_question()
            if not greeted:
                self.view.opens(self.name, self._last)
        else:
            await relay.deliver_waiting(session_id)  # what was answered while nobody was looking
            waking = answer.session.status == "paused"
            answer = await resume(self.engine, session_id)
            if not waking:
                self._show(answer.reply)
        async with relay:
            if answer.session.status == "paused":
                await relay.deliver_waiting(session_id)
            async for line in lines:
                if self.echo:
                    self.view.typed(line)
                match line.split():
                    case ["/quit" | "/exit"]:
                        return END
                    case ["/new", *rest]:
                        return checked(rest[0]) if rest else None
                await self._take(line, chat)
        return END

    async def deliver(self, outbound: Outbound, thread: ThreadKey) -> str | None:
        """Show a reply, with its pictures written to files."""
        self._last = outbound.reply
        session = await sessions.of(self.engine, outbound.session_id)  # its spec may be one that cannot be read here
        pictures = [
            path
            for part in outbound.reply.parts
            if isinstance(part, Picture) and (path := await commands.picture_file(part, session.version, self.name))
        ]
        self.view.reply(outbound.reply, pictures)
        return None

    async def _take(self, line: str, chat: "chats.Chat[None]") -> None:
        """One line: a command, a choice, or a message. Whatever is wrong with it is said, and the chat goes on."""
        try:
            file = await dropped(line)
            if command := None if file else line if line.startswith("/") else self._taken_up(line.strip()):
                await self._follow(command, chat)
            else:
                accepted = await chat.receive(self._inbound(line.strip(), file))
                if await answer_to(self.engine, accepted.inbox_id, PATIENCE_SECONDS) is None:
                    self.view.say("This takes longer than usual. Your message is kept, and the answer will come.")
                chat.relay.move_to(accepted.session_id)  # another one where the last was abandoned
                await chat.relay.deliver_waiting(accepted.session_id)
        except (PersonError, OperatorError) as error:
            self.view.say(str(error))
        except OSError as error:
            self.view.say(f"Could not write {error.filename}: {error.strerror}. Name a folder that you can write to.")

    async def _follow(self, line: str, chat: "chats.Chat[None]") -> None:
        name, *words = line[1:].split() or [""]
        if name == "help":
            self.view.say(commands.usage())
        elif name not in COMMANDS:
            self.view.say(f"There is no command {quoted('/' + name)}. {commands.usage()}")
        else:
            shown = await chat.follow(self._thread, f"terminal:{uuid4()}", self.author, name, words)
            if shown:
                self.view.say(await commands.written(shown, self.name, words))
            if name == "restore" and (there := await sessions.in_thread(self.engine, self._thread)):
                chat.relay.move_to(there.id)

    def _taken_up(self, line: str) -> str | None:
        """The command that the last reply offers, by its number or in words."""
        chosen = choice(self._last, line)
        says = chosen.says if chosen else ""
        return says if says.startswith("/") else sessions.meant(self._last, line) if self._last else None

    def _inbound(self, line: str, file: Attachment | None) -> Inbound:
        chosen = choice(self._last, line)
        action = Action(label=chosen.label, changes=chosen.changes) if chosen and chosen.changes else None
        return Inbound(
            thread=self._thread,
            event_key=f"terminal:{uuid4()}",
            author=self.author,
            text="" if file else line if chosen is None else chosen.says or chosen.label,
            action=action,
            attachments=(file,) if file else (),
        )

    @property
    def _thread(self) -> ThreadKey:
        return ThreadKey.terminal(self.name)

    def _show(self, reply: Reply | None) -> None:
        if reply:
            self._last = reply
            self.view.reply(reply)


class _Terminal:
    """The `Platform` of one terminal: one person, one thread, and everything is said on the screen."""

    begins = "Tell me what your voice agent should do."
    prefix = "/"
    files_seconds: float | None = None

    def __init__(self, terminal: Chat) -> None:
        self._terminal = terminal

    async def author(self, source: None, groups: Collection[str] = ()) -> Author:
        return self._terminal.author

    async def named(self, source: None, who: str) -> str:
        return ""  # nobody is mentioned in a terminal

    async def home(self, source: None) -> tuple[ThreadKey, chats.Acknowledge]:
        return ThreadKey.terminal(self._terminal.name), chats.nothing

    async def read(self, source: None) -> Sequence[Attachment | str]:
        return ()

    async def before(self, source: None, thread: ThreadKey, *, begins: bool) -> Sequence[chats.Earlier]:
        return ()

    async def say(self, source: None, markdown: str, files: Sequence[File] = ()) -> None:
        self._terminal.view.say(markdown)

    def link(self, thread: ThreadKey) -> str:
        return f"(`make chat NAME={thread.parts[0]}`)"

    async def whisper(self, source: None, markdown: str) -> None:
        self._terminal.view.say(markdown)

    def blank(self, source: None) -> None:
        """An empty line is answered as the engine does."""

    def on_text(self, thread: ThreadKey, person: str) -> None:
        """Words are shown when they are all there."""

    def working(self, thread: ThreadKey, person: str) -> AbstractAsyncContextManager[None]:
        return nullcontext()


async def unfinished(engine: Engine) -> str | None:
    """The terminal session that was used last and is not finished."""
    for session in await sessions.listed(engine, "terminal"):
        if session.status in ("active", "paused") and session.version:
            return ThreadKey.parse(session.thread_key).parts[0]
    return None


def _user() -> str:
    try:
        return getpass.getuser()
    except (OSError, KeyError):  # a container may have no name for its user
        return "you"
