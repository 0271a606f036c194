"""Headers that let somebody in: `Authorization: <scheme> <value>`, and `Basic <base64 of user:password>` anywhere."""

import base64
import binascii
import re
from collections.abc import Iterator
from functools import cache

import re2

from engine.secrets.found import Found
from engine.secrets.judged import PLAIN_VALUE, TRAILING
from engine.secrets.labelled import SCHEME
from engine.secrets.values import is_made

_LEAST = 8
_WINDOW = 400
_AUTHORIZATION = re.compile(r"(?i)[\"']?\s{0,3}[:=]\s{0,3}[\"']?")
_BASIC = re.compile(r"[A-Za-z0-9+/]{6,200}={0,2}")


def authorizations(text: str) -> Iterator[Found]:
    """`Authorization: <scheme> <value>`, and `Basic <base64 of user:password>` anywhere."""
    for match in _authorization_pattern().finditer(text):
        window = text[match.end() : match.end() + _WINDOW]
        at = 0
        if match[0].lower().endswith("authorization"):
            opened = _AUTHORIZATION.match(window)
            if not opened:
                continue
            scheme = SCHEME.match(window, opened.end())
            at = scheme.end() if scheme else opened.end()
        value = PLAIN_VALUE.match(window, at)
        word = value[0].rstrip(TRAILING) if value else ""
        if is_made(word, _LEAST) or _is_basic(word):
            yield Found("an authorization header", match.end() + at, match.end() + at + len(word))


def _is_basic(word: str) -> bool:
    """Base64 of `user:password`."""
    if not _BASIC.fullmatch(word):
        return False
    try:
        inside = base64.b64decode(word + "=" * (-len(word) % 4))
    except binascii.Error:
        return False
    return b":" in inside and all(32 <= byte < 127 for byte in inside)


@cache
def _authorization_pattern() -> "re2._Regexp":
    return re2.compile(r"(?i)\bauthorization|\bbasic\s{1,3}")
