"""Secrets that are called one: `api_key=…`, `"password": "…"`, `--token …`, “the password to the portal is …”.

One linear pass of RE2 finds the labels (`labels.yaml`); from each, what follows is read in a window of bounded length.
"""

import re
from collections.abc import Iterator, Sequence
from functools import cache

from engine.secrets.announced import QUOTES, begins_a_part, is_a_tool, is_announced, is_given
from engine.secrets.before import BEFORE, before
from engine.secrets.found import Found
from engine.secrets.judged import KIND, PLAIN_VALUE, TRAILING, judged
from engine.secrets.labels import Label, alternatives, word_set
from engine.secrets.pairs import pair_after
from engine.secrets.questions import answered
from engine.secrets.values import is_strong

_WINDOW = 200
"""Characters after a label in which its secret must begin, and that are looked at to judge it."""
_REST = re.compile(r"[A-Za-z0-9_+/=~%.-]*+")
_CLAUSE = re.compile(r"[^\n.!?;]{0,90}+(?:[.!?](?=\S)[^\n.!?;]{0,60}+){0,3}")
"""Up to the end of a sentence; the full stop in `crm.example.com` ends none."""
_DECOR = r"[\s*_~|]{0,6}+"
_ASSIGNED = re.compile(
    r"[\"'`”*_\])~\\]{0,4}+(?:"
    r"(?P<sure>[ \t]{0,4}(?::=|=>|={1,2}(?!=)|\?=)|(?<=[\"'])\s{0,4}:|\(\s{0,2}(?=[\"'])"
    r"|[\"']?\s{0,3}[,{]?\s{0,8}[\"']?(?:value|content|val|default)[\"']?\s{0,4}[:=]"
    r"|[ \t]--(?:body|value|data|secret-string)(?:[ \t]|=))"
    r"|(?P<soft>[ \t]{0,4}(?:[:：;…]|,(?=\S)|\.{2,3}|は|\?[ \t]|👉|➡|->|→|⇒|➔|\||[-–—](?=\s))"
    r"|(?<=[\"'])\s{0,3}(?:>\s{0,8}(?:<\w{1,20}>)?|,\s{0,3}(?=[\"']))|\s{0,2}\n)"
    r")"
)
_SPACED = re.compile(r"(?:['’]s|(?:[ \t](?:value|string|wert|valor|valeur|valore|waarde))?[\"'`*]{0,3}+)[ \t]{1,3}+")
_TAG = re.compile(r"(?:\s{1,2}[\w:.-]{1,40}=(?:\"[^\"\n]{0,60}\"|'[^'\n]{0,60}'|\w{1,40})){0,4}>")
"""The rest of the tag that a label begins: `<password encrypted="false">`."""
SCHEME = re.compile(
    r"(?i)(?:Basic|Bearer|Token|SSWS|ApiKey|Api-Key|Key|Digest|Negotiate|JWT|OAuth|GenieKey|Splunk|AWS)\s{1,3}"
)


_JOINT = re.compile(
    r"[\"'`”*)]{0,3}+(?:\s{0,2}[,;/|&+]\s{0,3}|\s)(?:\([^)\n]{1,24}\)[\s,;]{0,3})?"
    r"(?:(?:to|auf|naar|and|or|und|oder|y|o|et|ou|e|en|of)\s)?"
    r"(?:(?:[^\s.:;=]{1,12}\s){0,3}?(?:one|other|second|old|new|alte|neue|viejo|vieja|ancien|nouveau)(?:\s(?:is|was|ist|war)|:)\s)?"
)
_HINT = re.compile(
    r"[:?]\s|\b(?:is|was|ist|war|lautet|es|est|è|é|era|luidt|reads)\s|[-=\"'`“„«<@#$%^&*!+~§_]|[^\s0-9]{2}[0-9]|[0-9][^\s]{2}|[^\s0-9][0-9][^\s]|[A-Za-z]{16}"
)
"""Every secret holds one of these, or stands behind one; a shorter word with a digit is none."""
_ASIDE = re.compile(r",[^,.\n]{1,40},\s|[ \t]?\([^)\n]{1,40}\)[ \t]{1,2}")
_GAP_WORD = re.compile(r"\s{0,2}(?P<word>[^\W\d_]{1,20}+),?[ \t]{1,3}")
_TELLS = frozenset((":", "|", "\t", "–", "—", "：", "=", ">", "→", "⇒", "➔"))
_MOST_IN_A_GAP = 4
_PLAIN_PAST_A_GAP = 2
_LEAST_PAST_A_GAP = 4


def labelled(text: str, labels: Sequence[Label]) -> Iterator[Found]:
    """Every secret that stands beside what it is called."""
    after, hint = 0, -BEFORE - 1
    for label in labels:
        if hint < label.start - BEFORE:
            hint = _next_hint(text, label.start - BEFORE)
        if label.start < after or hint > label.end + _WINDOW:
            continue
        found = _after(text, label) or answered(text, label) or before(text, label, after)
        while found:
            found = _whole(text, found)
            yield found
            after = max(after, found.end)
            found = _another(text, label, found)


def _whole(text: str, found: Found) -> Found:
    """To its end, where it is longer than what was looked at."""
    if found.end - found.start < _WINDOW:
        return found
    return found._replace(end=_REST.match(text, found.end).end())  # type: ignore[union-attr]  # it matches nothing too


def _next_hint(text: str, at: int) -> int:
    hint = _HINT.search(text, max(0, at))
    return hint.start() if hint else len(text)


