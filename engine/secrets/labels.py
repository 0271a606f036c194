"""The words that announce a secret, found in one linear pass of RE2; `labels.yaml` has them."""

import re
from collections.abc import Iterable, Iterator
from functools import cache
from itertools import pairwise
from typing import Literal, NamedTuple

import re2

from engine.secrets.found import data

Sort = Literal["passwords", "keys", "plain", "pairs"]
_NOTHING = 3
"""Characters between two labels in which there is no room for a value: `": "`."""
_IN_A_ROW = 4
"""Labels that are looked at where they stand side by side: `password: key=hunter2` has two."""
_AROUND = 32
_SPACELESS = "\u2e80"
"""From here on scripts write no space between words."""
_MEANT = "pw"
"""What `pass` and `clave` mean beside a network or a portal."""
_IN_A_NAME = 3
"""More labels in one word than `api_key_secret_token` has make no name."""


class Label(NamedTuple):
    """A word that announces a secret, at `text[start:end]`."""

    sort: Sort
    start: int
    end: int
    prefixed: bool
    """It is a flag, part of a name in code, or in an address: what is assigned to it is meant for machines."""
    in_address: bool
    word: str
    digits: bool = False
    """Digits alone may be its secret: a PIN, the code of a door."""
    plural: bool = False
    """It speaks of several, so of none in particular."""


def labels_in(text: str) -> Iterator[Label]:
    searched = text.encode() if text.isascii() else text  # the spans are the same, and found in half the time
    for match in _with_a_value(_pattern().finditer(searched)):
        label = _label(text, match)
        if label:
            yield label


def _with_a_value(matches: "Iterable[re2._Match]") -> "Iterator[re2._Match]":
    """All but the middle of a long row of labels, where each is followed by the next and none by a value."""
    held, row = None, 0
    for match in matches:
        start, _ = match.span()
        rest_start, rest_end = match.span(3)
        follows = held is not None and rest_start == rest_end and start - held.end() <= _NOTHING
        if held is not None and not (follows and row >= _IN_A_ROW):
            yield held
        held, row = match, row + 1 if follows else 0
    if held is not None:
        yield held


def _label(text: str, match: "re2._Match") -> Label | None:
    """The label that this word is, unless it is a part of another word, or names a thing about a secret."""
    start, end = match.span()
    inside = start and text[start - 1].isalpha() and text[start - 1].isascii() and text[start].isalpha()
    if inside or text.startswith("[secret removed]", start - 1) or text.startswith("@", end):
        return None
    before, written, behind = _last_noun(*(text[slice(*match.span(group))] for group in (1, 2, 3)))
    noun, noun_end = written.lower(), end - len(behind)
    plural = behind.lower() == "s"
    if behind and not plural and behind[0].isalpha() and not (behind[0].isupper() and noun[-1].islower()):
        return None
    if noun_end < len(text) and not behind and text[noun_end].isalpha() and text[noun_end] < _SPACELESS:
        return None
    sort = _sorts()[noun]
    short = len(noun) <= 4 or sort in ("plain", "pairs")
    own_start = not before or before[-1] in "_.-" or (written[0].isupper() and before[-1].islower())
    if short and not own_start and not _is_compound(before.lower(), noun):
        return None
    near = (
        _words(before) if "_" in before else [*_words(before), *text[max(0, start - 24) : start].lower().split()[-1:]]
    )
    ruled_out = word_set("not_secret")
    if ruled_out.intersection(_words(behind)):
        return None
    if ruled_out.intersection(near if sort == "plain" else near[-1:] if noun.startswith("token") else ()):
        return None
    in_address = text[max(0, start - 1) : start] in ("?", "&")
    if noun in word_set("in_addresses"):
        if in_address and not before:
            sort = "keys"
        elif noun not in _sorts_without_addresses():
            return None
    digits = noun in word_set("numbers")
    if noun in word_set("ambiguous") and not word_set("chosen_for").isdisjoint(_near(text, start, end)):
        noun = _MEANT
    if sort == "plain":
        near_it = {*_near(text, start, end), before.lower().strip("-_")}
        digits = digits or not near_it.isdisjoint(word_set("entrances"))
        if digits or not near_it.isdisjoint(word_set("chosen_for")):
            sort = "passwords"
    if sort == "plain" and word_set("opening").intersection(near):
        sort = "keys"
    if sort == "pairs" and (before or behind or text.startswith("//", start - 2)):
        return None
    flag = before.startswith("--") or text[max(0, start - 2) : start] == "--"
    prefixed = bool(flag or in_address or "_" in before + behind or text[max(0, start - 1) : start] == "<")
    return Label(sort, start, end, prefixed, in_address, noun, digits, plural or noun in word_set("plurals"))


def _is_compound(before: str, noun: str) -> bool:
    """“Netzwerkschlüssel”, “Haustürcode”: written in one word with what it opens."""
    return (noun in ("schlüssel", "schluessel") and len(before) > 2) or before in word_set("entrances")


def _near(text: str, start: int, end: int) -> list[str]:
    """The words around a label, and each two of them: “WiFi: CafeGuest, key …”, “key box code”."""
    around = text[max(0, start - _AROUND) : start] + " " + text[end : end + _AROUND // 2]
    words = re.findall(r"[\w-]+", around.lower())
    return [*words, *map(" ".join, pairwise(words))]


def _last_noun(before: str, noun: str, behind: str) -> tuple[str, str, str]:
    """`access_`, `token`, `_v2`: the last label in a name says what it is."""
    for _ in range(_IN_A_NAME):
        inner = _pattern().search(behind) if behind else None
        if not inner:
            break
        before, noun, behind = before + noun + behind[: inner.start(2)], inner[2], inner[3]
    return before, noun, behind


def _words(name: str) -> list[str]:
    """`maxOutput_tokens-` -> max, output, tokens."""
    return [word.lower() for word in re.findall(r"[A-Z]?[a-z0-9]+|[A-Z]+", name)] if name else []


@cache
def word_set(key: str) -> frozenset[str]:
    lines = data("labels")[key]
    return frozenset(word for line in lines for word in (line if isinstance(line, list) else [line]))


@cache
def _sorts_without_addresses() -> dict[str, Sort]:
    sorts: dict[str, Sort] = {}
    for sort in ("pairs", "plain", "keys", "passwords"):
        sorts |= dict.fromkeys(word_set(sort), sort)
    return sorts


@cache
def _sorts() -> dict[str, Sort]:
    addresses: dict[str, Sort] = dict.fromkeys(word_set("in_addresses"), "keys")
    return addresses | _sorts_without_addresses()


def alternatives(words: "frozenset[str] | dict[str, Sort]") -> str:
    return "|".join(re.escape(word) for word in sorted(words, key=lambda word: (-len(word), word)))


@cache
def _pattern() -> "re2._Regexp":
    return re2.compile(rf"(?i)([a-zäöüß0-9_.-]{{0,40}}?)({alternatives(_sorts())})((?:[a-z0-9_-]{{0,40}}[a-z0-9_])?)")
