"""Figures that stand there twice and differ: prices, limits, caps, and what lies outside the hours."""

import re
from collections.abc import Iterator
from itertools import combinations

from engine.prompt.document import Document, Sentence
from engine.prompt.rules.orders import numbers, small_words, stem_of
from engine.prompt.rules.rule import Found, Rule, Subject, short

_AMOUNT = re.compile(
    r"(?i)[$€£]\s?(\d+(?:[.,]\d+)?)|\b((?:\d+(?:[.,]\d+)?|[a-z-]+)(?: (?:hundred|thousand))?(?: and [a-z-]+)?) "
    r"(?:dollars?|euros?|pounds?|francs?|cents?|usd|eur|gbp|chf)\b|\b(\d+(?:[.,]\d+)?)\s?[€£]"
)
_FREE = re.compile(
    r"(?i)\b(?:is|are|costs?) (?:\w+ )?(?:free|nothing)\b(?! of (?!charge))|\bfree of charge\b|\bno charge\b"
)
_COSTS = re.compile(r"(?i)\b(?:costs?|is|are|charge|price|fee|pay|for)\b")
_LIMIT = re.compile(
    r"(?i)\b(up to|at most|no more than|not more than|more than|above|over|beyond|at least|maximum of|limit of) "
    r"(?:[$€£]\s?)?(\d+|[a-z-]+)(?: (?:hundred|thousand|percent|euros?|dollars?|pounds?))?\b ?(\w+)?"
)
_TIMES = re.compile(r"(?i)\b(\d+|[a-z]+)(?: more)? times?\b|\b(once|twice)\b|\b(second|third|fourth|fifth) time\b")
_ORDINALS = {"once": "1", "twice": "2", "second": "2", "third": "3", "fourth": "4", "fifth": "5"}
_MISHEARD = re.compile(r"(?i)\b(?:understand|understood|hear|heard|catch|unclear)\b")
_SILENT = re.compile(r"(?i)\b(?:silen\w*|quiet|says? nothing)\b")
_WORD = re.compile(r"[A-Za-z][A-Za-z’'-]+")
_SHARE = 0.5
_MONEY_WORDS = frozenset(
    map(
        stem_of,
        [
            "cost",
            "costs",
            "price",
            "fee",
            "charge",
            "free",
            "euro",
            "euros",
            "dollar",
            "dollars",
            "pound",
            "pounds",
            "pay",
            "amount",
            "nothing",
        ],
    )
)


def _prices_disagree(subject: Subject) -> Iterator[Found]:
    told = [(s, words, amount) for s in _told(subject.document) if (amount := _amount(s.text)) and (words := _about(s))]
    for (one, these, first), (other, those, second) in combinations(told, 2):
        same = len(these & those) >= max(1, _SHARE * min(len(these), len(those)))
        if first != second and same and one is not other:
            yield _found(one, other)


def _told(document: Document) -> list[Sentence]:
    return [s for s in document.sentences if s.block.kind not in ("speech", "data")]


def _amount(text: str) -> str:
    """What it costs: the number as digits; `0` where it is free."""
    if _FREE.search(text):
        return "0"
    found = _AMOUNT.search(text)
    if not found or not _COSTS.search(text):
        return ""
    return _digits(next(filter(None, found.groups())))


def _digits(text: str) -> str:
    """`a hundred and twenty` -> `100 20`: the same words give the same figure, which is all that is compared."""
    words = re.findall(r"[\d.,]+|[a-z-]+", text.casefold())
    known = [numbers().get(stem_of(w), w) for w in words if w[0].isdigit() or stem_of(w) in numbers()]
    return " ".join(known)


def _about(sentence: Sentence) -> frozenset[str]:
    words = {w.casefold() for w in _WORD.findall(_AMOUNT.sub(" ", sentence.text))} - small_words()
    return frozenset(
        s for w in words if (s := stem_of(w)) not in numbers() and s not in _MONEY_WORDS and s != "price" and s != "say"
    )


def _limits_disagree(subject: Subject) -> Iterator[Found]:
    """“Not more than eight guests” here, “up to twelve” there."""
    limited = [(s, _about(s), number, unit) for s in _told(subject.document) for number, unit in _limits(s.text)]
    for (one, these, first, unit), (other, those, second, also) in combinations(limited, 2):
        shared = these & those
        same = bool(shared) and (unit == also if unit and also else len(shared) > 1)
        if first != second and one.block is not other.block and same:
            yield _found(one, other)


def _limits(text: str) -> Iterator[tuple[str, str]]:
    for found in _LIMIT.finditer(text):
        word = found[2].casefold()
        number = word if word.isdigit() else numbers().get(stem_of(word), "")
        unit = (found[3] or "").casefold()
        if number:
            yield number, "" if unit in small_words() else stem_of(unit)


def _caps_disagree(subject: Subject) -> Iterator[Found]:
    """How often the agent asks again, said twice."""
    told = [s for s in subject.document.sentences if s.block.kind == "unclear"]
    for topic in (_MISHEARD, _SILENT):
        capped = [(s, n) for s in told if topic.search(s.block.text) and (n := _times(s.text))]
        for (one, first), (other, second) in combinations(capped, 2):
            if one.block is not other.block and first != second:
                yield _found(one, other)


def _times(text: str) -> str:
    found = _TIMES.search(text)
    if not found:
        return ""
    word = next(filter(None, found.groups())).casefold()
    return _ORDINALS.get(word) or numbers().get(stem_of(word), word)


def _found(one: Sentence, other: Sentence) -> Found:
    message = f"“{short(one.text)}” and “{short(other.text)}” name different figures for the same thing."
    return Found(message, other.block.title, other.block.line)


FIGURE_RULES = (
    Rule("meaning.prices", "error", "Meaning", _prices_disagree, "callers hear one of the two, and hold you to it"),
    Rule("meaning.limits", "error", "Meaning", _limits_disagree, "the agent keeps one of the two"),
    Rule("meaning.caps", "error", "Meaning", _caps_disagree, "the agent keeps one of the two"),
)
