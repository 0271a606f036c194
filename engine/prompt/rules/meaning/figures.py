"""Figures that stand there twice and differ: prices, limits, caps, and what lies outside the hours."""

import re
from collections.abc import Iterator
from itertools import combinations

from engine.prompt.document import Document, Sentence
from engine.prompt.rules.orders import numbers, small_words, stem_of
from engine.prompt.rules.rule import Found, Rule, Subject, short, without

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
_TENS = {"twenty": "20", "thirty": "30", "forty": "40", "fifty": "50", "sixty": "60", "seventy": "70", "eighty": "80",
         "ninety": "90", "one": "1", "two": "2", "three": "3", "four": "4", "five": "5", "six": "6", "seven": "7",
         "eight": "8", "nine": "9", "eleven": "11", "thirteen": "13", "sixteen": "16", "eighteen": "18"}  # fmt: skip
_NUMERAL = (
    r"(?P<number>(?:\d+|(?:a |one |two |three |four |five |six |seven |eight |nine )?(?:hundred|thousand)|"
    r"(?:twen|thir|for|fif|six|seven|eigh|nine)ty(?:-\w+)?|one|two|three|four|five|six|seven|eight|nine|ten|eleven|"
    r"twelve|\w+teen)(?: (?:hundred|thousand))?(?: and [a-z-]+)?)"
)
_BOUND = re.compile(
    rf"(?i)\b(?:up to|at most|no more than|not more than|maximum of|limit of|within|not after|more than) "
    rf"{_NUMERAL}(?: more)? (?P<unit>[a-z]+)"
)
_FIGURE = re.compile(rf"(?i)(?<!after )(?<!over )(?<!than )(?<!from )\b{_NUMERAL}(?: more)? (?P<unit>[a-z]+)")
_ELSEWHERE = re.compile(
    r"(?i)\b(?:not|no|never|nobody|nothing|person|team|hand|transfer|otherwise|above|beyond|later|message|ticket|"
    r"open a case)"
    r"\b|n['’]t\b"
)
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


def _beyond_a_limit(subject: Subject) -> Iterator[Found]:
    """“Refunds up to 100 euros”, and in the same script somebody gets 250."""
    sentences = _told(subject.document)
    heads = {s.block.title: s.block.title for s in sentences}
    limits = [(title, title, limit) for title in heads for limit in _bounds(title)]
    limits += [(s.block.title, s.text, limit) for s in sentences for limit in _bounds(s.text)]
    for title, text, (most, unit) in limits:
        for sentence in sentences:
            if sentence.text != text and sentence.block.title == title and _more_than(sentence.text, most, unit):
                message = f"“{short(sentence.text)}” goes beyond “{short(text)}”."
                yield Found(message, title, sentence.block.line, without(subject, sentence))


def _bounds(text: str) -> Iterator[tuple[int, str]]:
    for found in _BOUND.finditer(text):
        unit = stem_of(found["unit"])
        if (most := value_of(found["number"])) and unit not in small_words():
            yield most, unit


def _more_than(text: str, most: int, unit: str) -> bool:
    """Whether it allows more of the unit; what is refused or goes elsewhere does not count."""
    if _ELSEWHERE.search(text):
        return False
    figures = ((value_of(m["number"]), stem_of(m["unit"])) for m in _FIGURE.finditer(text))
    return any(value > most and also == unit for value, also in figures)


def value_of(text: str) -> int:
    """`two hundred and fifty` -> 250; 0 for what is no number."""
    total = 0
    for word in re.findall(r"\d+|[a-z-]+", text.casefold()):
        if word.isdigit():
            total += int(word)
        elif word in ("hundred", "thousand"):
            total = max(total, 1) * (100 if word == "hundred" else 1000)
        elif word not in ("and", "a"):
            parts = [numbers().get(stem_of(word))] if stem_of(word) in numbers() else map(_TENS.get, word.split("-"))
            for part in parts:
                total += int(part or 0) if part is None or str(part).isdigit() else 0
    return total


def _found(one: Sentence, other: Sentence) -> Found:
    message = f"“{short(one.text)}” and “{short(other.text)}” name different figures for the same thing."
    return Found(message, other.block.title, other.block.line)


FIGURE_RULES = (
    Rule("meaning.prices", "error", "Meaning", _prices_disagree, "callers hear one of the two, and hold you to it"),
    Rule("meaning.limits", "error", "Meaning", _limits_disagree, "the agent keeps one of the two"),
    Rule("meaning.beyond", "error", "Meaning", _beyond_a_limit, "the agent gives away more than anybody allowed"),
    Rule("meaning.caps", "error", "Meaning", _caps_disagree, "the agent keeps one of the two"),
)
