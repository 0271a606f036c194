"""What a chat platform does with people, once for all of them: hear, answer, click, send a form, follow a command.

An adapter turns its events into `Heard`, and does for the chat what only a platform can: see `Platform`. A message is
acknowledged when it is durable, and before its turn. What goes wrong before that is said to the person.
"""

import asyncio
from collections.abc import Awaitable, Callable, Collection, Mapping, Sequence
from contextlib import AbstractAsyncContextManager, AsyncExitStack, suppress
from dataclasses import dataclass, field
from datetime import datetime
from typing import Generic, Protocol, TypeVar

from cachetools import LRUCache, TTLCache

from bots import commands, controls, listing
from bots.commands import Request
from bots.compare_command import compare_in_words
from bots.controls import Chosen, Control, Setup, Stale
from bots.files import File
from bots.relay import Relay
from bots.shown import Shown
from engine import sessions
from engine.background import Background
from engine.errors import ForThem, PersonError
from engine.messages.inbound import Action, Attachment, Author, Inbound, ThreadKey
from engine.messages.material import background
from engine.rules import MOST_HOLDERS, Holder
from engine.sentences import listed
from engine.sessions import Engine, OnText, Session
from engine.turns.turn import Accepted

Source = TypeVar("Source")
_Source = TypeVar("_Source", contravariant=True)
Acknowledge = Callable[[], Awaitable[None]]
HELLO = "Hello"
"""What somebody says who begins without an idea; the builder then asks for it."""
ONCE = "That was chosen already."
KEPT_AS_CONTEXT = "What you say here I keep as context."
TOLD_AGAIN_SECONDS = 3600.0
BEFORE_SECONDS = 10.0
"""How long a turn waits for what was there before it."""
QUOTES = "(forwards a message)"
GATHER_SECONDS = 0.15
"""Before the turn of a click: what others click in the same moment belongs to it."""
MOST_REMEMBERED = 5000
"""Event keys that this process has dealt with, or is about to."""


@dataclass(frozen=True, slots=True)
class Heard(Generic[Source]):
    """A message of a person, as every platform can tell it."""

    source: Source
    """The platform's own record of it."""
    thread: ThreadKey
    """Where it stands."""
    event_key: str
    """The same for every delivery of this message."""
    text: str
    """In plain words, without a mention of the bot."""
    place: str = ""
    """Id of the channel; of a thread, the one that it hangs in. Empty in a direct message."""
    meant: bool = True
    """The bot is mentioned, or replied to, or nobody else is there."""
    aside: bool = False
    """It opens with the mention of somebody else, so in a session it is context, whoever is named further on."""
    sent_at: datetime | None = None
    people: Sequence[str] = ()
    """Whom it mentions beside the bot, as `Holder.who` has them: `person:ID`, `group:ID`."""
    files: Sequence[str] = ()
    """Names of the files that came with it."""
    quotes: bool = False
    """It forwards another message, or replies to one of another person's."""


@dataclass(frozen=True, slots=True)
class Earlier:
    """A message that was there already: it stands before the one that is heard, or is quoted by it."""

    event_key: str
    """Where it stands in the thread of the session, the one that it is heard with there."""
    author: Author
    text: str
    sent_at: datetime | None = None
    attachments: tuple[Attachment, ...] = ()


@dataclass(frozen=True, slots=True)
class Before(Generic[Source]):
    """With what a session `begins`, or what quotes something in it."""

    source: Source
    begins: bool
    authors: list[str] = field(default_factory=list)
    """Of the messages that were taken from there."""


