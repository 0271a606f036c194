"""Finds the reply in JSON that is still being written, and passes it on."""

from dataclasses import dataclass

import structlog
from pydantic_core import from_json

from engine.interview.contract import OnText
from engine.secrets import without_secrets

_log = structlog.get_logger()

MOST_ANSWER = 64_000
"""Characters. An answer needs a tenth of it; a model that runs on is cut off here, whatever its token limit does."""


class AnswerTooLong(Exception):
    """The model runs on."""


@dataclass
class ReplyStream:
    """Fed with pieces of one answer; `reply` is what stands in it so far."""

    written: str = ""
    reply: str = ""
    complete: bool = False

    def feed(self, piece: str) -> bool:
        """Whether `reply` has grown. Raises AnswerTooLong."""
        self.written += piece
        if len(self.written) > MOST_ANSWER:
            raise AnswerTooLong
        if self.complete or not piece:
            return False
        try:
            answer = from_json(self.written, allow_partial="trailing-strings")
        except ValueError:  # not JSON: the call's own validation says so
            return False
        if not isinstance(answer, dict) or "reply" not in answer:
            return False
        reply = answer["reply"]
        self.complete = next(reversed(answer)) != "reply"
        if not isinstance(reply, str) or reply == self.reply:
            return False
        self.reply = reply
        return True


def forgiving(on_text: OnText) -> OnText:
    """`on_text` for as long as it works: a screen that fails costs the stream, never the turn. No key is shown."""
    working = True

    async def shown(text: str) -> None:
        nonlocal working
        if not working:
            return
        try:
            await on_text(without_secrets(text))
        except Exception:  # noqa: BLE001 - whatever an adapter raises, its reply will still be delivered
            working = False
            _log.warning("A reply could not be streamed; it is delivered whole.", exc_info=True)

    return shown