def _after(text: str, label: Label) -> Found | None:
    window = text[label.end : label.end + _WINDOW + _WINDOW]
    if label.sort == "pairs":
        return pair_after(window, label)
    assigned = _ASSIGNED.match(window)
    tag = _TAG.match(window) if label.prefixed and text[label.start - 1 : label.start] == "<" else None
    if tag and (label.word in word_set("passwords") | word_set("keys") or tag.end() == 1):
        return judged(window, tag.end(), label, sure=True)
    if assigned:
        sure = bool(assigned["sure"]) or (label.prefixed and assigned[0].strip('`" \t')[-1:] not in ("\n", "|"))
        told = assigned[0].rstrip(" ")[-1:] in _TELLS
        if not assigned["sure"] and is_a_tool(text, label):
            sure = told = False
        found = judged(window, assigned.end(), label, sure=sure, told=told)
        return (
            found
            or (_scheme(window, assigned.end(), label) if label.word == "auth" else None)
            or _linked(text, window, label)
            or (pair_after(window, label) if label.sort == "passwords" else None)
        )
    spaced = _SPACED.match(window)
    if spaced:
        flag = label.prefixed and text[label.start : label.start + 2] == "--"
        quoted = window[spaced.end() : spaced.end() + 1] in QUOTES or window[spaced.end() - 1] in QUOTES
        owned = spaced[0][1:2] == "s" and is_given(text, label)
        told = quoted or owned or (label.word in word_set("abbreviated") and begins_a_part(text, label.start))
        found = judged(window, spaced.end(), label, sure=flag, bare=not flag, told=told)
        if found or flag:
            return found
        found = found or _past_a_gap(window, spaced.end(), label, linked=False)
        if found:
            return found
    return _linked(text, window, label)


def _scheme(window: str, at: int, label: Label) -> Found | None:
    scheme = SCHEME.match(window, at)
    return judged(window, scheme.end(), label, sure=True) if scheme else None


def _linked(text: str, window: str, label: Label) -> Found | None:
    """“… to the portal is …”: each word that can link the label with its secret is tried."""
    if label.word in ("pass", "pw", "auth", "pin", "sas"):
        clause = _CLAUSE.match(window, 0, 24)
    else:
        clause = _CLAUSE.match(window, 0, 120)
    reach = clause.end() if clause else 0
    first = window[:24].split(maxsplit=1)
    if first and first[0].strip(":").lower() in word_set("not_secret"):
        return None
    for tried, link in enumerate(_forward_links().finditer(window, 0, min(reach + 2, len(window)))):
        if tried == 4:
            break
        if label.word == "pass" and link[0].strip().lower() in ("to", "as"):
            continue
        told = is_announced(text, window, link, label)
        found = judged(window, link.end(), label, sure=False, told=told)
        weak = link[0].strip().lower() in word_set("weak_links")
        if found and weak and not is_strong(_text_of(found, window, label)):
            continue
        if (not found and link[0].strip().lower() not in _no_copulas()) or (label.digits and not found):
            found = _past_a_gap(window, link.end(), label, linked=True)
        if found:
            return found
    return None


def _text_of(found: Found, window: str, label: Label) -> str:
    return window[found.start - label.end : found.end - label.end]


def _past_a_gap(window: str, at: int, label: Label, *, linked: bool) -> Found | None:
    """“is, by the way, hunter22”: at most so many words that nobody listed, and then what nobody says.

    Without a link (“the password, voorlopig nog, …”) only the first two words may be followed by letters and
    digits alone.
    """
    aside = _ASIDE.match(window, at)
    if aside and (linked or aside[0].rstrip().endswith(")")):
        return judged(window, aside.end(), label, sure=False)
    for gone in range(_MOST_IN_A_GAP):
        word = _GAP_WORD.match(window, at)
        if not word or word["word"].lower() in _ends_a_gap(linked):
            return None
        at = word.end()
        value = PLAIN_VALUE.match(window, at)
        digits = value is not None and value[0].rstrip(TRAILING).isdigit()
        if value and len(value[0]) >= _LEAST_PAST_A_GAP and not (digits and not label.digits):
            found = judged(window, at, label, sure=False)
            if found and (linked or gone < _PLAIN_PAST_A_GAP or is_strong(value[0])):
                return found
    return None


def _another(text: str, label: Label, last: Found) -> Found | None:
    """The next of several: “… and …”, “the old one was …”."""
    joint = _JOINT.match(text, last.end, last.end + _WINDOW)
    if not joint or label.prefixed:
        return None
    moved = label._replace(end=joint.end())
    window = text[joint.end() : joint.end() + _WINDOW]
    return judged(window, 0, moved, sure=False, bare=True) or _alike(text[last.start : last.end], window, moved)


def _alike(last: str, window: str, label: Label) -> Found | None:
    """The next in a list of codes: as long as the last one, with its signs at the same places."""
    value = PLAIN_VALUE.match(window)
    word = value[0].rstrip(TRAILING) if value else ""
    if not label.digits or _form(word) != _form(last):
        return None
    return Found(KIND, label.end, label.end + len(word))


def _form(word: str) -> str:
    return "".join("x" if sign.isalnum() else sign for sign in word)


@cache
def _no_copulas() -> frozenset[str]:
    return word_set("weak_links") | {"to", "as", "called", ":", "=", "->", "→", "-", "–", "—"}


@cache
def _ends_a_gap(linked: bool) -> frozenset[str]:
    return word_set("no_gap") if linked else word_set("no_gap") | word_set("not_secret")


@cache
def _forward_links() -> "re.Pattern[str]":
    words, adverbs = alternatives(word_set("links") | word_set("weak_links")), alternatives(word_set("adverbs"))
    return re.compile(rf"(?i)(?:\b(?:{words})\b(?:\s+(?:{adverbs})\b)?\s{{0,2}}:?|:|=|->|→|\s[-–—](?=\s))[ \t]*\n?")