class Platform(Protocol[_Source]):
    """What the chat asks of a platform."""

    begins: str
    """How a new agent is begun there, in a sentence."""
    prefix: str
    """What stands before a command; empty where a mention does."""
    files_seconds: float | None
    """How long files may hold up an acknowledgement; slower ones follow as a message of their own. None: for ever."""

    async def author(self, source: _Source, groups: Collection[str] = ()) -> Author:
        """Who said or clicked it, by the name that others there see, and to which of these groups they belong."""

    async def named(self, source: _Source, who: str) -> str:
        """The name of a person or a group that it mentions, as in `Heard.people`."""

    async def home(self, source: _Source) -> tuple[ThreadKey, Acknowledge]:
        """Where a session that begins with this message lives, and what opens that place once the message is stored.
        Raises PersonError where it cannot begin."""

    async def read(self, source: _Source) -> Sequence[Attachment | str]:
        """The files that came with it: as text, or the sentence that says why not."""

    async def before(self, source: _Source, thread: ThreadKey, *, begins: bool) -> Sequence[Earlier]:
        """What it quotes, and what was said in this thread before it where the session `begins` with it: a bounded
        number, oldest first. Never raises; what cannot be read is left out."""

    async def say(self, source: _Source, markdown: str, files: Sequence[File] = ()) -> None:
        """Words that are no turn, where it was said. Never raises; what is not delivered is in the log."""

    def link(self, thread: ThreadKey) -> str:
        """What leads to a thread, in Markdown."""

    async def whisper(self, source: _Source, markdown: str) -> None:
        """As `say`, to that person alone."""

    def blank(self, source: _Source) -> str | None:
        """What is said to a message in a session that holds nothing to read; None: it is a greeting."""

    def on_text(self, thread: ThreadKey, person: str) -> OnText | None:
        """Called with the words of a reply while they come."""

    def working(self, thread: ThreadKey, person: str) -> AbstractAsyncContextManager[None]:
        """Shows that the builder is at work."""


async def nothing() -> None:
    """To acknowledge nobody."""


