"""The words of a reply in its thread while they come: a draft, which the delivery turns into the reply itself.

Which message the draft is, is kept in the store before there is anything to lose, so any process can finish it. All of
this is nice to have: whatever fails, the reply is posted as a whole.
"""

import asyncio
import time
from dataclasses import dataclass, field
from typing import Protocol

import structlog

from engine import sessions
from engine.background import Background
from engine.messages.inbound import ThreadKey
from engine.sessions import Engine, OnText, TryLater

_log = structlog.get_logger()
FIRST_WORDS_SECONDS = 0.3
"""Words that come all at once are not worth a draft."""
WORDS_SECONDS = 1.2
"""Between two edits: Slack takes about 50 a minute, Discord 5 in 5 seconds."""


class Pen(Protocol):
    """How a platform shows words that are not finished. Both may raise TryLater; after anything else no more come."""

    async def begin(self, thread: ThreadKey, person: str, text: str) -> tuple[str, str] | None:
        """Post a message for them: what is to be kept of it, and which words stand in it already. None where there is
        no room for one."""

    async def go_on(self, thread: ThreadKey, message_id: str, shown: str, text: str) -> None:
        """Show `text` where `shown` stands."""


@dataclass(slots=True)
class _Words:
    """The words of one turn on their way into a draft."""

    began: float = field(default_factory=time.monotonic)
    latest: str = ""
    shown: str = ""
    next_at: float = 0.0
    message_id: str | None = None
    writing: asyncio.Task[None] | None = None
    given_up: bool = False


class Drafts:
    """One for each process."""

    def __init__(self, engine: Engine, pen: Pen) -> None:
        self._engine, self._pen = engine, pen
        self._background = Background()
        self._words: dict[str, _Words] = {}

    def on_text(self, thread: ThreadKey, person: str) -> OnText:
        """What a turn of this thread calls with its words; a writer of its own brings them into the thread."""

        async def on_text(text: str) -> None:
            words = self._words.setdefault(str(thread), _Words())
            words.latest, now = text, time.monotonic()
            if words.given_up or now - words.began < FIRST_WORDS_SECONDS or now < words.next_at:
                return
            if words.writing is None or words.writing.done():
                words.next_at = now + WORDS_SECONDS
                words.writing = self._background.start(self._write(thread, person, words))

        return on_text

    async def of(self, thread: ThreadKey) -> str | None:
        """The draft in this thread, see `sessions.draft_in`; nothing more is written to it from here."""
        await self.finish(thread)
        return await sessions.draft_in(self._engine, thread)

    async def drop(self, thread: ThreadKey) -> None:
        """It is the reply now, or gone."""
        await sessions.drop_draft(self._engine, thread)

    async def finish(self, thread: ThreadKey) -> None:
        """The words of this turn are no draft any more."""
        words = self._words.pop(str(thread), None)
        if words and words.writing:
            await asyncio.gather(words.writing, return_exceptions=True)

    async def _write(self, thread: ThreadKey, person: str, words: _Words) -> None:
        text = words.latest
        try:
            if words.message_id is None:
                await self._begin(thread, person, words)
            if words.message_id and words.shown != text:
                await self._pen.go_on(thread, words.message_id, words.shown, text)
                words.shown = text
        except TryLater as later:
            words.next_at = time.monotonic() + later.seconds
        except Exception as error:  # noqa: BLE001 - the reply comes as a whole
            words.given_up = True
            _log.debug("The words are not shown as they come.", reason=str(error))

    async def _begin(self, thread: ThreadKey, person: str, words: _Words) -> None:
        """The draft of a turn whose process died may be there: the delivery finishes that one."""
        words.given_up = True
        if await sessions.draft_in(self._engine, thread) is not None:
            return None
        await sessions.keep_draft(self._engine, thread, "")
        begun = await self._pen.begin(thread, person, words.latest)
        if begun is None:
            return await sessions.drop_draft(self._engine, thread)
        words.message_id, words.shown = begun
        await sessions.keep_draft(self._engine, thread, words.message_id)
        words.given_up = False
        return None
