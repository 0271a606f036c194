"""What is to be read next, and for whom: derived from what was said and what is read already, so that a process which
is killed in between leaves nothing to repair. Pure.
"""

import re
from collections.abc import Sequence

from engine.interview.contract import Message
from engine.interview.digest.sources import Source
from engine.language.text import fold

READ_ON, WHAT_IS_LEFT = "Read on", "Show what is left"
"""What stands on the buttons; typed words mean the same."""
_READ_ON = re.compile(
    r"(?:(?:yes|ok(?:ay)?|please|now|then)[,.!]? )*"
    r"(?:read (?:on|further|more|the rest)|(?:go on|carry on|keep) reading)"
    r"(?: (?:please|now|(?:with|of|in) .{1,80}))?"
)
_WHAT_IS_LEFT = re.compile(
    r"(?:please )?(?:show(?: me)? )?what(?:'s| is| was) (?:still )?left(?: (?:out|in|of) ?.{0,80})?"
)


def next_due(sources: Sequence[Source], messages: Sequence[Message], budget: int) -> tuple[Source, Message] | None:
    """The document of which a part is to be read now, and the message that asks for it; None: all is read, or the
    message has had its `budget` of characters.
    """
    for message in messages:
        wanted = sources if wants_more(message.text) else [s for s in sources if s.message == message.id]
        if sum(_spent(source, message) for source in sources) >= budget:
            continue
        for source in wanted:
            if not source.finished:
                return source, message
    return None


def wants_more(text: str) -> bool:
    """“read on”, “please keep reading”, “read the rest of it”."""
    return _READ_ON.fullmatch(_bare(text)) is not None


def asks_what_is_left(text: str) -> bool:
    """“what is left out?”, “show me what is left”."""
    return _WHAT_IS_LEFT.fullmatch(_bare(text)) is not None


def _bare(text: str) -> str:
    return fold(text[:200]).strip().rstrip(".!?")


def _spent(source: Source, message: Message) -> int:
    """Characters that were read for this message."""
    before = 0
    spent = 0
    for part in source.parts:
        spent += part.end - before if part.message == message.id else 0
        before = part.end
    return spent
