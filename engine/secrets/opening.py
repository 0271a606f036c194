"""What opens a thing, where nobody calls it a code: “the alarm gets disarmed with 6172”.

Three things must meet in a clause: what is opened, that it is opened or closed, and by what. Then digits that end the
clause, or whatever stands in quotation marks, are what opens it.
"""

import re
from collections.abc import Iterator
from functools import cache

import re2

from engine.secrets.found import Found
from engine.secrets.labels import alternatives, word_set
from engine.secrets.said import ENDS, followed_by_unit
from engine.secrets.values import is_stand_in

KIND = "what looks like a code"
_REACH = 60
"""Characters before the means, in which the thing and the verb stand."""
_SENTENCE = re.compile(r"[\n.!?;]")
_ENDS = re.compile(r"\.\s|\s(?:and|then|und|dann|et|y|e|en|at|am|geht|öffnet|opens|abre|ouvre|apre)\s")


def opening(text: str) -> Iterator[Found]:
    """Every code or phrase that something is opened with; a phrase only where it is called one."""
    for means in _means().finditer(text):
        value = _value().match(text, means.end(), means.end() + 2 * _REACH)
        if not value or not _opens(_clause(text, means.start(), value.end()), means[0].strip().lower()):
            continue
        part = "said" if value["said"] else "digits"
        ends = part == "said" or _ENDS.match(text, value.end()) or ENDS.match(text, value.end())
        if ends and not is_stand_in(value[part]) and not followed_by_unit(text, value.end()):
            yield Found(KIND, *value.span(part))


def _clause(text: str, start: int, end: int) -> str:
    """What is said around it."""
    before = _SENTENCE.split(text[max(0, start - _REACH) : start])[-1]
    return f"{before} {_SENTENCE.split(text[end : end + _REACH])[0]}".lower()


def _opens(clause: str, means: str) -> bool:
    """Something that opens is spoken of, and that it is opened."""
    return bool(_things().search(clause)) and (means in word_set("keyed") or bool(_verbs().search(clause)))


@cache
def _means() -> "re2._Regexp":
    return re2.compile(rf"(?i)\b(?:{alternatives(word_set('by_means') | word_set('keyed'))})\s{{1,2}}")


@cache
def _verbs() -> "re2._Regexp":
    return re2.compile(rf"(?i)(?:^|\PL)(?:{alternatives(word_set('opens'))})\pL{{0,4}}(?:$|\PL)")


@cache
def _things() -> "re2._Regexp":
    return re2.compile(rf"(?i)(?:^|\PL)(?:{alternatives(word_set('entrances'))})s?(?:$|\PL)")


@cache
def _value() -> "re.Pattern[str]":
    called = alternatives(word_set("opened_by"))
    return re.compile(
        rf"(?i)(?:(?:the|a|le|la|les|el|il|den|der|dem|die|das|o|de|het)\s)?(?:(?P<called>{called})\s)?"
        r"(?:(?(called)[\"'`“„«](?P<said>[^\"'`“”„«»\n]{4,80})[\"'`“”»]|(?!))"
        r"|[*#]?(?P<digits>\d{4,8})[*#]?(?![\w-]|[.,:/]\d))"
    )
