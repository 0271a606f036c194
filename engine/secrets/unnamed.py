"""Secrets that nobody called one: a random word behind “here you go”, a password beside the name it logs in with.

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
from engine.secrets.values import entropy, is_chosen, is_readable, is_stand_in, is_strong, is_wordy

KIND = "what looks like a key"
_PASSWORD = "what looks like a password"  # noqa: S105 - a kind, for people
_LONGEST = 400
"""Characters; what is longer is a picture or a file."""
_WIDE = 24
"""Characters of a random word in capitals, small letters and digits from which it is a key on its own."""
_NAMELESS = 30
"""From here on no thing of ours (a voice, a call) has an identifier in capitals and small letters."""
_AROUND = 60
_NEAR = 140
"""Characters between the word for a key and the key."""
_OPENED_BY = 60
_OPENS = frozenset(" \t\n\"'`“”„«‘’(|*>[{<,;_👉→➡")
_NAME = re.compile(r"[A-Z]?[a-zäöüßàâçéèêëîïôûùñáíóúãõ]+|[A-Z]+(?![a-z])|[a-z]+\d+")
_PREFIX = re.compile(r"([a-zA-Z]{1,12})[_-]")
_ADDRESS = re.compile(r"://|[\w.+-]+@[\w-]+\.\w|[?&]\w+=")
_SHOUTED = re.compile(r"[A-Z][a-zäöüß]+\d{2,4}[!?]+")
_UUID = re.compile(r"[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")
_HEX = re.compile(r"[0-9a-f]{32,}|[0-9A-F]{32,}")
_COMMIT = 40
_LEAST_NARROW = 16


def unnamed(text: str) -> Iterator[Found]:
    """Every random word that is no identifier, and every password beside a login."""
    yield from _random_words(text)
    yield from _beside_logins(text)


def _random_words(text: str) -> Iterator[Found]:
    spoken: list[int] | None = None
    for match in _token().finditer(text):
        start, end = match.span()
        word = text[start:end].rstrip("-_/~")
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


def _kind_of(word: str) -> str:
    """`wide`: random in capitals, small letters and digits. `narrow`: random in fewer signs, or short."""
    if len(word) > _LONGEST or is_stand_in(word) or is_readable(word):
        return ""
    if _UUID.fullmatch(word) or _HEX.fullmatch(word):
        return "narrow" if entropy(word) > 2.8 else ""
    if entropy(word) < 3.2 or not any(sign.isdigit() for sign in word) or word.isdigit() or is_wordy(word):
        return ""
    if word.upper() != word and word.lower() != word and len(word) >= _WIDE:
        return "wide"
    return "narrow" if len(word) >= _LEAST_NARROW else ""


def _stands_alone(text: str, start: int, end: int) -> bool:
    """Not inside an address, a path or an assignment; those are read elsewhere."""
    before, after = text[start - 1 : start], text[end : end + 1]
    if before and not (before in _OPENS or ord(before) > 0x2000):
        return False
    return not after or after not in "@/\\.:?&#=%" or not text[end + 1 : end + 2].strip() or after == "="


def _explained(text: str, start: int, end: int, word: str, kind: str) -> bool:
    """Whether the words beside it, or its own beginning, call it an identifier."""
    before = _names(text[max(0, start - _AROUND) : start])[-4:]
    after = _names(re.split(r"[\n.;!?]", text[end : end + _AROUND // 2], maxsplit=1)[0])[:4]
    if word_set_of("identifiers").intersection((*before, *after)):
        return True
    if word_set("not_secret").intersection(before[-2:]) or (len(word) == _COMMIT and _is_history(text, start, end)):
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


def _beside_logins(text: str) -> Iterator[Found]:
    """“log in as bot@acme.example with Kuh!Alm7”, “hunter!22x ← admin pw”: on the line of the word, or just below."""
    after = 0
    for opened in _opened().finditer(text):
        begin = max(after, opened.start() - _OPENED_BY)
        end = min(len(text), opened.end() + _OPENED_BY)
        begin = max(begin, text.rfind("\n", begin, opened.start()) + 1)
        for match in re.finditer(r"\S+", text[begin:end]):
            word = match[0].strip("\"'`“”„«»‘’()[]{}<>|*,;.:")
            cut = (begin + match.start() > 0 and match.start() == 0 and not text[begin - 1].isspace()) or (
                match.end() == end - begin and end < len(text) and not text[end].isspace()
            )
            login = opened[0].lower() in word_set_of("opened")
            if cut or not (_is_password(word) or (login and _is_shouted(word))):
                continue
            start = text.index(word, begin + match.start())
            yield Found(_PASSWORD, start, start + len(word))
        after = end


def _is_password(word: str) -> bool:
    """As only passwords are: letters, digits and a sign in six characters or more, and no address."""
    inner = word.rstrip("!?")
    return len(word) >= 6 and is_strong(inner) and is_chosen(word, sure=False) and not _ADDRESS.search(word)


def _is_shouted(word: str) -> bool:
    """`Girasole77!`: with a login, it is no name at the end of a sentence."""
    return len(word) >= 8 and bool(_SHOUTED.fullmatch(word))


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
    return re2.compile(r"[A-Za-z0-9][A-Za-z0-9_+/=~-]{15,}")


@cache
def _speaking() -> "re2._Regexp":
    keys = word_set("keys") | word_set("passwords") | word_set("plain") - {"code"} | word_set_of("handing_over")
    return re2.compile(rf"(?i)(?:\b|_)(?:{alternatives(keys)})s?\b|🔑|🔐")


@cache
def _opened() -> "re2._Regexp":
    words = word_set_of("opened") | word_set("passwords")
    return re2.compile(rf"(?i)\b(?:{alternatives(words)})\b|🔑|🔐")
