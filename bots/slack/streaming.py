"""What a thread sees while its turn runs: a status that is kept alive, and the words as they come.

Words are streamed with `chat.startStream` where Slack allows that, else posted and edited. The message that holds them
is the draft of the reply, see `bots.drafts`. All of it is nice to have: whatever fails, the reply is posted whole.
"""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from typing import Any

import structlog
from cachetools import LRUCache
from slack_sdk.web.async_client import AsyncWebClient

from bots.drafts import Drafts
from bots.slack.blocks import MOST_TEXT
from bots.slack.events import Spot
from bots.slack.mrkdwn import escaped, mrkdwn
from bots.slack.rate_limit import Pace
from bots.slack.web import Failure, Web, error_of, for_outbox
from bots.text import split
from engine.background import Background
from engine.messages.inbound import ThreadKey
from engine.sessions import Engine, OnText, Undeliverable

_log = structlog.get_logger()
STATUS = "is thinking…"
FIRST_STATUS_SECONDS = 0.4
"""A turn without a model is over by then, and needs no status."""
STATUS_SECONDS = 75.0
"""Slack clears a status after two minutes."""
MOST_REMEMBERED = 2000
MOST_STREAMED = 11_000
"""`markdown_text` holds 12,000 characters."""
_PATIENCE = 1.5
_NEVER = frozenset({"unknown_method", "missing_scope", "not_allowed_token_type", "method_deprecated", "access_denied"})


@dataclass(frozen=True, slots=True)
class Draft:
    """A message of ours in the thread that the reply will replace."""

    ts: str
    streamed: bool

    @classmethod
    def parse(cls, kept: str) -> "Draft":
        how, _, ts = kept.partition(":")
        return cls(ts, how == "stream")


@dataclass(slots=True)
class _Status:
    users: int = 0
    task: asyncio.Task[None] | None = None


class Live:
    """One for each process."""

    def __init__(self, engine: Engine, web: Web, pace: Pace) -> None:
        self._web = web
        self._background = Background()
        self._drafts = Drafts(engine, _SlackPen(self, web, pace))
        self._statuses: dict[str, _Status] = {}
        self.homes: LRUCache[str, str] = LRUCache(MOST_REMEMBERED)
        """Person -> workspace, of those from another than the app's."""
        self._unable: set[tuple[str, str]] = set()
        """Workspaces and what does not work there."""

    def on_text(self, spot: Spot) -> OnText:
        """What a turn of this thread calls with its words."""
        return self._drafts.on_text(spot.thread, spot.user)

    @asynccontextmanager
    async def during(self, spot: Spot) -> AsyncIterator[None]:
        """Shows the status while a turn of this thread may run; its words are no draft any more at the end."""
        key = str(spot.thread)
        status = self._statuses.setdefault(key, _Status())
        status.users += 1
        status.task = status.task or self._background.start(self._show_status(spot))
        try:
            yield
        finally:
            status.users -= 1
            if status.users == 0:
                status.task.cancel()
                await asyncio.gather(status.task, return_exceptions=True)
                self._statuses.pop(key, None)
                await self._drafts.finish(spot.thread)

    async def draft_of(self, thread: ThreadKey) -> Draft | None:
        """The draft in this thread, which the caller now replaces; nothing more is written to it from here."""
        kept = await self._drafts.of(thread)
        return None if kept is None else Draft.parse(kept)

    async def forget_draft(self, thread: ThreadKey) -> None:
        await self._drafts.drop(thread)

    # --- the status ---

    async def _show_status(self, spot: Spot) -> None:
        await asyncio.sleep(FIRST_STATUS_SECONDS)
        shown = False
        try:
            while await self._set_status(spot, STATUS):
                shown = True
                await asyncio.sleep(STATUS_SECONDS)
        finally:
            if shown:
                await asyncio.shield(self._background.start(self._set_status(spot, "")))

    async def _set_status(self, spot: Spot, status: str) -> bool:
        async def call(client: AsyncWebClient) -> None:
            await client.assistant_threads_setStatus(channel_id=spot.channel, thread_ts=spot.thread_ts, status=status)

        return await self.able(spot.team, "status", call)

    async def able(self, team: str, what: str, call: Callable[[AsyncWebClient], Awaitable[Any]]) -> bool:
        """Make a call that not every workspace allows; whether it worked. What never will is not tried again."""
        if (team, what) in self._unable:
            return False
        try:
            await call(await self._web.poster(team))
        except (*Failure, Undeliverable) as failure:
            if error_of(failure) in _NEVER or not error_of(failure):
                self._unable.add((team, what))
            _log.debug("Slack did not do something optional.", what=what, reason=error_of(failure) or str(failure))
            return False
        return True


class _SlackPen:
    """The `Pen` of one process: `stream:TS` where Slack streams, else `post:TS` of a message that is edited."""

    def __init__(self, live: Live, web: Web, pace: Pace) -> None:
        self._live, self._web, self._pace = live, web, pace

    async def begin(self, thread: ThreadKey, person: str, text: str) -> tuple[str, str] | None:
        """An empty message; None where the channel is too busy for one."""
        team, channel, thread_ts = thread.parts
        wait = self._pace.reserve(channel)
        if wait > _PATIENCE:
            return None
        await asyncio.sleep(wait)
        ts, home = list[str](), self._live.homes.get(person, team)

        async def stream(client: AsyncWebClient) -> None:
            answer = await client.chat_startStream(
                channel=channel, thread_ts=thread_ts, recipient_team_id=home, recipient_user_id=person
            )
            ts.append(str(answer["ts"]))

        if await self._live.able(team, "stream", stream):
            return f"stream:{ts[0]}", ""
        with _in_the_words_of_the_outbox():
            client = await self._web.poster(team)
            answer = await client.chat_postMessage(channel=channel, thread_ts=thread_ts, text=_unfinished(text))
        return f"post:{answer['ts']}", text

    async def go_on(self, thread: ThreadKey, message_id: str, shown: str, text: str) -> None:
        team, channel, _ = thread.parts
        draft = Draft.parse(message_id)
        with _in_the_words_of_the_outbox():
            client = await self._web.poster(team)
            if not draft.streamed:
                await client.chat_update(channel=channel, ts=draft.ts, text=_unfinished(text))
            elif text.startswith(shown) and len(text) > len(shown) and len(text) < MOST_STREAMED:
                more = escaped(text[len(shown) :])
                await client.chat_appendStream(channel=channel, ts=draft.ts, markdown_text=more)


@contextmanager
def _in_the_words_of_the_outbox() -> Iterator[None]:
    try:
        yield
    except Failure as failure:
        raise for_outbox(failure) from None


def _unfinished(text: str) -> str:
    """The words so far; what is too long for one message stands in the reply."""
    return f"{mrkdwn(next(iter(split(text, MOST_TEXT // 2)), ''))} …"
