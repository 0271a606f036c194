"""A clause about hours as items: days, times, and the words between them that matter. What is left are other words."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from engine.interview.guided.facts.clock import Half, time_at
from engine.interview.guided.facts.day_names import Days, day_names
from engine.language.grammar import LANGUAGES, grammar_of
from engine.language.lexicon import lexicon
from engine.language.text import fold

_KINDS = ("whole_day", "break", "closed", "until", "between", "opens", "closes", "but", "range", "joint")
_HALVES: Mapping[str, Half] = {"morning": "am", "afternoon": "pm", "evening": "pm"}
_WORD = re.compile(r"[\w€$£%]+(?:['.&][\w]+)*")
_BEFORE = re.compile(r"([\w'’]+|[-–])\s*$")
_AFTER = re.compile(r"\s*([\w'’]+|[-–])")


OTHER_DAYS: Days = frozenset()
"""“the rest of the week”: the days of which nothing else is said."""


@dataclass(frozen=True, slots=True)
class Item:
    """`kind`: days, time, part (of a day), sep, mark, about, word, or one of the lexicon's. Places are characters."""

    kind: str
    value: Any
    text: str
    start: int
    end: int


def items_of(text: str, language: str) -> list[Item]:
    """The items of a folded text; days by the short names of `language`."""
    items: list[Item] = []
    at = 0
    while at < len(text):
        item = _item(text, at, language)
        if item:
            items.append(item)
            at = item.end
        else:
            at += 1
    return items


def half_of(part: str) -> Half:
    return _HALVES[part]


def _item(text: str, at: int, language: str) -> Item | None:
    if text[at].isspace() or (at and text[at - 1].isalnum() and text[at].isalnum() and not text[at - 1].isdigit()):
        return None
    phrase = _phrases(language).match(text, at)
    timed = _time(text, at, language)
    if timed and not (phrase and phrase.end() >= timed.end + (_meaning(language)[phrase[0]][0] != "whole_day")):
        return timed
    if phrase:
        kind, value = _meaning(language)[phrase[0]]
        end = phrase.end() + (kind == "days" and _is_short(text, phrase.end(), phrase[0]))
        return Item(kind, value, phrase[0], at, end)
    word = _WORD.match(text, at)
    if word:
        plain = word[0].removesuffix("'s")
        return Item("about" if plain in _about() else "word", None, word[0], at, word.end())
    return Item("sep" if text[at] in ";.!?\n|" else "mark", None, text[at], at, at + 1)


def _time(text: str, at: int, language: str) -> Item | None:
    """A time; a bare number in words only beside words such as “from” and “until”."""
    timed = time_at(text, at, language)
    if timed is None:
        return None
    time, end = timed
    said = text[at:end]
    if said.isalpha() and not time.sure and not _is_beside(text, at, end):
        return None
    return Item("time", time, said, at, end)


def _is_beside(text: str, start: int, end: int) -> bool:
    before, after = _BEFORE.search(text, 0, start), _AFTER.match(text, end)
    near = {match[1] for match in (before, after) if match}
    return bool(near & _beside())


def _is_short(text: str, at: int, name: str) -> bool:
    """“Mon.-Sat.”, “Mo. 8 Uhr”: the full stop belongs to the day."""
    return len(name) <= _LONGEST_SHORT and bool(_GOES_ON.match(text, at))


_LONGEST_SHORT = 5
_GOES_ON = re.compile(r"\.(?:[-–,)]|\s*(?:\d|und\b|and\b))")


@cache
def _meaning(language: str) -> dict[str, tuple[str, Any]]:
    data = lexicon("hours")
    known: dict[str, tuple[str, Any]] = {fold(word): (kind, None) for kind in reversed(_KINDS) for word in data[kind]}
    known |= {fold(word): ("part", part) for part in _HALVES for word in data[part]}
    known |= {fold(word): ("days", OTHER_DAYS) for word in data["other_days"]}
    return known | {name: ("days", days) for name, days in day_names(language).items()}


@cache
def _phrases(language: str) -> re.Pattern[str]:
    phrases = sorted(map(re.escape, _meaning(language)), key=len, reverse=True)
    return re.compile("|".join(rf"{phrase}(?!\w)" if phrase[-1].isalnum() else phrase for phrase in phrases))


@cache
def _about() -> frozenset[str]:
    """Words that a clause about hours may hold: the function words of every language, and the lexicon's."""
    common = {word for language in LANGUAGES for word in grammar_of(language).common}
    included = {fold(word) for word in lexicon("hours")["included"]}
    return frozenset({fold(word) for word in lexicon("hours")["about"]} | common | included)


@cache
def _beside() -> frozenset[str]:
    return frozenset(fold(word) for word in lexicon("hours")["beside_hours"])
