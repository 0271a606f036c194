"""Whether what stands at a place of a text is the secret that a label announces, and where it ends."""

import re
from functools import cache

from engine.secrets.found import Found
from engine.secrets.labels import Label, alternatives, word_set
from engine.secrets.values import describes, is_chosen, is_made, is_phrase, is_shuffled, is_stand_in, is_strong

KIND = "a password or key"
_OPEN = re.compile(r"[\s*_~|]{0,8}+(?:\d{1,2}[.)]\s{1,2})?(?P<quote>(?:\\?[\"'`“”„«‹(]){0,3}+)")
PLAIN_VALUE = re.compile(r"[^\s\"`“”„«»;<]{1,200}+")
_IN_ADDRESS = re.compile(r"[^\s\"'`“”„«»;<>&]{1,200}+")
_CLOSED = {'"': '"', "'": "'", "`": "`", "“": "”", "„": "“”", "«": "»", "‹": "›", "”": "”"}
TRAILING = ".,:?)]}>*'’|"
_DIGITS = re.compile(r"\d{4,12}[#*]|[#*]\d{4,12}[#*]?|\d{2,8}(?:-\d{2,8}){1,5}|\d{2,6}[A-Z]\d{0,4}")
"""As they are typed at a door, or printed as a backup code: `2580#`, `7391-0284`."""
_GROUPED = re.compile(
    r"(?!\d{4}-\d\d-\d\d)(?:0{4,8}|1{4,8}|\d(?:[ -]\d){3,7}|\d{2,4}(?:[ -]\d{2,4}){1,3}|\d{1,2}(?:-\d{1,2}){2,3})(?![\w-]|[.,:/]\d| \d)"
)
"""As they are read aloud or printed: `4 7 1 1`, `47 11`, `24-6-31`."""
_PHRASE = re.compile(r"[a-zäöüß]{2,14}(?:[ ,][a-zäöüß]{2,14}){3,23}(?=[\s.,;\"'”]{0,3}(?:\n|$)|[.,;\"”])")
_PLAIN = re.compile(r"[^\W\d_]{5,30}(?![\w.'’-])|[^\W\d_]{5,30}(?=[.](?:\s|$))|[^\W\d_]{2,20}(?:[-.][^\W\d_]{2,20}){1,4}(?![\w-])")
_WORDS = re.compile(r"[a-zäöüß]{3,14}(?: [a-zäöüß]{3,14}){2,6}")
_BLOCKS = re.compile(r"[A-Za-z0-9]{4,5}(?:[ -][A-Za-z0-9]{4,5}){3,9}(?![\w-])")
_DASHED = re.compile(r"(?=\S{0,60}\d)[A-Za-z0-9]{1,20}(?:[-_][A-Za-z0-9]{1,20}){3,9}")
_ENDS = re.compile(r"[ \t]{0,3}[.,!)\]*~_|]{0,3}(?:[ \t]{0,3}-->)?\s{0,3}(?:$|\n)|[ \t]{0,2}[,;][ \t]|[)\]|](?:[\s,;.]|$)")
_LEAST = {"keys": 8, "plain": 10, "passwords": 5, "pairs": 5}


def judged(
    window: str, at: int, label: Label, *, sure: bool, bare: bool = False, told: bool = False
) -> Found | None:
    """The secret that begins at `at`, if what stands there is one. `told`: nothing but the secret can follow."""
    opened = _OPEN.match(window, at)
    assert opened
    start, quote = opened.end(), opened["quote"][-1:]
    said = _said(window, start, quote, label, told=told)
    if said:
        return Found(KIND, label.end + start, label.end + said)
    if quote in _CLOSED and not bare:
        ends = [end for end in (window.find(mark, start) for mark in _CLOSED[quote]) if end >= 0]
        inside = window[start : min(ends)].rstrip("\\") if ends else ""
        if inside and " " in inside and label.sort == "passwords" and "\n" not in inside and is_phrase(inside):
            return Found(KIND, label.end + start, label.end + start + len(inside))
        if inside and not re.search(r"\s", inside):
            good = _is_secret(inside, label, sure=sure or quote in "`", bare=bare)
            return Found(KIND, label.end + start, label.end + start + len(inside)) if good else None
    shape = _IN_ADDRESS if label.in_address else PLAIN_VALUE
    value = shape.match(window, start)
    if not value:
        return None
    word = value[0].rstrip(TRAILING)
    if sure and not label.in_address and not label.prefixed and window[at : at + 1] == " " and quote == "":
        sure = "=" in window[max(0, at - 2) : at]
    if word.isdigit() and _followed_by_unit(window, value.end()):
        return None
    sure_digits = label.word not in word_set("ambiguous") or len(word) >= 6
    ends = bool(_ENDS.match(window, value.end())) and sure_digits
    if not _is_secret(word, label, sure=sure, bare=bare, ends=ends):
        return None
    end = start + len(word)
    return Found(KIND, label.end + start, label.end + end)


