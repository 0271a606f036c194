"""Secrets that only what stands around them gives away: digits in groups or in words, a phrase, a plain word."""

import re
from functools import cache

from engine.secrets.labels import Label, alternatives, word_set
from engine.secrets.values import describes, is_stand_in

CLOSED = {'"': '"', "'": "'", "`": "`", "“": "”", "„": "“”", "«": "»", "‹": "›", "”": "”"}
_GROUPED = re.compile(
    r"(?!\d{4}-\d\d-\d\d)"
    r"(?:0{4,8}|1{4,8}|\d(?:[ -]\d){3,7}|\d{2,4}(?:[ -]\d{2,4}){1,3}|\d{1,2}(?:-\d{1,2}){2,3})"
    r"(?![\w-]|[.,:/]\d| \d)"
)
"""As they are read aloud or printed: `4 7 1 1`, `47 11`, `24-6-31`."""
_PHRASE = re.compile(r"[a-zäöüß]{2,14}(?:[ ,][a-zäöüß]{2,14}){3,23}(?=[\s.,;\"'”]{0,3}(?:\n|$)|[.,;\"”])")
_PLAIN = re.compile(
    r"[^\W\d_]{5,30}(?![\w.'’-])|[^\W\d_]{5,30}(?=[.](?:\s|$))|[^\W\d_]{2,20}(?:[-.][^\W\d_]{2,20}){1,4}(?![\w-])"
)
_BLOCKS = re.compile(r"[A-Za-z0-9]{4,5}(?:[ -][A-Za-z0-9]{4,5}){3,9}(?![\w-])")
_DASHED = re.compile(r"(?=\S{0,60}\d)[A-Za-z0-9]{1,20}(?:[-_][A-Za-z0-9]{1,20}){3,9}")
ENDS = re.compile(
    r"[ \t]{0,3}[.,!)\]*~_|]{0,3}(?:[ \t]{0,3}-->)?\s{0,3}(?:$|\n)|[ \t]{0,2}[,;][ \t]|[)\]|](?:[\s,;.]|$)"
)


def said(window: str, start: int, quote: str, label: Label, *, told: bool) -> int:
    """Where a secret ends that only what stands around it gives away: digits in groups, a phrase, a plain word."""
    grouped = _GROUPED.match(window, start) if label.digits else None
    if grouped and not followed_by_unit(window, grouped.end()):
        return grouped.end()
    digits = _spoken_digits().match(window, start) if label.digits else None
    if digits:
        return digits.end()
    blocks = _BLOCKS.match(window, start) if told and label.sort == "keys" else None
    if blocks and sum(any(map(str.isdigit, block)) for block in re.split("[ -]", blocks[0])) * 2 > blocks[0].count(" "):
        return blocks.end() if any(map(str.isalpha, blocks[0])) else 0
    if told and label.sort == "keys" and "secret" in label.word:
        dashed = _DASHED.match(window, start)
        return dashed.end() if dashed and ENDS.match(window, dashed.end()) and not is_stand_in(dashed[0]) else 0
    if not told or label.sort != "passwords" or label.prefixed:
        return 0
    phrase = _PHRASE.match(window, start) if label.word in word_set("phrases") else None
    if phrase and not _is_sentence(phrase[0].split()):
        return phrase.end()
    named = not label.digits and label.word in word_set("passwords") - word_set("ambiguous")
    plain = None if not named else _PLAIN.match(window, start)
    quoted = plain is not None and quote in CLOSED and window[plain.end() : plain.end() + 1] == CLOSED[quote][0]
    if plain and (quoted or ENDS.match(window, plain.end())) and not _is_about(plain[0]):
        return plain.end()
    return 0


def _is_about(plain: str) -> bool:
    """“Reset”, “case-sensitive”."""
    words = re.split("[-.]", plain)
    return any(map(describes, words)) or not word_set("not_secret").isdisjoint(word.lower() for word in words)


def _is_sentence(words: list[str]) -> bool:
    return describes(words[0]) or sum(word in word_set("no_gap") for word in words) > 1


@cache
def _spoken_digits() -> "re.Pattern[str]":
    digit = alternatives(word_set("spoken_digits"))
    return re.compile(rf"(?i)(?:{digit})(?:[ ,-]{{1,2}}(?:{digit})){{3,9}}\b")


def followed_by_unit(window: str, at: int) -> bool:
    following = window[at : at + 24].split(maxsplit=1)
    return bool(following) and following[0].strip(".,;:!?)").lower() in word_set("units")
