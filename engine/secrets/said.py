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
_PHRASE = re.compile(r"[^\W\d_]{2,14}(?:[ ,][^\W\d_]{2,14}){1,23}(?=[\s.,;\"'”]{0,3}(?:\n|$)|[.,;\"”])")
_LEAST_WORDS = 3
"""Of a phrase, behind a label that as a rule has a word behind it."""
_PART_OF_SENTENCE = 4
"""From so many words on a phrase may have a word as sentences have them: “tall ginger cat on tin roof”."""
_PLAIN = re.compile(
    r"[^\W\d_]{5,30}(?![\w.'’-])|[^\W\d_]{5,30}(?=[.](?:\s|$))|[^\W\d_]{2,20}(?:[-.][^\W\d_]{2,20}){1,4}(?![\w-])"
)
_BLOCKS = re.compile(r"[A-Za-z0-9]{4,5}(?:[ -][A-Za-z0-9]{4,5}){3,9}(?![\w-])")
_DASHED = re.compile(r"(?=\S{0,60}\d)[A-Za-z0-9]{1,20}(?:[-_][A-Za-z0-9]{1,20}){3,9}")
_GOES_ON = re.compile(r"[.!?]\s|\s(?:for|on|at|and|auf|für|am|und|pour|sur|et|para|del|y|per|sul|e|voor|op|en|no|na)\s")
ENDS = re.compile(
    r"[ \t]{0,3}[.,!)\]*~_|]{0,3}(?:[ \t]{0,3}-->)?\s{0,3}(?:$|\n)|[ \t]{0,2}[,;][ \t]|[)\]|](?:[\s,;.]|$)"
)


def said(window: str, start: int, quote: str, label: Label, *, told: bool) -> int:
    """Where a secret ends that only what stands around it gives away: digits in groups, a phrase, a plain word."""
    grouped = _GROUPED.match(window, start) if label.digits or label.word in word_set("grouped") else None
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
    phrase = None if label.digits or label.plural or "\n" in window[:start] else _PHRASE.match(window, start)
    if phrase and _is_phrase(phrase[0].replace(",", " ").split(), label):
        return phrase.end()
    named = not (label.digits or label.plural) and label.word in word_set("passwords") - word_set("ambiguous")
    plain = None if not named else _PLAIN.match(window, start)
    quoted = plain is not None and quote in CLOSED and window[plain.end() : plain.end() + 1] == CLOSED[quote][0]
    if plain and not _is_about(plain[0]):
        ends = quoted or ENDS.match(window, plain.end()) or _GOES_ON.match(window, plain.end())
        return plain.end() if ends else 0
    return 0


def _is_about(plain: str) -> bool:
    """“Reset”, “case-sensitive”, “upstairs”."""
    words = re.split("[-.]", plain)
    if plain.lower() in word_set("spoken_digits"):
        return False
    return any(map(describes, words)) or not _speaking().isdisjoint(word.lower() for word in words)


def _is_phrase(words: list[str], label: Label) -> bool:
    """Words that somebody chose, and no sentence about them: that has a verb in front, or articles and prepositions."""
    meant = label.word in word_set("phrases")
    least = 2 if meant else _LEAST_WORDS
    if len(words) < least or (not meant and label.word in word_set("ambiguous")):
        return False
    if _is_about(words[0]) or (not meant and words[0].endswith("s")):
        return False
    if meant and len(words) >= _PART_OF_SENTENCE:
        return sum(word.lower() in word_set("no_gap") | word_set("sentences") for word in words) < 2
    return not any(map(_is_about, words))


@cache
def _speaking() -> frozenset[str]:
    return frozenset().union(*map(word_set, ("not_secret", "no_gap", "sentences", "adverbs", "links", "units")))


@cache
def _spoken_digits() -> "re.Pattern[str]":
    digit = alternatives(word_set("spoken_digits"))
    return re.compile(rf"(?i)(?:{digit})(?:[ ,-]{{1,2}}(?:{digit})){{3,9}}\b")


def followed_by_unit(window: str, at: int) -> bool:
    following = window[at : at + 24].split(maxsplit=1)
    return bool(following) and following[0].strip(".,;:!?)").lower() in word_set("units")
