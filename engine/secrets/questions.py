"""The answer right behind a question for a secret: “My PIN for the phone system? 39517”, “Wifi password? kirsche”."""

import re

from engine.secrets.found import Found
from engine.secrets.judged import judged
from engine.secrets.labels import Label
from engine.secrets.said import ENDS

_ANSWERED = re.compile(
    r"(?i)[^\n.!?:=]{0,60}+\?(?:[ \t]{1,3}|\s{0,2}\n\s{0,3})"
    r"(?:[a-z]{1,10}:[ \t]{0,2}|(?:it[’']s|it is|es ist|c[’']est|es)\s)?"
)
_WINDOW = 200


def answered(text: str, label: Label) -> Found | None:
    """Nothing may follow: “PIN? 2026 is the year they came in” answers nothing."""
    window = text[label.end : label.end + _WINDOW]
    question = _ANSWERED.match(window) if "?" in window else None
    if not question or label.sort == "pairs" or label.plural:
        return None
    found = judged(window, question.end(), label, sure=False, told=True)
    return found if found and ENDS.match(window, found.end - label.end) else None
