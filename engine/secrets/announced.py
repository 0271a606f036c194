"""Whether the words around a label announce its secret: then a plain word behind it is one.

“Our password is kirsche” gives it; “if a password is swordfish”, “`reset_password`: sent” only speak of one.
"""

import re

from engine.secrets.before import BEFORE
from engine.secrets.labels import Label, word_set

QUOTES = frozenset("\"'`“„«")
_CLAUSE = re.compile(r"[\n.,!?;:(“\"]|\b(?:and|und|y|et|e|en)\b")
"""Between what is said before a label, and what is said of it."""
_IN_BRACKETS = re.compile(r"\s?[(\[][^)\]\n]{1,24}[)\]]\s?")
_MOST_IN_A_HEAD = 4


def is_announced(text: str, window: str, link: "re.Match[str]", label: Label) -> bool:
    """“lautet …”, “our password is …”, “the password is "…"”, “password for the kitchen: …”, `PIN (door): …`."""
    sign = link[0].strip().lower()
    if sign in word_set("announcing"):
        return True
    if _IN_BRACKETS.fullmatch(window, 0, link.start()) and sign in (":", "="):
        return True
    if sign.split()[:1] and sign.split()[0] in word_set("copulas"):
        return window[link.end() : link.end() + 1] in QUOTES or is_given(text, label)
    return sign == ":" and _is_headed(text, window[: link.start()].lower().split(), label)


def _is_headed(text: str, words: list[str], label: Label) -> bool:
    """“for the kitchen: …”, “is as follows: …”; behind a codeword any: “codeword, new: …”."""
    if label.word in word_set("phrases"):
        return True
    heads = bool(words) and words[0] in word_set("purposes") | word_set("copulas")
    return heads and len(words) <= _MOST_IN_A_HEAD and is_given(text, label)


def is_given(text: str, label: Label) -> bool:
    """Of one in particular, as it is."""
    clause = _CLAUSE.split(text[max(0, label.start - BEFORE) : label.start].lower())[-1]
    return not label.plural and word_set("supposing").isdisjoint(clause.split())


def is_a_tool(text: str, label: Label) -> bool:
    """`reset_password`: what follows it is said of what it does."""
    verb = text[label.start : label.end].partition("_")[0].lower()
    return label.prefixed and verb in word_set("doing")


def begins_a_part(text: str, start: int) -> bool:
    """“pw kirsche”, “user anna, pw kirsche”; not “reset the pw today”."""
    written = text[max(0, start - BEFORE) : start].rstrip(" *_`")
    words = [word.lower() for word in written.split()[-2:]]
    named = len(words) > 1 and words[0] in word_set("pairs")
    return not written or written[-1] in "\n,;:/|(" or words[-1] in word_set("purposes") or named
