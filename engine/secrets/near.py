"""Passwords near the word for one, or for a login, whatever stands between: “Kuh!Alm7”, “kaffee123”.

How much a word looks like a password decides how near it must be and to which word: one with a sign inside is nothing
else; a word with digits may be a product or a room, so it must stand on the line of the word for a password, behind no
thing that has a number; one that fills a line alone needs that word on the line before or after.
"""

import re
from collections.abc import Iterator
from functools import cache

import re2

from engine.secrets.found import Found, data
from engine.secrets.labels import alternatives, word_set
from engine.secrets.values import describes, is_chosen, is_shuffled, is_strong

KIND = "what looks like a password"
_REACH = 60
"""Characters between the two words."""
_WORD = re.compile(r"\S+")
_AROUND_WORD = "\"'`“”„«»‘’()[]{}<>|*,;.:…"
_ADDRESS = re.compile(r"://|[\w.+-]+@[\w-]+\.\w|[?&]\w+=")
_SHOUTED = re.compile(r"[A-Z][a-zäöüß]+\d{2,4}[!?]+")
_NUMBERED = re.compile(r"[^\W\d_]{3,20}\d{2,6}[a-z]{0,5}[!?]{0,2}")
"""`kaffee123`, `Herbst77!`."""
_JOINED_WORDS = re.compile(r"(?!\d{1,3}-)(?=\S*[^\W\d_]{3})(?=\S*\d)[^\W_]{1,20}(?:[-_.][^\W_]{1,20}){1,4}[!?]{0,2}")
"""`Zwetschge-2021`, `Qm7-vardo-22`."""
_SIGNED = re.compile(r"[^\W\d_]{3,20}[!#$%^*+?][^\W_]{3,20}")
_QUOTED_PAIR = re.compile(
    r"[\"'“„«][^\"'`“”„«»\n]{2,40}[\"'”“»](?:\s(?:and|using|with|und|mit|et|avec|y|con|e|com|en|met)\s|\s?[/|]\s?)"
    r"[\"'“„«](?P<word>[^\W\d_]{6,40})[\"'”“»]"
)
"""A name and a password, both in quotation marks, behind the word for a login."""
_TRIPLE = re.compile(
    r"[\w-]{1,40}(?:\.[\w-]{1,40}){1,4}(?P<joint>\s[/|;–—-]\s)[\w.@+-]{2,40}(?P=joint)(?P<word>[^\s,;|/]{6,60})"
)
"""“mail.acme.example / bot / kaffee123”: a machine, a name and a password, joined by the same sign."""
_NAME = re.compile(r"[^\W\d_]+")
_ALONE = re.compile(r"[\s>*`\"'|]{0,6}([^\s\"'`|]{4,100})[\s*`\"'|]{0,6}")
_FOLLOWS = re.compile(r"(?:\s{0,2}[,;:|/(>→=-]{1,3}\s{0,2}|\s{1,3})([^\s,;:|/@()]{8,60})(?=[\s,;)]|$)")
_PAIR = re.compile(r"[\w.@+-]{2,60}[/:|,=]([^\s/:|,=]{6,60})")
_JOINED = re.compile(
    r"(?i:\b(?:with|using|mit|avec|con|met|com|usando|en utilisant|and|und|y|e|et|en)|[/+&|:])\s{1,2}$"
)


def near(text: str) -> Iterator[Found]:
    """Every password that a word near it gives away."""
    yield from _behind_addresses(text)
    yield from _unlike_words(text)
    yield from _of_machines(text)
    after = 0
    for opened in _words().finditer(text):
        word = opened[0].lower()
        login = word not in word_set("passwords") or word in word_set("ambiguous")
        line = max(0, text.rfind("\n", max(0, opened.start() - _REACH), opened.start()) + 1)
        begin, end = max(after, line, opened.start() - _REACH), min(len(text), opened.end() + _REACH)
        for start, candidate in _whole_words(text, begin, end):
            same_line = "\n" not in text[opened.end() : start]
            if _is_password(text, start, candidate, login=login, same_line=same_line):
                yield Found(KIND, start, start + len(candidate))
        pair = _QUOTED_PAIR.search(text, opened.end(), end) if login else None
        if pair and pair["word"][0].islower() and not describes(pair["word"]):
            yield Found(KIND, *pair.span("word"))
        if not login:
            yield from _alone(text, opened.start(), opened.end())
        after = max(after, opened.end())


def _behind_addresses(text: str) -> Iterator[Found]:
    """“bot@acme.example kaffee123”: the next word but for a sign between."""
    for address in _mail().finditer(text):
        following = _FOLLOWS.match(text, address.end(), address.end() + 2 * _REACH)
        word = following[1].rstrip(_AROUND_WORD) if following else ""
        aside = "(" in text[address.end() : following.start(1)] if following else False
        if following and is_chosen(word, sure=False) and (is_strong(word) or (not aside and _is_numbered("", 0, word))):
            yield Found(KIND, following.start(1), following.start(1) + len(word))


def _of_machines(text: str) -> Iterator[Found]:
    for host in _host().finditer(text):
        triple = _TRIPLE.match(text, host.start(), host.start() + 4 * _REACH)
        word = triple["word"].rstrip(_AROUND_WORD) if triple else ""
        if (
            triple
            and is_chosen(word, sure=False)
            and (is_strong(word) or (_NUMBERED.fullmatch(word) and _is_numbered("", 0, word)))
        ):
            yield Found(KIND, triple.start("word"), triple.start("word") + len(word))


