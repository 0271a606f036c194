"""Secrets in the lines below what names them: in the column of a table, in a list under its heading."""

import re
from collections.abc import Iterator, Sequence
from itertools import groupby

from engine.secrets.found import Found
from engine.secrets.judged import KIND
from engine.secrets.labels import Label, word_set
from engine.secrets.values import is_chosen, is_made, is_stand_in

_LINE = 240
"""Characters of a line that are looked at."""
_HEAD = 24
"""Characters of a name above a column."""
_MOST_ROWS = 20
_DELIMITERS = ("|", "\t", ";", ",")
_RULE = re.compile(r"[\s|:+=`-]*")
_HEADED = re.compile(r"[\w\s'’()*_`]{0,40}+:?[\s*_]{0,4}")
"""What may follow a label in a heading."""
_ITEM = re.compile(
    r"[\s>*•·–-]{0,8}+(?:\d{1,2}[.)]\s)?(?:(?P<name>[^\n:=|]{1,40}?)\s{0,3}(?::|=|->|→|–|—|\||-(?=\s))\s{0,3})?"
    r"[\"'`*]{0,2}(?P<value>[^\s\"'`]{4,200})[\"'`*]{0,2}[\s,;|]{0,4}"
)
_LOGIN_NAME = re.compile(r"[\w.+-]+@[\w-]+\.[\w.-]+|[^\W\d]{2,30}")
_IN_CODE = re.compile(r"[a-z]+(?:_[a-z0-9]+)+")
_LEAST_MADE = 8
_LEAST_CHOSEN = 6

Line = tuple[int, int]
"""Where a line begins and ends."""


def below(text: str, labels: Sequence[Label]) -> Iterator[Found]:
    """Every secret in the rows under its column, and in the items under its heading."""
    done = 0
    for (start, end), named in _by_line(text, labels):
        if start < done or end >= len(text):
            continue
        lines = list(_lines(text, end))
        delimiter = next((sign for sign in _DELIMITERS if sign in text[start:end]), "")
        found = list(_in_columns(text, start, end, delimiter, named, lines)) if delimiter else []
        heads = named[-1].word not in word_set("ambiguous") and not named[-1].prefixed
        if not found and heads and _HEADED.fullmatch(text, named[-1].end, end):
            found = list(_in_items(text, named[-1], lines))
        yield from found
        done = found[-1].end if found else 0


def _by_line(text: str, labels: Sequence[Label]) -> Iterator[tuple[Line, list[Label]]]:
    """The lines that hold labels, unless they are long."""
    for start, named in groupby(labels, lambda label: text.rfind("\n", max(0, label.start - _LINE), label.start) + 1):
        there = list(named)
        end = text.find("\n", there[-1].end, there[-1].end + _LINE)
        if end >= 0 and end - start <= _LINE:
            yield (start, end), there


def _lines(text: str, end: int) -> Iterator[Line]:
    """The lines that follow, at most so many; empty ones at the beginning and the rule of a table are passed over."""
    started = False
    for _ in range(_MOST_ROWS):
        start, end = end + 1, text.find("\n", end + 1, end + 1 + _LINE)
        end = min(len(text), start + _LINE) if end < 0 else end
        if not _RULE.fullmatch(text, start, end):
            started = True
            yield start, end
        elif started and start == end:
            return
        if end >= len(text):
            return


def _in_columns(
    text: str, start: int, end: int, delimiter: str, named: Sequence[Label], rows: Sequence[Line]
) -> Iterator[Found]:
    """The table's rows are as wide as its head, which is its first line and holds short names only."""
    width = text.count(delimiter, start, end)
    above = text.rfind("\n", max(0, start - _LINE), max(0, start - 1)) + 1
    if text.count(delimiter, above, start) == width or max(map(len, text[start:end].split(delimiter))) > _HEAD:
        return
    columns = {text.count(delimiter, start, label.start): label for label in named if label.sort != "pairs"}
    for row_start, row_end in rows:
        if text.count(delimiter, row_start, row_end) != width:
            return
        at = row_start
        for column, cell in enumerate(text[row_start:row_end].split(delimiter)):
            word = cell.strip(" \"'`*")
            if column in columns and _is_listed(word, columns[column]):
                begin = text.index(word, at)
                yield Found(KIND, begin, begin + len(word))
            at += len(cell) + len(delimiter)


def _in_items(text: str, label: Label, lines: Sequence[Line]) -> Iterator[Found]:
    """“prod: …”, or for a login its name and then its password, until a line is no item."""
    before: str | None = None
    for start, end in lines:
        item = _ITEM.fullmatch(text, start, end)
        if not item:
            return
        word = item["value"]
        opened = label.sort != "pairs" or (before is not None and bool(_LOGIN_NAME.fullmatch(before)))
        if opened and _is_listed(word, label):
            yield Found(KIND, item.start("value"), item.end("value"))
        before = word


def _is_listed(word: str, label: Label) -> bool:
    if not word or " " in word or is_stand_in(word):
        return False
    if label.sort in ("keys", "plain"):
        return is_made(word, _LEAST_MADE)
    if word.isdigit():
        return label.digits and len(word) >= 4
    return len(word) >= _LEAST_CHOSEN and not _IN_CODE.fullmatch(word) and is_chosen(word, sure=False)
