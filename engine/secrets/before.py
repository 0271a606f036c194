"""Secrets that stand before what they are called: “hunter2 is the password”, “hunter2 ← admin password”."""

import re
from functools import cache

from engine.secrets.found import Found
from engine.secrets.judged import KIND, PLAIN_VALUE, TRAILING
from engine.secrets.labels import Label, word_set
from engine.secrets.values import is_chosen, is_made, is_strong

BEFORE = 64
"""Characters before a label in which its secret must begin."""
_POINTS_BACK = frozenset(("←", "<-", "<--", "<=", "👈", "-", "–", "—", "=", "^"))
"""Between a secret and what it is called."""
_WORD = re.compile(r"\S+")


def before(text: str, label: Label, after: int) -> Found | None:
    """“hunter2 is the password”, “use hunter2 as password”, “hunter2 (password)”, “hunter2 ← admin password”."""
    if label.prefixed or not (
        text[label.start - 1 : label.start].isspace() or text[label.start - 1 : label.start] == "("
    ):
        return None
    begin = max(after, label.start - BEFORE)
    words = [*_WORD.finditer(text, begin, label.start)][-6:]
    link = next((n for n in range(len(words) - 1, 0, -1) if _links(words[n][0])), 0)
    if link > 1 and words[link - 1][0].lower() in word_set("pronouns"):
        link -= 1
    if link > 1 and words[link - 1][0] in _POINTS_BACK:
        link -= 1
    apposed = next((n for n in range(1, len(words)) if words[n - 1][0].endswith(",") and not link), 0)
    link = link or apposed
    if not link:
        return None
    word = words[link - 1][0].rstrip(TRAILING + '"`”').lstrip("\"'`“„«(*|")
    start = text.index(word, words[link - 1].start())
    unsure = apposed or words[link][0].lower() in word_set("purposes")
    if not PLAIN_VALUE.fullmatch(word) or (unsure and not is_strong(word)):
        return None
    if label.sort == "pairs":
        user, _, word = word.partition(":")
        start += len(user) + 1
    return Found(KIND, start, start + len(word)) if _is_good(word, label) else None


def _links(word: str) -> bool:
    return word in _POINTS_BACK or word[0] == "(" or word.lower() in _links_back()


def _is_good(word: str, label: Label) -> bool:
    if word.isdigit():
        return label.digits and len(word) >= 4
    if label.sort in ("passwords", "pairs"):
        return is_chosen(word, sure=False) and len(word) >= 6
    return is_made(word, 10)


@cache
def _links_back() -> frozenset[str]:
    return word_set("links_back") | word_set("purposes")