def _unlike_words(text: str) -> Iterator[Found]:
    """“it's Kuh!Alm7”: no word is written so."""
    for match in _unlike().finditer(text):
        start, end = match.span(1)
        word = text[start:end]
        if is_strong(word) and is_chosen(word, sure=False) and word.lower() != word and word.upper() != word:
            yield Found(KIND, start, end)


def _whole_words(text: str, begin: int, end: int) -> Iterator[tuple[int, str]]:
    for match in _WORD.finditer(text, begin, end):
        cut = (match.start() == begin > 0 and not text[begin - 1].isspace()) or (
            match.end() == end < len(text) and not text[end].isspace()
        )
        word = match[0].strip(_AROUND_WORD)
        if len(word) >= 6 and not cut:
            start = text.index(word, match.start())
            pair = _PAIR.fullmatch(word)
            yield start, word
            if pair:
                yield start + pair.start(1), pair[1]


def _is_password(text: str, start: int, word: str, *, login: bool, same_line: bool) -> bool:
    if _ADDRESS.search(word) or word[0] == "@" or "(" in word or not is_chosen(word, sure=False):
        return False
    if is_strong(word.rstrip("!?")):
        return not (login and _names(text, start)[-1:] in (["at"], ["in"], ["on"]))
    if login and len(word) >= 8 and _SHOUTED.fullmatch(word):
        return True
    joined = not login or text[start - 1] in "/:|,=" or bool(_JOINED.search(text[max(0, start - 12) : start]))
    paired = login and text[start - 1 : start] in ("/", ":", "|", "=")
    return (
        joined and same_line and _looks_chosen(word)
        if paired
        else joined and same_line and _is_numbered(text, start, word)
    )


def _is_numbered(text: str, start: int, word: str) -> bool:
    """A word with digits, and neither a product nor the number of a thing."""
    if not _looks_chosen(word):
        return False
    name = _NAME.match(word.lower())
    before = _names(text, start)
    placed = not _set("placed").isdisjoint(before[-1:])
    return not (placed or (name and name[0] in _set("products"))) and (
        _set("numbered") | _set("identifiers")
    ).isdisjoint(before[-2:])


def _looks_chosen(word: str) -> bool:
    if _NUMBERED.fullmatch(word) or _SIGNED.fullmatch(word) or (is_shuffled(word) and "-" not in word):
        return True
    return bool(_JOINED_WORDS.fullmatch(word)) and any(sign.islower() for sign in word)


def _names(text: str, start: int) -> list[str]:
    """The words before, on a stretch of the text."""
    return _NAME.findall(text[max(0, start - 40) : start].lower())


def _alone(text: str, start: int, end: int) -> Iterator[Found]:
    """The word that fills the line before the one of the label, or the first line after it that is not empty."""
    line_end = text.find("\n", end, end + 2 * _REACH)
    if line_end >= 0:
        following = re.compile(r"\s*\n").match(text, line_end, line_end + 6)
        begin = following.end() if following else line_end + 1
        until = text.find("\n", begin, begin + 2 * _REACH)
        yield from _filling(text, begin, until if until >= 0 else min(len(text), begin + 2 * _REACH))
    line_start = text.rfind("\n", max(0, start - 2 * _REACH), start)
    if line_start > 0:
        until = len(text[:line_start].rstrip()) if text[line_start - 1].isspace() else line_start
        begin = text.rfind("\n", max(0, until - 2 * _REACH), until) + 1
        yield from _filling(text, begin, until)


def _filling(text: str, begin: int, end: int) -> Iterator[Found]:
    alone = _ALONE.fullmatch(text, begin, end)
    if not alone:
        return
    word = alone[1].rstrip(_AROUND_WORD)
    if len(word) >= 6 and is_chosen(word, sure=False) and _is_numbered("", 0, word):
        yield Found(KIND, alone.start(1), alone.start(1) + len(word))


@cache
def _set(key: str) -> frozenset[str]:
    return frozenset(word for line in data("unnamed")[key] for word in line)


@cache
def _words() -> "re2._Regexp":
    words = _set("opened") | word_set("passwords")
    return re2.compile(rf"(?i)\b(?:{alternatives(words)})\b|🔑|🔐")


@cache
def _mail() -> "re2._Regexp":
    return re2.compile(r"[A-Za-z0-9_.+-]{1,64}@[A-Za-z0-9-]{1,60}\.[A-Za-z0-9.-]{1,60}")


@cache
def _host() -> "re2._Regexp":
    return re2.compile(r"[\w-]{1,40}(?:\.[\w-]{1,40}){1,4}\s[/|;–—-]\s")


@cache
def _unlike() -> "re2._Regexp":
    return re2.compile(
        r"(?:^|[\s\"'`(>*|])([A-Za-z0-9_-]{2,30}[!$%^?][A-Za-z0-9_-]{0,20}[A-Za-z][A-Za-z0-9!_-]{0,20}[0-9][A-Za-z0-9!?]{0,4})(?:$|[\s\"'`)<*|,.;])"
    )
