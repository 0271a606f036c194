"""Whether what stands at a place of a text is the secret that a label announces, and where it ends."""

import re

from engine.secrets.found import Found
from engine.secrets.labels import Label, word_set
from engine.secrets.said import CLOSED, ENDS, followed_by_unit, said
from engine.secrets.values import is_chosen, is_made, is_phrase, is_shuffled, is_strong

KIND = "a password or key"
_OPEN = re.compile(
    r"[\s*_~|]{0,8}+(?:\d{1,2}[.)]\s{1,2})?(?:(?:!unsafe|!!\w{2,6}|&\w{1,20})[ \t]{1,2})?"
    r"(?P<quote>(?:[rbuf$]?(?=[\"'\\])|)(?:\\?[\"'`“”„«‹(]){0,3}+)"
)
"""What may stand before a value: ornament, a number in a list, a tag of YAML for a text, quotation marks."""
PLAIN_VALUE = re.compile(r"[^\s\"`“”„«»;<]{1,200}+")
_IN_ADDRESS = re.compile(r"[^\s\"'`“”„«»;<>&]{1,200}+")
TRAILING = ".,:?)]}>*'’|"
_DIGITS = re.compile(r"\d{4,12}[#*]|[#*]\d{4,12}[#*]?|\d{2,8}(?:-\d{2,8}){1,5}|\d{2,6}[A-Z]\d{0,4}")
"""As they are typed at a door, or printed as a backup code: `2580#`, `7391-0284`."""
_IN_CODE = re.compile(r"[a-z]+(?:_[a-z0-9]+)+")
_LEAST = {"keys": 8, "plain": 10, "passwords": 5, "pairs": 5}


def judged(window: str, at: int, label: Label, *, sure: bool, bare: bool = False, told: bool = False) -> Found | None:
    """The secret that begins at `at`, if what stands there is one. `told`: nothing but the secret can follow."""
    opened = _OPEN.match(window, at)
    assert opened
    start, quote = opened.end(), opened["quote"][-1:]
    alone = said(window, start, quote, label, told=told)
    if alone:
        return Found(KIND, label.end + start, label.end + alone)
    if quote in CLOSED and not bare:
        inside = _quoted(window, start, opened["quote"])
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
    if word.isdigit() and followed_by_unit(window, value.end()):
        return None
    sure_digits = label.word not in word_set("ambiguous") or len(word) >= 6
    clear = bool(ENDS.match(window, value.end())) and sure_digits
    if not _is_secret(word, label, sure=sure, bare=bare, ends=clear):
        return None
    end = start + len(word)
    return Found(KIND, label.end + start, label.end + end)


def _quoted(window: str, start: int, opened: str) -> str:
    """What stands in the quotation marks; one behind a backslash closes them only if the first had one too."""
    behind = "" if opened[-2:-1] == "\\" else r"(?<!\\)"
    closing = re.compile(f"{behind}[{CLOSED[opened[-1]]}]").search(window, start)
    return window[start : closing.start()].rstrip("\\") if closing else ""


def _is_secret(word: str, label: Label, *, sure: bool, bare: bool, ends: bool = False) -> bool:
    if label.sort == "passwords":
        if _DIGITS.fullmatch(word):
            return is_chosen("".join(filter(str.isdigit, word)), sure=sure) and (not bare or label.digits)
        if bare and not word.isdigit():
            return (len(word) >= 6 or is_shuffled(word)) and is_chosen(word, sure=False)
        if bare:
            return is_chosen(word, sure=sure) and (label.digits or ends)
        return is_chosen(word, sure=sure)
    if word.isdigit():
        return (sure or len(word) >= 12) and label.sort == "keys" and len(word) >= 8 and not _is_ordinary_label(label)
    if sure and label.sort == "keys" and len(word) >= 8 and word.isalnum() and is_chosen(word, sure=False):
        return True
    if label.sort == "keys" and sure and len(word) >= 8 and ("secret" in label.word or is_strong(word)):
        return is_chosen(word, sure="secret" in label.word) and not _IN_CODE.fullmatch(word)
    if label.sort == "plain" and len(word) >= 8 and is_strong(word) and is_chosen(word, sure=False):
        return True
    shuffled = is_shuffled(word) and word.upper() != word
    least = 6 if shuffled and label.sort == "keys" and not bare else _LEAST[label.sort]
    return is_made(word, 12 if bare and not shuffled else least)


def _is_ordinary_label(label: Label) -> bool:
    return label.word in ("code", "sid", "key")