class Chat(Generic[Source]):
    """One for each process; safe to use for many threads at once."""

    def __init__(self, engine: Engine, relay: Relay, platform: Platform[Source]) -> None:
        self.engine = engine
        self.relay = relay
        self.background = Background()
        self._platform = platform
        self._roles = sessions.allowed_roles(engine.settings)
        self._known: LRUCache[str, None] = LRUCache(MOST_REMEMBERED)
        self._told: TTLCache[tuple[str, str], None] = TTLCache(MOST_REMEMBERED, TOLD_AGAIN_SECONDS)
        """What (a session, or words) and person: who knows already that they may not."""

    # --- messages ---

    async def hear(self, heard: Heard[Source], acknowledge: Acknowledge = nothing) -> None:
        """A message somewhere: for the session of its thread, to begin one, or none of our business.

        Raises OperatorError, and only before it is acknowledged; the same message may then come again.
        """
        if heard.event_key in self._known:
            return await acknowledge()
        self._known[heard.event_key] = None
        try:
            await self._hear(heard, acknowledge)
        except ForThem as error:
            await acknowledge()
            await self._refuse(heard.source, error)
        except PersonError as error:
            await acknowledge()
            await self._platform.say(heard.source, str(error))
        except BaseException:
            self._known.pop(heard.event_key, None)
            raise

    async def _refuse(self, source: Source, error: ForThem) -> None:
        """To that person alone, and of a limit once an hour: whoever is over it may have more to say."""
        told = (str(error), (await self._platform.author(source)).id)
        if told not in self._told or not isinstance(error, sessions.OverLimit):
            self._told[told] = None
            await self._platform.whisper(source, str(error))

    async def edited(self, heard: Heard[Source], edit: str, acknowledge: Acknowledge = nothing) -> None:
        """A message as it stands after an edit; `edit` tells this one from others. Raises OperatorError, see `hear`.

        One that waits is taken as it is now, one that was answered is read again; one that was none of our business may
        be so now.
        """
        author = await self._author(heard.source, await sessions.in_thread(self.engine, heard.thread))
        inbound = Inbound(heard.thread, heard.event_key, author, heard.text, sent_at=heard.sent_at)
        accepted = await sessions.edited(self.engine, inbound, edit)
        if accepted:
            await acknowledge()
            return await self.relay.read_again(accepted)
        if heard.meant and commands.parse(heard.text) is None:
            self._known.pop(heard.event_key, None)
            return await self.hear(heard, acknowledge)
        return await acknowledge()

    async def deleted(self, event_key: str, author: Author, acknowledge: Acknowledge = nothing) -> None:
        """A message that somebody took back. Raises OperatorError, see `hear`."""
        accepted = await sessions.deleted(self.engine, event_key, author)
        await acknowledge()
        if accepted:
            await self.relay.read_again(accepted)

    async def _hear(self, heard: Heard[Source], acknowledge: Acknowledge) -> None:
        session = await sessions.in_thread(self.engine, heard.thread)
        if session is None and not heard.meant:
            return await acknowledge()
        aside = session is not None and heard.aside
        answers_all = session is not None and session.rules.answers == "every message"
        addressed = not aside and (heard.meant or answers_all)
        if addressed and (command := await self._asked(heard, session)):
            return await self._command(heard, session, *command, acknowledge)
        if session:
            blank = self._platform.blank(heard.source)
            return await self._take(heard, heard.thread, acknowledge, session=session, blank=blank, addressed=addressed)
        brings = await self.check_begins(heard.source, heard.thread, heard.place, heard.text)
        thread, opens = await self._platform.home(heard.source)
        if brings:
            return await self._begin_with(heard, thread, brings, acknowledge, opens)
        return await self._take(heard, thread, acknowledge, opens)

    async def _begin_with(
        self, heard: Heard[Source], thread: ThreadKey, brings: Action, acknowledge: Acknowledge, opens: Acknowledge
    ) -> None:
        async def stored() -> None:
            await acknowledge()
            await opens()

        author = await self._author(heard.source, None)
        inbound = Inbound(thread, heard.event_key, author, heard.text, brings, heard.sent_at)
        await self.receive(inbound, stored, Before(heard.source, begins=True))

    async def _may_tell(self, source: Source, session: Session, author: Author) -> bool:
        """Whether the builder reads their words; who may neither edit nor approve is told so once."""
        if session.rules.may_any(author, "edit", "approve"):
            return True
        if (told := (session.id, author.id)) not in self._told:
            self._told[told] = None
            await self._platform.whisper(source, f"{session.rules.refusal('edit')} {KEPT_AS_CONTEXT}")
        return False

    async def _take(
        self,
        heard: Heard[Source],
        thread: ThreadKey,
        acknowledge: Acknowledge,
        opens: Acknowledge = nothing,
        *,
        session: Session | None = None,
        blank: str | None = None,
        addressed: bool = True,
    ) -> None:
        """Store the message with its files and what it quotes; then the turn. `blank` is said where there is nothing to
        read."""
        found, late = await self._files(heard)
        material = tuple(f for f in found if isinstance(f, Attachment))
        refused = [f for f in found if isinstance(f, str)]
        only_quotes = session is not None and heard.quotes and not (heard.text or material)
        text = heard.text or ("" if heard.files or blank is not None or only_quotes else HELLO)
        if not (text or material or late or only_quotes):
            await acknowledge()
            return await self._say_each(heard.source, (refused or [blank or ""]) if addressed else [])

        async def stored() -> None:
            await acknowledge()
            await opens()

        author = await self._author(heard.source, session)
        if session and addressed:
            await self.check_limits(heard.thread, author)
            addressed = await self._may_tell(heard.source, session, author)
        inbound = Inbound(
            thread=thread,
            event_key=heard.event_key,
            author=author,
            # a file speaks for itself; one that takes longer is told of, and follows
            text=text or ("" if material else f"(shares {listed(heard.files)})" if heard.files else QUOTES),
            sent_at=heard.sent_at,
            addressed=addressed and bool(text or material),
            attachments=material,
        )
        before = Before(heard.source, begins=session is None) if heard.quotes or not session else None
        accepted = await self.receive(inbound, stored, before)
        if not accepted.seen_before and addressed:
            told = [background(before.authors)] if session and before and before.authors else []
            await self._say_each(heard.source, [*refused, *told])
            if late:
                self.background.start(self._follow_up(heard, thread, author, late))
        return None

    async def _files(self, heard: Heard[Source]) -> tuple[Sequence[Attachment | str], "_Reading | None"]:
        """What the files say, or the reading of them where it takes longer than we may wait."""
        if not heard.files:
            return (), None
        reading = asyncio.ensure_future(self._platform.read(heard.source))
        reading.add_done_callback(lambda task: task.cancelled() or task.exception())  # it may be that nobody asks
        done, _ = await asyncio.wait({reading}, timeout=self._platform.files_seconds)
        return (reading.result(), None) if done else ((), reading)

    async def _follow_up(self, heard: Heard[Source], thread: ThreadKey, author: Author, late: "_Reading") -> None:
        found = await late
        await self._say_each(heard.source, [f for f in found if isinstance(f, str)])
        material = tuple(f for f in found if isinstance(f, Attachment))
        try:
            if material:
                await self.receive(Inbound(thread, f"{heard.event_key}:files", author, attachments=material))
        except PersonError as error:
            await self._platform.say(heard.source, str(error))

    async def _say_each(self, source: Source, sentences: Sequence[str]) -> None:
        if words := "\n".join(filter(None, sentences)):
            await self._platform.say(source, words)

    # --- commands ---

    async def _asked(self, heard: Heard[Source], session: Session | None) -> tuple[str, Sequence[str]] | None:
        """The command that a message is, or takes up where the last reply offers one."""
        if heard.files:
            return None
        if heard.meant and (command := commands.parse(heard.text)):
            return command
        if session and (words := compare_in_words(heard.text)):
            return "export", words
        offered = await sessions.taken_up(self.engine, session.id, heard.text) if session else None
        return commands.parse(offered) if offered else None

    async def _command(
        self, heard: Heard[Source], session: Session | None, name: str, words: Sequence[str], acknowledge: Acknowledge
    ) -> None:
        """A command in words. It is kept as context, so that it is followed once however often it is delivered."""
        author = await self._author(heard.source, session)
        if session and name not in ("undo", "rehearse"):
            noted = Inbound(heard.thread, heard.event_key, author, heard.text, sent_at=heard.sent_at, addressed=False)
            if (await self.receive(noted, acknowledge)).seen_before:
                return
        elif session is None:
            await acknowledge()
        mentioned = heard.people[: MOST_HOLDERS + 1] if name == "settings" else ()
        people = [Holder(who=who, name=(await self._platform.named(heard.source, who))[:300]) for who in mentioned]
        shown = await self.follow(heard.thread, heard.event_key, author, name, words, people, acknowledge)
        if shown and not shown.woken:
            await self._platform.say(heard.source, shown.markdown, shown.files)

    async def follow(
        self,
        thread: ThreadKey,
        event_key: str,
        author: Author,
        name: str,
        words: Sequence[str] = (),
        people: Sequence[Holder] = (),
        acknowledge: Acknowledge = nothing,
    ) -> Shown | None:
        """What a command gives, in the thread where it was given; None where its reply says it all.

        Raises PersonError.
        """
        session = await sessions.in_thread(self.engine, thread)
        view = await sessions.status(self.engine, session.id) if session else None
        told = self._platform
        request = Request(self.engine, author, told.begins, view, words, people, told.prefix, thread, told.link)
        outcome = await commands.run(name, request)
        if isinstance(outcome, Action):
            await self.receive(Inbound(thread, event_key, author, outcome.label, outcome), acknowledge)
            return None
        if outcome.woken and view:
            await self.relay.deliver_waiting(view.session_id)
        if outcome.choices and view:
            await acknowledge()
            await self._post(view.session_id, outcome)
            return None
        return outcome

    async def _post(self, session_id: str, shown: Shown) -> None:
        """What a command gives as a reply of its own in the thread, with its buttons."""
        await sessions.offer(self.engine, session_id, shown.markdown, shown.choices)
        await self.relay.deliver_waiting(session_id)

    # --- clicks and forms ---

    async def click(
        self,
        source: Source,
        thread: ThreadKey,
        control: Control,
        values: Sequence[str] = (),
        acknowledge: Acknowledge = nothing,
    ) -> str:
        """A button or a select; what to tell the person alone, or nothing where it was taken."""
        author = await self.who(source, thread)
        try:
            choice = await controls.chosen(self.engine, control, thread, author, values)
            if isinstance(choice, Stale):
                return choice.words
            await self.check_limits(thread, author)
            if command := choice.command:
                return await self._press(thread, author, choice, command, acknowledge)
            accepted = await self.receive(choice.inbound(thread, author), acknowledge, gather=True)
        except PersonError as error:
            return str(error)
        return ONCE if accepted.seen_before else ""

    async def _press(
        self,
        thread: ThreadKey,
        author: Author,
        choice: Chosen,
        command: tuple[str, Sequence[str]],
        acknowledge: Acknowledge,
    ) -> str:
        """A button that says a command, whose answer is words. It is kept as context, so that it is followed once
        however often it is clicked. Raises PersonError."""
        accepted = await self.receive(
            Inbound(thread, choice.event_key, author, choice.says, addressed=False), acknowledge
        )
        if accepted.seen_before:
            return ONCE
        if shown := await self.follow(thread, choice.event_key, author, *command):
            await self._post(accepted.session_id, shown)
        return ""

    async def form(self, source: Source, thread: ThreadKey, control: Control) -> Setup | Stale:
        """What a Configure button opens for this person."""
        try:
            return await controls.setup(self.engine, control, thread, await self.who(source, thread))
        except PersonError as error:
            return Stale(str(error))

    async def send(
        self,
        source: Source,
        thread: ThreadKey,
        control: Control,
        values: Mapping[str, str],
        acknowledge: Acknowledge = nothing,
    ) -> str | Mapping[str, str]:
        """A sent form: nothing where it was taken, a word to the person alone, or what is wrong with each field."""
        author = await self.who(source, thread)
        found = await controls.filled(self.engine, control, thread, author, values)
        if isinstance(found, Chosen):
            await self.receive(found.inbound(thread, author), acknowledge)
            return ""
        return found.words if isinstance(found, Stale) else found

    # --- what all of them share ---

    async def who(self, source: Source, thread: ThreadKey) -> Author:
        """Who it is, with those of their groups that have a right in the session of this thread."""
        return await self._author(source, await sessions.in_thread(self.engine, thread))

    async def _author(self, source: Source, session: Session | None) -> Author:
        groups = session.rules.groups if session else frozenset[str]()
        return await self._platform.author(source, groups | self._roles)

    async def check_limits(self, thread: ThreadKey, author: Author, *, opens: bool = False) -> None:
        """Raises OverLimit, before anything is opened or accepted."""
        await sessions.check_limits(self.engine, thread, author, opens=opens)

    async def check_begins(self, source: Source, thread: ThreadKey, place: str = "", idea: str = "") -> Action | None:
        """What an idea brings, see `listing.beginning`, where this person may begin an agent at this place. Raises
        OverLimit, PersonError."""
        if place:
            sessions.check_place(self.engine.settings, place)
        author = await self._author(source, None)
        await self.check_limits(thread, author, opens=True)
        return await listing.beginning(self.engine, thread, author, idea)

    async def begin(
        self,
        thread: ThreadKey,
        event_key: str,
        author: Author,
        idea: str,
        acknowledge: Acknowledge = nothing,
        source: Source | None = None,
        files: Sequence[Attachment | str] = (),
    ) -> Accepted:
        """What somebody says who begins by a command, see `check_begins`; with `files`, as `Platform.read` gives them.
        `source`: the message or the command with which it begins, to read what was there before. Raises PersonError."""
        brings = await listing.beginning(self.engine, thread, author, idea)
        material = tuple(f for f in files if isinstance(f, Attachment))
        words = idea or ("" if material else HELLO)
        inbound = Inbound(thread, event_key, author, words, brings, attachments=() if brings else material)
        return await self.receive(inbound, acknowledge, Before(source, begins=True) if source else None)

    async def _read_before(self, inbound: Inbound, before: "Before[Source]") -> None:
        """Store what was there already as context of the session, once; whose it is stands in `before` then."""
        try:
            async with asyncio.timeout(BEFORE_SECONDS):
                found = await self._platform.before(before.source, inbound.thread, begins=before.begins)
        except TimeoutError:
            return
        for one in found:
            context = Inbound(
                inbound.thread, one.event_key, one.author, one.text, None, one.sent_at, False, one.attachments
            )
            with suppress(PersonError):  # too long, or nothing is left of it
                if not (await self.relay.keep(context)).seen_before:
                    before.authors.append(one.author.name)

    async def receive(
        self,
        inbound: Inbound,
        acknowledge: Acknowledge = nothing,
        before: "Before[Source] | None" = None,
        *,
        gather: bool = False,
    ) -> Accepted:
        """Accept, acknowledge, read what was there `before`, take the turn and deliver, with a sign of work meanwhile.
        `gather`: the turn waits for what comes in the same moment.

        Raises what is wrong before acceptance, and nothing after it.
        """
        thread, person = inbound.thread, inbound.author.id
        async with AsyncExitStack() as sign:

            async def accepted() -> None:
                self._known[inbound.event_key] = None
                await acknowledge()
                if inbound.addressed:
                    await sign.enter_async_context(self._platform.working(thread, person))
                if before:
                    await self._read_before(inbound, before)
                if gather:
                    await asyncio.sleep(GATHER_SECONDS)

            on_text = self._platform.on_text(thread, person) if inbound.addressed else None
            return await self.relay.receive(inbound, accepted, on_text)


_Reading = asyncio.Future[Sequence[Attachment | str]]
