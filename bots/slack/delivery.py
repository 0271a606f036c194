"""Posting a reply into its thread: in order, at Slack's pace, and once.

Slack has no key against duplicates. So every message carries the outbox id in its metadata, and what an earlier attempt
may have posted is looked for in the thread before it is posted again, and only then.
"""

import asyncio
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import structlog
from cachetools import LRUCache
from slack_sdk.web.async_client import AsyncWebClient

from bots.files import File, files_of, flow_picture
from bots.slack.blocks import Attach, Post, posts_of, rendered
from bots.slack.rate_limit import Pace
from bots.slack.streaming import Draft, Live
from bots.slack.web import GONE, Failure, Web, error_of, for_outbox, quietly, retry_after
from bots.wording import NO_FILES
from engine import sessions
from engine.errors import PersonError
from engine.messages.inbound import ThreadKey
from engine.messages.replies import Picture
from engine.sessions import Engine, Outbound, TryLater

_log = structlog.get_logger()
METADATA = "agent_builder_reply"
PATIENCE_SECONDS = 2.0
"""Longer waits go back to the outbox, so that other threads are not held up."""
WORK_SECONDS = 18.0
"""After that the rest of a reply is left to a fresh lease; the outbox's own is 30 s."""
CLOCKS_APART_SECONDS = 300
_MOST_REMEMBERED = 2000
_MOST_LOOKED_AT = 100


@dataclass(slots=True)
class _Progress:
    """How far this process came with a reply."""

    sent: dict[int, str] = field(default_factory=dict)
    """Number of the message within the reply -> its ts."""
    certain: bool = True
    """False: the last call ended without telling whether the message is there."""
    slot: float | None = None
    """When the next message may go out, where its turn at the channel is reserved already."""


@dataclass(frozen=True, slots=True)
class _Place:
    client: AsyncWebClient
    thread: ThreadKey
    channel: str
    thread_ts: str


