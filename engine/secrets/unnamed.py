"""Secrets that nobody called one: a random word behind “here you go”.

Randomness alone does not decide. What people call an identifier is one; a word as random as only keys are needs no
more than that; a shorter or narrower one (hexadecimal, capitals and digits) must be handed over or stand near the word
for a key.
"""

import re
from bisect import bisect_left
from collections.abc import Iterator
from functools import cache

import re2

from engine.secrets.found import Found, data
from engine.secrets.labels import alternatives, word_set
from engine.secrets.values import entropy, is_readable, is_stand_in, is_wordy

KIND = "what looks like a key"
_LONGEST = 400
"""Characters; what is longer is a picture or a file."""
_WIDE = 24
"""Characters of a random word in capitals, small letters and digits from which it is a key on its own."""
_NAMELESS = 30
"""From here on no thing of ours (a voice, a call) has an identifier in capitals and small letters."""
_AROUND = 60
_NEAR = 140
"""Characters between the word for a key and the key."""
_OPENS = frozenset("= \t\n\"'`“”„«‘’(|*>[{<,;_👉→➡")
_NAME = re.compile(r"[A-Z]?[a-zäöüßàâçéèêëîïôûùñáíóúãõ]+|[A-Z]+(?![a-z])|[a-z]+\d+")
_PREFIX = re.compile(r"([a-zA-Z]{1,12})[_-]")
_PREFIXED = re.compile(
    r"((?:[A-Za-z][A-Za-z0-9]{0,9}[_-]){1,2})([A-Za-z0-9]{14,}|([0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}))"
)
"""`squ_…`, `sdk-<uuid>`: as makers of keys begin them."""
_LONG_TAIL = 32
_NO_TOKEN = re.compile(r"^[\w-]+(?:\.[\w-]+)*\.[a-z]{2,}/|\.[a-z]{2,4}\d?$|^[a-z]{2,10}:[a-z]+:|//|^[a-z]{1,10}/")
"""Addresses without their scheme, files, names of packages."""
_UUID = re.compile(r"[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")
_HEX = re.compile(r"[0-9a-f]{32,}|[0-9A-F]{32,}")
_WRAPPING = " \t\n\"'`*|>"
_COMMIT = 40
_LEAST_NARROW = 16
_LEAST_UNCASED = 20


def unnamed(text: str) -> Iterator[Found]:
    """Every random word that is no identifier."""
    spoken: list[int] | None = None
    for match in _token().finditer(text):
        start, end = match.span()
        word = text[start:end].rstrip("-_/~.:")
        end = start + len(word)
        if not _stands_alone(text, start, end):
            continue
        kind = _kind_of(word)
        if not kind or _explained(text, start, end, word, kind):
            continue
        if kind != "wide":
            spoken = _spoken_of(text) if spoken is None else spoken
            if not (_is_near(spoken, start, end) or _is_of_a_vendor(text, start, word)):
                continue
        yield Found(KIND, start, end)


def alone(text: str) -> Found | None:
    """The random word that is all of a message."""
    word = text.strip(_WRAPPING)
    if not _token().fullmatch(word) or _UUID.fullmatch(word) or not _kind_of(word):
        return None
    own = _PREFIX.match(word)
    start = text.index(word)
    known = own is not None and own[1].lower() in word_set_of("prefixes")
    return None if known else Found(KIND, start, start + len(word))


def _kind_of(word: str) -> str:
    """`wide`: random in capitals, small letters and digits. `narrow`: random in fewer signs, or short."""
    if len(word) > _LONGEST or is_stand_in(word) or is_readable(word) or _NO_TOKEN.search(word):
        return ""
    if "." in word or ":" in word:
        core = max(re.split(r"[.:]", word), key=len)
        own = _PREFIX.match(core)
        known = own is not None and own[1].lower() in word_set_of("prefixes")
        joined = _HEX.fullmatch(core) and ":" in word
        return "" if known else "wide" if joined else _kind_of(core)
    own = _PREFIXED.fullmatch(word)
    if own and (len(own[2]) >= _LONG_TAIL or own[3]):
        return "wide" if _kind_of(own[2]) else ""
    if _UUID.fullmatch(word) or _HEX.fullmatch(word):
        return "narrow" if entropy(word) > 2.8 else ""
    if entropy(word) < 3.2 or word.isdigit() or is_wordy(word):
        return ""
    if len(word) < _NAMELESS and not any(sign.isdigit() for sign in word):
        return ""
    cased = word.upper() != word and word.lower() != word
    if cased and len(word) >= _WIDE:
        return "wide"
    return "narrow" if len(word) >= (_LEAST_NARROW if cased else _LEAST_UNCASED) else ""


def _stands_alone(text: str, start: int, end: int) -> bool:
    """Not inside an address, a path or an assignment; those are read elsewhere."""
    before, after = text[start - 1 : start], text[end : end + 1]
    if before == "=" and re.search(r"[?&/#]", text[max(0, start - _AROUND) : start].split()[-1]):
        return False
    if before and not (before in _OPENS or ord(before) > 0x2000):
        return False
    return not after or after not in "@/\\.:?&#=%" or not text[end + 1 : end + 2].strip() or after == "="


def _explained(text: str, start: int, end: int, word: str, kind: str) -> bool:
    """Whether the words beside it, or its own beginning, call it an identifier."""
    before = _names(text[max(0, start - _AROUND) : start])[-4:]
    after = _names(re.split(r"[\n.;!?]", text[end : end + _AROUND // 2], maxsplit=1)[0])[:4]
    if word_set_of("identifiers").intersection((*before, *after)):
        return True
    if (kind != "wide" and word_set("not_secret").intersection(before[-2:])) or (
        len(word) == _COMMIT and _is_history(text, start, end)
    ):
        return True
    own = _PREFIX.match(word)
    if own and own[1].lower() in word_set_of("prefixes") | word_set_of("identifiers"):
        return True
    beside = bool(word_set_of("things").intersection((*before[-3:], *after[:3])))
    return beside and not (kind == "wide" and len(word) >= _NAMELESS)


def _is_history(text: str, start: int, end: int) -> bool:
    around = text[max(0, start - _NEAR) : start] + " " + text[end : end + _AROUND]
    return not word_set_of("history").isdisjoint(re.findall(r"[a-z-]+", around.lower()))


def _names(text: str) -> list[str]:
    return [word.lower() for word in _NAME.findall(text)]


def _spoken_of(text: str) -> list[int]:
    """Where a key, a token or a password is spoken of, or something is handed over."""
    return [match.start() for match in _speaking().finditer(text)]


def _is_of_a_vendor(text: str, start: int, word: str) -> bool:
    near = _names(text[max(0, start - _AROUND) : start].rpartition("\n")[2])[-3:]
    return bool(_HEX.fullmatch(word)) and not word_set_of("vendors").isdisjoint(near)


def _is_near(places: list[int], start: int, end: int) -> bool:
    at = bisect_left(places, start - _NEAR)
    return at < len(places) and places[at] < end + _NEAR


@cache
def word_set_of(key: str) -> frozenset[str]:
    return frozenset(word for line in data("unnamed")[key] for word in line)


@cache
def _token() -> "re2._Regexp":
    return re2.compile(r"[A-Za-z0-9][A-Za-z0-9_+/~.:-]{15,}={0,2}")


@cache
def _speaking() -> "re2._Regexp":
    keys = word_set("keys") | word_set("passwords") | word_set("plain") - {"code"} | word_set_of("handing_over")
    return re2.compile(rf"(?i)(?:\b|_)(?:{alternatives(keys)})s?\b|🔑|🔐")
