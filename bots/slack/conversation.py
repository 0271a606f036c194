"""What a message or a click in Slack leads to, told once for both ways in which Slack can bring it.

A message is acknowledged when it is durable and before its turn. What goes wrong before that is said to the person.
"""

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Literal

import structlog
from cachetools import LRUCache

from bots import commands
from bots.background import Background
from bots.controls import Chosen, Control, Stale, chosen, filled
from bots.relay import Relay, Undeliverable
from bots.slack import uploads
from bots.slack.delivery import Delivery
from bots.slack.events import Said, Spot
from bots.slack.home import NEW
from bots.slack.live import Live
from bots.slack.people import People
from bots.slack.web import Failure, Web
from engine.changes import Undo
from engine.errors import PersonError
from engine.inbound import Action, Attachment, Author, Inbound
from engine.sentences import listed
from engine.store import sessions
from engine.store.rows import Session
from engine.turns.turn import Accepted, Engine, resume, status

_log = structlog.get_logger()
Acknowledge = Callable[[], Awaitable[None]]
Role = Literal["turn", "context", "nothing"]
MOST_REMEMBERED = 5000
"""Event keys that this process has dealt with."""
HELLO = "Hello"
"""What a bare mention says."""


class Conversation:
    """One for each process; safe to use for many threads at once."""

    def __init__(self, engine: Engine, web: Web, live: Live, delivery: Delivery, relay: Relay) -> None:
        self.engine = engine
        self.people = People(web)
        self._web, self._live, self._delivery, self._relay = web, live, delivery, relay
        self.background = Background()
        self._known: LRUCache[str, None] = LRUCache(MOST_REMEMBERED)

    # --- messages ---

    async def hear(self, said: Said, acknowledge: Acknowledge) -> None:
        """A message in a channel, a thread or a direct message. Raises OperatorError only before it is acknowledged."""
        if said.event_key in self._known:  # the second event of a mention, mostly; the store would say the same
            return await acknowledge()
        session = await sessions.by_thread(self.engine.store, str(said.spot.thread))
        role = role_of(said, session)
        if role == "nothing":
            return await acknowledge()
        author = await self.people.author(said.spot.team, said.spot.user)
        command = commands.parse(said.text) if said.mentions_us or said.direct else None
        if command and role == "turn" and not said.files:
            return await self._command(said, session, author, command, acknowledge)
        return await self._message(said, author, role, acknowledge)

    async def _message(self, said: Said, author: Author, role: Role, acknowledge: Acknowledge) -> None:
        material, refused, late = await self._material(said)
        wordless = bool(said.files and not said.text)
        inbound = Inbound(
            thread=said.spot.thread,
            event_key=said.event_key,
            author=author,
            # a file speaks for itself; where there is nothing to read, the transcript says what was shared
            text=said.text or ("" if material else _shares(said) if said.files else HELLO),
            sent_at=said.sent_at,
            addressed=role == "turn" and not (wordless and not material),
            attachments=tuple(material),
        )
        accepted = await self.turn(said.spot, inbound, acknowledge)
        if accepted and not accepted.seen_before and role == "turn":
            for sentence in refused:
                await self.say(said.spot, sentence)
            if late:
                self.background.start(self._late_material(said, author, late))

    async def _material(
        self, said: Said
    ) -> tuple[list[Attachment], list[str], asyncio.Task[list[Attachment | str]] | None]:
        """What the shared files say, why others cannot be read, and those that take longer than we may wait."""
        if not said.files:
            return [], [], None
        reading = asyncio.create_task(uploads.read_all(self._web, said.spot.team, said.files))
        reading.add_done_callback(lambda task: task.cancelled() or task.exception())  # it may be that nobody asks
        done, _ = await asyncio.wait({reading}, timeout=uploads.AT_ONCE_SECONDS)
        if not done:
            return [], [], reading
        found = reading.result()
        return [f for f in found if isinstance(f, Attachment)], [f for f in found if isinstance(f, str)], None

    async def _late_material(self, said: Said, author: Author, reading: asyncio.Task[list[Attachment | str]]) -> None:
        found = await reading
        for sentence in (f for f in found if isinstance(f, str)):
            await self.say(said.spot, sentence)
        material = tuple(f for f in found if isinstance(f, Attachment))
        if material:
            key = f"{said.event_key}:files"
            await self.turn(said.spot, Inbound(said.spot.thread, key, author, attachments=material))

    async def turn(self, spot: Spot, inbound: Inbound, acknowledge: Acknowledge | None = None) -> Accepted | None:
        """`receive`, or None where the thread was told why not."""
        try:
            return await self.receive(spot, inbound, acknowledge)
        except PersonError as error:
            if acknowledge:
                await acknowledge()
            await self.say(spot, str(error))
            return None

    async def receive(self, spot: Spot, inbound: Inbound, acknowledge: Acknowledge | None = None) -> Accepted:
        """Accept, acknowledge, take the turn and deliver, with a status meanwhile."""

        async def durable() -> None:
            self._known[inbound.event_key] = None
            if acknowledge:
                await acknowledge()

        async with self._live.during(spot) as on_text:
            return await self._relay.receive(inbound, durable, on_text)

    # --- commands ---

    async def _command(
        self,
        said: Said,
        session: Session | None,
        author: Author,
        command: tuple[str, list[str]],
        acknowledge: Acknowledge,
    ) -> None:
        name, words = command
        spot = said.spot
        if session is None:
            self._known[said.event_key] = None
            await acknowledge()
            return await self.say(spot, commands.help_text(NEW) if name == "help" else _NOBODY_HERE)
        if name == "undo":
            undo = Action("undo", (Undo(),))
            await self.turn(spot, Inbound(spot.thread, said.event_key, author, "undo", undo), acknowledge)
            return None
        # kept as context, so that the same command is followed once however often it is delivered
        noted = Inbound(spot.thread, said.event_key, author, said.text, sent_at=said.sent_at, addressed=False)
        accepted = await self.turn(spot, noted, acknowledge)
        if accepted and not accepted.seen_before:
            await self.follow(spot, author, name, words, said.people)
        return None

    async def follow(
        self, spot: Spot, author: Author, name: str, words: Sequence[str] = (), people: Sequence[str] = ()
    ) -> None:
        """Follow a command in the thread of a session, and show there what it gives."""
        session = await sessions.by_thread(self.engine.store, str(spot.thread))
        if session is None:
            return await self.say(spot, _NOBODY_HERE)
        try:
            if name == "resume":
                await resume(self.engine, session.id)
                return await self._relay.deliver_waiting(session.id)
            request = commands.Request(self.engine, await status(self.engine, session.id), author, words, people)
            shown = await commands.run(name, request)
        except PersonError as error:
            return await self.say(spot, str(error))
        return await self._tell(spot, shown)

    async def _tell(self, spot: Spot, shown: commands.Shown) -> None:
        try:
            await self._delivery.say(spot.thread, shown.markdown, shown.files)
        except (*Failure, Undeliverable) as failure:
            _log.warning("An answer could not be posted.", thread=str(spot.thread), reason=str(failure))

    async def say(self, spot: Spot, markdown: str) -> None:
        """A sentence in the thread; where that fails the log has it."""
        await self._tell(spot, commands.Shown(markdown))

    # --- clicks ---

    async def click(
        self, spot: Spot, control: Control, name: str, values: Sequence[str], acknowledge: Acknowledge
    ) -> str:
        """A button or a select; what to tell the person alone, or nothing where the reply says it all."""
        try:
            choice = await chosen(self.engine, control, spot.thread, spot.user, values)
            if isinstance(choice, Chosen):
                author = await self.people.author(spot.team, spot.user, name)
                accepted = await self.receive(spot, choice.inbound(spot.thread, author), acknowledge)
                return _ONCE if accepted.seen_before else ""
        except PersonError as error:
            choice = Stale(str(error))
        await acknowledge()
        return choice.words

    async def send(
        self, spot: Spot, control: Control, name: str, values: Mapping[str, str], acknowledge: Acknowledge
    ) -> Chosen | Stale | Mapping[str, str]:
        """A sent form: accepted and acknowledged, or what is wrong with it, and then it is not acknowledged."""
        found = await filled(self.engine, control, spot.thread, values)
        if isinstance(found, Chosen):
            author = await self.people.author(spot.team, spot.user, name)
            await self.receive(spot, found.inbound(spot.thread, author), acknowledge)
        return found


_ONCE = "That was chosen already."
_NOBODY_HERE = f"There is no agent in this thread yet. {NEW}"


def _shares(said: Said) -> str:
    return f"(shares {listed([file.name for file in said.files])})"


def role_of(said: Said, session: Session | None) -> Role:
    """Whether a message is for us, only said in our thread, or none of our business."""
    asked = said.mentions_us or said.direct
    if session is None:
        return "turn" if asked else "nothing"
    if said.mentions_us:
        return "turn"
    if said.opens_to_another or session.rules.answers == "mentions":
        return "context"
    return "turn"
