"""What a thread sees while its turn runs: a status that is kept alive, and the words as they come.

Words are streamed with `chat.startStream` where Slack allows that, else posted and edited. The message that holds them
is the draft of the reply: the delivery turns it into the reply itself. Where the draft is, is kept in the hot state, so
that any replica can do so. Everything here is nice to have: whatever fails, the reply is posted as a whole.
"""

import asyncio
import json
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

import structlog
from slack_sdk.web.async_client import AsyncWebClient

from bots.slack.blocks import MOST_TEXT
from bots.slack.events import Spot
from bots.slack.mrkdwn import escaped, mrkdwn
from bots.slack.rate_limit import Pace
from bots.slack.web import Failure, Web, error_of, retry_after
from bots.text import split
from engine.background import Background
from engine.messages.inbound import ThreadKey
from engine.sessions import Hot, OnText, Undeliverable

_log = structlog.get_logger()
STATUS = "is thinking…"
FIRST_STATUS_SECONDS = 0.4
"""A turn without a model is over by then, and needs no status."""
STATUS_SECONDS = 75.0
"""Slack clears a status after two minutes."""
FIRST_WORDS_SECONDS = 0.3
"""Words that come all at once are not worth a draft."""
WORDS_SECONDS = 1.2
"""Between two edits; Slack takes about 50 a minute."""
DRAFT_SECONDS = 600
MOST_STREAMED = 11_000
"""`markdown_text` holds 12,000 characters."""
_PATIENCE = 1.5
_NEVER = frozenset({"unknown_method", "missing_scope", "not_allowed_token_type", "method_deprecated", "access_denied"})


@dataclass(slots=True)
class Draft:
    """A message of ours in the thread that the reply will replace."""

    ts: str
    streamed: bool


@dataclass(slots=True)
class _Words:
    """The words of one turn on their way into a draft."""

    began: float = field(default_factory=time.monotonic)
    latest: str = ""
    shown: str = ""
    next_at: float = 0.0
    draft: Draft | None = None
    writing: asyncio.Task[None] | None = None
    given_up: bool = False


@dataclass(slots=True)
class _Status:
    users: int = 0
    task: asyncio.Task[None] | None = None


class Live:
    """One for each process."""

    def __init__(self, hot: Hot, web: Web, pace: Pace) -> None:
        self._hot, self._web, self._pace = hot, web, pace
        self._background = Background()
        self._words: dict[str, _Words] = {}
        self._statuses: dict[str, _Status] = {}
        self._unable: set[tuple[str, str]] = set()
        """Workspaces and what does not work there."""

    def on_text(self, spot: Spot) -> OnText:
        """What a turn of this thread calls with its words."""

        async def on_text(text: str) -> None:
            self._hear(spot, text)

        return on_text

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
                await self._finished(key)

    async def draft_of(self, thread: ThreadKey) -> Draft | None:
        """The draft in this thread, which the caller now replaces; nothing more is written to it from here."""
        key = str(thread)
        await self._finished(key)
        kept = await self._hot.get(_key(key))
        if kept is None:
            return None
        ts, streamed = json.loads(kept)
        return Draft(ts, streamed)

    async def forget_draft(self, thread: ThreadKey) -> None:
        await self._hot.delete(_key(str(thread)))

    async def _finished(self, key: str) -> None:
        words = self._words.pop(key, None)
        if words and words.writing:
            await asyncio.gather(words.writing, return_exceptions=True)

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

        return await self._able(spot.team, "status", call)

    async def _able(self, team: str, what: str, call: Callable[[AsyncWebClient], Awaitable[Any]]) -> bool:
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

    # --- the words ---

    def _hear(self, spot: Spot, text: str) -> None:
        """Keep the newest words; a writer of its own brings them into the thread."""
        words = self._words.setdefault(str(spot.thread), _Words())
        words.latest = text
        now = time.monotonic()
        if words.given_up or now - words.began < FIRST_WORDS_SECONDS or now < words.next_at:
            return
        if words.writing is None or words.writing.done():
            words.next_at = now + WORDS_SECONDS
            words.writing = self._background.start(self._write(spot, words))

    async def _write(self, spot: Spot, words: _Words) -> None:
        text = words.latest
        try:
            if words.draft is None:
                words.draft = await self._begun(spot, text)
                if words.draft is None:
                    words.given_up = True
                    return
                kept = json.dumps([words.draft.ts, words.draft.streamed]).encode()
                await self._hot.set(_key(str(spot.thread)), kept, DRAFT_SECONDS)
            else:
                await self._continued(spot, words, text)
            words.shown = text
        except (*Failure, Undeliverable) as failure:
            wait = retry_after(failure)
            if wait is None:
                words.given_up = True
                _log.debug("The words are not shown as they come.", reason=error_of(failure) or str(failure))
            else:
                words.next_at = time.monotonic() + wait

    async def _begun(self, spot: Spot, text: str) -> Draft | None:
        """A first message with these words; None where the channel is too busy for one."""
        wait = self._pace.reserve(spot.channel)
        if wait > _PATIENCE:
            return None
        await asyncio.sleep(wait)
        ts = list[str]()

        async def stream(client: AsyncWebClient) -> None:
            answer = await client.chat_startStream(
                channel=spot.channel,
                thread_ts=spot.thread_ts,
                recipient_team_id=spot.team,
                recipient_user_id=spot.user,
                markdown_text=escaped(text)[:MOST_STREAMED],
            )
            ts.append(str(answer["ts"]))

        if await self._able(spot.team, "stream", stream):
            return Draft(ts[0], streamed=True)
        client = await self._web.poster(spot.team)
        answer = await client.chat_postMessage(channel=spot.channel, thread_ts=spot.thread_ts, text=_unfinished(text))
        return Draft(str(answer["ts"]), streamed=False)

    async def _continued(self, spot: Spot, words: _Words, text: str) -> None:
        assert words.draft is not None
        client = await self._web.poster(spot.team)
        if not words.draft.streamed:
            await client.chat_update(channel=spot.channel, ts=words.draft.ts, text=_unfinished(text))
        elif text.startswith(words.shown) and len(text) > len(words.shown) and len(text) < MOST_STREAMED:
            more = escaped(text[len(words.shown) :])
            await client.chat_appendStream(channel=spot.channel, ts=words.draft.ts, markdown_text=more)


def _unfinished(text: str) -> str:
    """The words so far; what is too long for one message stands in the reply."""
    return f"{mrkdwn(next(iter(split(text, MOST_TEXT // 2)), ''))} …"


def _key(thread: str) -> str:
    return f"agent-builder:slack-draft:{thread}"
