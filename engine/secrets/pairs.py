"""A name and a password side by side: `admin / hunter2`, “credentials for the CRM: anna / hunter2”."""

import re

from engine.secrets.found import Found
from engine.secrets.judged import KIND, TRAILING
from engine.secrets.labels import Label
from engine.secrets.values import is_chosen, is_strong

_PAIR = re.compile(
    r"(?P<user>[^\s/|,:]{1,80})(?:\s{0,2}[/|]\s{0,2}|:\s{0,2}|,\s{1,2}|\s+(?:and|und|y|et|e|en|-|–|with|mit)\s+)(?P<word>[^\s\"`]{3,200})"
)
_ARGUMENT = re.compile(r"[a-z_]{2,30}=[A-Za-z_]")
"""`guilds=len(…`: the next argument in a program."""
_OR = re.compile(r"\s(?:or|oder|ou|o|of|and|und|et|y|e|en)\s")
_PAIR_OPENS = re.compile(
    r"[\"'`*]{0,3}+"
    r"(?:\s(?:for|to|of|on|für|zum|zur|von|pour|de|du|para|del|per|voor|van|do|da)\s[^\n:=/]{1,40}(?=[:=]))?"
    r"\s{0,3}(?:[:=→-]|is|are|lauten|with|mit|as|sind|son|sont|sono|zijn|são|est|:)\s{0,3}[\"'`*]{0,3}+"
)


def pair_after(window: str, label: Label) -> Found | None:
    """`admin / hunter2`, `admin:hunter2` after “login:”, “credentials are”."""
    opened = _PAIR_OPENS.match(window)
    pair = _PAIR.match(window, opened.end() if opened else len(window) - len(window.lstrip()))
    if not pair:
        return None
    word = pair["word"].rstrip(TRAILING)
    slashed = "/" in window[pair.end("user") : pair.start("word")]
    if not slashed and (label.sort == "passwords" or not opened):
        return None
    if not opened and not is_strong(word):
        return None
    listed = "," in window[pair.end("user") : pair.start("word")] and _OR.match(window, pair.end())
    if _ARGUMENT.match(word) or listed or not is_chosen(word, sure=False) or word.isdigit():
        return None
    start = label.end + pair.start("word")
    return Found(KIND, start, start + len(word))