def _said(window: str, start: int, quote: str, label: Label, *, told: bool) -> int:
    """Where a secret ends that only what stands around it gives away: digits in groups, a phrase, a plain word."""
    grouped = _GROUPED.match(window, start) if label.digits else None
    if grouped and not _followed_by_unit(window, grouped.end()):
        return grouped.end()
    digits = _spoken_digits().match(window, start) if label.digits else None
    if digits:
        return digits.end()
    blocks = _BLOCKS.match(window, start) if told and label.sort == "keys" else None
    if blocks and sum(any(map(str.isdigit, block)) for block in re.split("[ -]", blocks[0])) * 2 > blocks[0].count(" "):
        return blocks.end() if any(map(str.isalpha, blocks[0])) else 0
    if told and label.sort == "keys" and "secret" in label.word:
        dashed = _DASHED.match(window, start)
        return dashed.end() if dashed and _ENDS.match(window, dashed.end()) and not is_stand_in(dashed[0]) else 0
    if not told or label.sort != "passwords" or label.prefixed:
        return 0
    phrase = _PHRASE.match(window, start) if label.word in word_set("phrases") else None
    if phrase and not _is_sentence(phrase[0].split()):
        return phrase.end()
    words = _WORDS.match(window, start) if window[start - 2 : start] == ": " and not label.digits else None
    if words and _ENDS.match(window, words.end()) and not _is_told_about(words[0].split()):
        return words.end()
    named = not label.digits and label.word in word_set("passwords") - word_set("ambiguous")
    plain = None if not named else _PLAIN.match(window, start)
    quoted = plain is not None and quote in _CLOSED and window[plain.end() : plain.end() + 1] == _CLOSED[quote][0]
    if plain and (quoted or _ENDS.match(window, plain.end())) and not _is_about(plain[0]):
        return plain.end()
    return 0


def _is_about(plain: str) -> bool:
    """“Reset”, “case-sensitive”."""
    words = re.split("[-.]", plain)
    return any(map(describes, words)) or not word_set("not_secret").isdisjoint(word.lower() for word in words)


def _is_told_about(words: list[str]) -> bool:
    """“see welcome card”, “twelve characters minimum”."""
    said = word_set("no_gap") | word_set("units") | word_set("copulas")
    return not said.isdisjoint(words) or describes(words[0]) or describes(words[-1])


def _is_sentence(words: list[str]) -> bool:
    return describes(words[0]) or sum(word in word_set("no_gap") for word in words) > 1


def _is_secret(word: str, label: Label, *, sure: bool, bare: bool, ends: bool = False) -> bool:
    if label.sort == "passwords":
        if _DIGITS.fullmatch(word):
            return is_chosen("".join(filter(str.isdigit, word)), sure=sure) and (
                not bare or label.digits
            )
        if bare and not word.isdigit():
            return (len(word) >= 6 or is_shuffled(word)) and is_chosen(word, sure=False)
        if bare:
            return is_chosen(word, sure=sure) and (label.digits or ends)
        return is_chosen(word, sure=sure)
    if word.isdigit():
        return (sure or len(word) >= 12) and label.sort == "keys" and len(word) >= 8 and not _is_ordinary_label(label)
    if sure and label.sort == "keys" and len(word) >= 8 and word.isalnum() and is_chosen(word, sure=False):
        return True
    if label.sort == "keys" and sure and "secret" in label.word and len(word) >= 8:
        return is_chosen(word, sure=True)
    if label.sort == "plain" and len(word) >= 8 and is_strong(word) and is_chosen(word, sure=False):
        return True
    shuffled = is_shuffled(word) and word.upper() != word
    least = 6 if shuffled and label.sort == "keys" and not bare else _LEAST[label.sort]
    return is_made(word, 12 if bare and not shuffled else least)


@cache
def _spoken_digits() -> "re.Pattern[str]":
    digit = alternatives(word_set("spoken_digits"))
    return re.compile(rf"(?i)(?:{digit})(?:[ ,-]{{1,2}}(?:{digit})){{3,9}}\b")


def _is_ordinary_label(label: Label) -> bool:
    return label.word in ("code", "sid", "key")


def _followed_by_unit(window: str, at: int) -> bool:
    following = window[at : at + 24].split(maxsplit=1)
    return bool(following) and following[0].strip(".,;:!?)").lower() in word_set("units")
