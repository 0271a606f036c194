"""Finds the reply in JSON that is still being written, and passes it on."""

import re
from dataclasses import dataclass

from pydantic_core import from_json

MOST_ANSWER = 64_000
"""Characters. An answer needs a tenth of it; a model that runs on is cut off here, whatever its token limit does."""

_BEGUN = re.compile(r"(?<!\S)(?=\S*[^a-zA-Z\s.,:;'’-])\S+\Z")
"""The last word, where it is no plain one: it may go on, and half a key looks like none."""


_THOUGHT = re.compile(r"\s*<think(?:ing)?>.*?(?:</think(?:ing)?>|\Z)", re.DOTALL)
MOST_REPLY = 3_000
"""Characters of a reply that are shown; nobody reads more in a chat, and Slack shows that much in one block."""


def json_in(written: str) -> str:
    """What a model wrote from its first brace on: without thoughts, a fence, or prose before the answer."""
    rest = _THOUGHT.sub("", written, count=1) if written.lstrip().startswith("<think") else written
    return rest[rest.find("{") :] if "{" in rest else rest


def whole_json(written: str) -> str:
    """The same without what comes after its last brace."""
    rest = json_in(written)
    return rest[: rest.rfind("}") + 1] or rest


class AnswerTooLong(Exception):
    """The model runs on."""


@dataclass
class ReplyStream:
    """Fed with pieces of one answer; `reply` is what stands in it so far."""

    written: str = ""
    reply: str = ""
    complete: bool = False

    @property
    def steady(self) -> str:
        """`reply` as it can be shown: its last word may be the beginning of a key."""
        return self.reply if self.complete else _BEGUN.sub("", self.reply)

    def feed(self, piece: str) -> bool:
        """Whether `reply` has grown. Raises AnswerTooLong."""
        self.written += piece
        if len(self.written) > MOST_ANSWER:
            raise AnswerTooLong
        if self.complete or not piece or len(self.reply) > MOST_REPLY:
            return False
        try:
            answer = from_json(json_in(self.written), allow_partial="trailing-strings")
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