class Delivery:
    """The adapter that the relay delivers to."""

    platform = "slack"

    def __init__(self, engine: Engine, web: Web, live: Live, pace: Pace) -> None:
        self._engine, self._web, self._live, self._pace = engine, web, live, pace
        self._progress: LRUCache[int, _Progress] = LRUCache(_MOST_REMEMBERED)

    async def deliver(self, outbound: Outbound, thread: ThreadKey) -> str | None:
        """Post what is not there yet; the ts of the first message. Raises TryLater and Undeliverable."""
        until = time.monotonic() + WORK_SECONDS
        team, channel, thread_ts = thread.parts
        place = _Place(await self._web.poster(team), thread, channel, thread_ts)
        items = rendered(outbound.reply, outbound.id)
        draft = await self._live.draft_of(thread)
        progress = await self._known(outbound, place, items)
        for at, item in enumerate(items):
            if at in progress.sent:
                continue
            if time.monotonic() > until:
                raise TryLater(0.1)
            progress.certain = False
            try:
                progress.sent[at] = await self._send(outbound, place, item, at, progress, draft)
            except (*Failure, TryLater) as failure:
                progress.certain = isinstance(failure, TryLater) or bool(error_of(failure))
                if (wait := retry_after(failure)) is not None:
                    self._pace.hold(channel, wait)
                raise (failure if isinstance(failure, TryLater) else for_outbox(failure)) from None
            progress.certain = True
        if draft is not None:
            await self._live.forget_draft(thread)
        self._progress.pop(outbound.id, None)
        return progress.sent.get(0)

    async def say(self, thread: ThreadKey, markdown: str, files: Sequence[File] = ()) -> None:
        """Words and files outside of any turn: the answer to a command. Raises what the calls raise."""
        team, channel, thread_ts = thread.parts
        place = _Place(await self._web.of(team), thread, channel, thread_ts)
        for post in posts_of(markdown):
            await asyncio.sleep(self._pace.reserve(channel))
            await place.client.chat_postMessage(
                channel=channel, thread_ts=thread_ts, text=post.text, blocks=post.blocks, unfurl_links=False
            )
        if files:
            await asyncio.sleep(self._pace.reserve(channel))
            await self._upload(place, files)

    async def _known(self, outbound: Outbound, place: _Place, items: Sequence[Post | Attach]) -> _Progress:
        """What is in the thread already."""
        progress = self._progress.get(outbound.id)
        if outbound.redelivery and (progress is None or not progress.certain):
            found = await self._looked_up(outbound, place, items)
            progress = progress or _Progress()
            progress.sent.update(found)
        self._progress[outbound.id] = progress = progress or _Progress()
        return progress

    async def _looked_up(self, outbound: Outbound, place: _Place, items: Sequence[Post | Attach]) -> dict[int, str]:
        row = await sessions.posted(self._engine, outbound.id)
        oldest = row.created_at.timestamp() - CLOCKS_APART_SECONDS if row else 0
        try:
            answer = await place.client.conversations_replies(
                channel=place.channel,
                ts=place.thread_ts,
                oldest=f"{oldest:.6f}",
                limit=_MOST_LOOKED_AT,
                include_all_metadata=True,
            )
        except Failure as failure:
            if retry_after(failure) is not None or error_of(failure) in GONE or not error_of(failure):
                raise for_outbox(failure) from None
            _log.warning("A thread cannot be looked at before a second delivery.", reason=error_of(failure))
            return {}
        return _found(answer.get("messages") or (), outbound.id, items)

    async def _send(
        self,
        outbound: Outbound,
        place: _Place,
        item: Post | Attach,
        at: int,
        progress: _Progress,
        draft: Draft | None,
    ) -> str:
        if isinstance(item, Attach):
            await self._wait(place.channel, progress)
            return await self._attach(outbound, place, item)
        metadata = {"event_type": METADATA, "event_payload": {"outbox": outbound.id, "part": at}}
        if draft and draft.ts and not progress.sent and (ts := await self._over_draft(place, draft, item, metadata)):
            return ts
        await self._wait(place.channel, progress)
        answer = await place.client.chat_postMessage(
            channel=place.channel,
            thread_ts=place.thread_ts,
            text=item.text,
            blocks=item.blocks,
            metadata=metadata,
            unfurl_links=False,
            unfurl_media=False,
        )
        return str(answer["ts"])

    async def _over_draft(self, place: _Place, draft: Draft, post: Post, metadata: dict[str, Any]) -> str | None:
        """Turn the draft of this reply into its first message; None where Slack refuses.

        A stream ends with the buttons below it; the metadata comes with all of the words, for by it the reply is known
        to be there.
        """
        if draft.streamed:
            below = [block for block in post.blocks if block["type"] != "section"]
            stop = place.client.chat_stopStream
            if await quietly("stop", stop(channel=place.channel, ts=draft.ts, blocks=below or None)):
                await quietly("stop", stop(channel=place.channel, ts=draft.ts))
        try:
            await place.client.chat_update(
                channel=place.channel, ts=draft.ts, text=post.text, blocks=post.blocks, metadata=metadata
            )
        except Failure as failure:
            if retry_after(failure) is not None or not error_of(failure):
                raise
            _log.warning("A draft could not become its reply.", reason=error_of(failure))
            await quietly("delete", place.client.chat_delete(channel=place.channel, ts=draft.ts))
            return None
        return draft.ts

    async def _attach(self, outbound: Outbound, place: _Place, item: Attach) -> str:
        """Upload the files of a part; where that cannot be, its words stand for them."""
        try:
            files = await self._files(outbound, item)
            if files and await self._upload(place, files):
                return "uploaded"
        except PersonError as error:
            _log.error("An announced export is not there.", session=outbound.session_id, reason=str(error))
        words = item.part.alt if isinstance(item.part, Picture) else NO_FILES
        for post in posts_of(words):
            await place.client.chat_postMessage(
                channel=place.channel, thread_ts=place.thread_ts, text=post.text, blocks=post.blocks
            )
        return "in words"

    async def _files(self, outbound: Outbound, item: Attach) -> Sequence[File]:
        if isinstance(item.part, Picture):
            picture = await flow_picture(item.part)
            return (picture,) if picture else ()
        return await files_of(self._engine, outbound.session_id, item.part)

    async def _upload(self, place: _Place, files: Sequence[File]) -> bool:
        """Whether Slack took them; False where it never will."""
        try:
            await place.client.files_upload_v2(
                channel=place.channel,
                thread_ts=place.thread_ts,
                file_uploads=[{"filename": f.name, "title": f.title, "content": f.data} for f in files],
            )
        except Failure as failure:
            word = error_of(failure)
            if not word or retry_after(failure) is not None or word in GONE:
                raise
            _log.error("Slack did not take a file.", reason=word)
            return False
        return True

    async def _wait(self, channel: str, progress: _Progress) -> None:
        """Until the channel takes another message. Raises TryLater where that is long."""
        now = time.monotonic()
        slot = progress.slot if progress.slot is not None else now + self._pace.reserve(channel)
        if slot - now > PATIENCE_SECONDS:
            progress.slot = slot
            raise TryLater(slot - now)
        progress.slot = None
        await asyncio.sleep(slot - now)


def _found(messages: Sequence[Any], outbox_id: int, items: Sequence[Post | Attach]) -> dict[int, str]:
    """The parts of this reply that are in the thread: messages by their metadata, files by being among them."""
    sent: dict[int, str] = {}
    files = list[str]()
    for message in messages:
        metadata = message.get("metadata") or {}
        payload = metadata.get("event_payload") or {}
        if metadata.get("event_type") == METADATA and str(payload.get("outbox")) == str(outbox_id):
            sent[int(payload.get("part", 0))] = str(message.get("ts"))
        elif message.get("files") and (message.get("bot_id") or message.get("upload")):
            files += [str(message.get("ts"))]
    for at, item in enumerate(items):
        after = any(later > at for later in sent)
        if isinstance(item, Attach) and (after or files):
            sent[at] = files.pop(0) if files else "uploaded"
    return sent
