"""A text as it was typed: full-width letters, invisible signs, escapes of HTML and JSON hide no label and no value."""

import html
import re
from typing import NamedTuple

_HIDDEN = re.compile(
    "[\u200b-\u200d\u2060\ufeff\u00ad]|[\uff01-\uff5e]"
    r"|&(?:quot|apos|amp|lt|gt|#0{0,4}[1-9]\d{1,2}|#[xX]0{0,4}[2-7][0-9a-fA-F]);|\\u00[2-7][0-9a-fA-F]"
)
_FULL_WIDTH = 0xFF00 - 0x20


class Written(NamedTuple):
    text: str
    places: list[int]
    """For each character of `text`, and for its end, where it stands in the original."""


def as_written(text: str) -> Written | None:
    """None where nothing is hidden."""
    if not _HIDDEN.search(text):
        return None
    letters, places, at = list[str](), list[int](), 0
    for match in _HIDDEN.finditer(text):
        letters += text[at : match.start()]
        places += range(at, match.start())
        at = match.end()
        shown = _shown(match[0])
        letters += shown
        places += [match.start()] * len(shown)
    letters += text[at:]
    places += range(at, len(text) + 1)
    return Written("".join(letters), places)


def _shown(sign: str) -> str:
    if sign[0] == "&":
        return html.unescape(sign)
    if sign[0] == "\\":
        return chr(int(sign[2:], 16))
    return chr(ord(sign) - _FULL_WIDTH) if "\uff01" <= sign <= "\uff5e" else ""
