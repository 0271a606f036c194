"""What only Slack can do for the chat: names of people, shared files, posts in a thread, a status while it thinks."""

from collections.abc import Collection, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass

import structlog

from bots.chat import Acknowledge, Earlier, Heard, nothing
from bots.files import File
from bots.slack import uploads
from bots.slack.app_home import NEW, address_of
from bots.slack.delivery import Delivery
from bots.slack.earlier import before
from bots.slack.events import Quoted, Said, SharedFile, Spot
from bots.slack.mrkdwn import mrkdwn
from bots.slack.streaming import Live
from bots.slack.user_names import People
from bots.slack.web import Failure, Web
from engine.messages.inbound import Attachment, Author, ThreadKey
from engine.sessions import OnText, Undeliverable

_log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Here:
    """Where somebody said or clicked something; `name` is what an interaction calls the person."""

    spot: Spot
    name: str = ""
    files: Sequence[SharedFile] = ()
    ts: str = ""
    """Of the message; empty where it was none."""
    quoted: Sequence[Quoted] = ()


class SlackPlatform:
    """The `Platform` of one process."""

    begins = NEW
    prefix = ""
    files_seconds: float | None = 1.5
    """What fits before a message must be acknowledged."""

    def __init__(self, web: Web, live: Live, delivery: Delivery) -> None:
        self._web, self._live, self._delivery = web, live, delivery
        self._people = People(web)

    async def author(self, source: Here, groups: Collection[str] = ()) -> Author:
        if source.spot.home:
            self._live.homes[source.spot.user] = source.spot.home
        author = await self._people.author(source.spot.team, source.spot.user, source.name)
        return author._replace(groups=await self._people.groups(source.spot.team, source.spot.user, groups))

    async def named(self, source: Here, who: str) -> str:
        kind, _, target = who.partition(":")
        if kind == "group":
            return await self._people.group_name(source.spot.team, target)
        return (await self._people.author(source.spot.team, target)).name

    async def home(self, source: Here) -> tuple[ThreadKey, Acknowledge]:
        """Every message of Slack's has a thread, which its first reply opens."""
        return source.spot.thread, nothing

    async def read(self, source: Here) -> Sequence[Attachment | str]:
        return await uploads.read_all(self._web, source.spot.team, source.files)

    async def before(self, source: Here, thread: ThreadKey, *, begins: bool) -> Sequence[Earlier]:
        return await before(self._web, self._people, source.spot, source.ts if begins else "", source.quoted)

    async def say(self, source: Here, markdown: str, files: Sequence[File] = ()) -> None:
        try:
            await self._delivery.say(source.spot.thread, markdown, files)
        except (*Failure, Undeliverable) as failure:
            _log.warning("An answer could not be posted.", thread=str(source.spot.thread), reason=str(failure))

    def link(self, thread: ThreadKey) -> str:
        return f"[open]({address_of(thread)})"

    async def whisper(self, source: Here, markdown: str) -> None:
        spot = source.spot
        try:
            client = await self._web.of(spot.team)
            await client.chat_postEphemeral(
                channel=spot.channel, user=spot.user, thread_ts=spot.thread_ts or None, text=mrkdwn(markdown)
            )
        except (*Failure, Undeliverable) as failure:
            _log.warning("A private word was not delivered.", thread=str(spot.thread), reason=str(failure))

    def blank(self, source: Here) -> None:
        """A bare mention is a greeting."""

    def on_text(self, thread: ThreadKey, person: str) -> OnText:
        return self._live.on_text(_spot(thread, person))

    def working(self, thread: ThreadKey, person: str) -> AbstractAsyncContextManager[None]:
        return self._live.during(_spot(thread, person))


def heard(said: Said) -> Heard[Here]:
    return Heard(
        source=Here(said.spot, files=said.files, ts=said.ts, quoted=said.quoted),
        thread=said.spot.thread,
        event_key=said.event_key,
        text=said.text,
        place="" if said.direct else said.spot.channel,
        meant=said.mentions_us or (said.direct and not said.opens_to_another),
        aside=said.opens_to_another,
        sent_at=said.sent_at,
        people=said.people,
        files=[file.name for file in said.files],
        quotes=bool(said.quoted),
    )


def _spot(thread: ThreadKey, person: str) -> Spot:
    team, channel, thread_ts = thread.parts
    return Spot(team, channel, thread_ts, person)
