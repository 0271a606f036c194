"""A text as it was typed: full-width letters, invisible signs and HTML's quotation marks hide no label and no value."""

import re
from typing import NamedTuple

_HIDDEN = re.compile("[\u200b-\u200d\u2060\ufeff\u00ad]|[\uff01-\uff5e]|&(?:quot|#34|#39|apos);")
_QUOTES = {"&quot;": '"', "&#34;": '"', "&#39;": "'", "&apos;": "'"}
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
    if sign in _QUOTES:
        return _QUOTES[sign]
    return chr(ord(sign) - _FULL_WIDTH) if "\uff01" <= sign <= "\uff5e" else ""
