"""A new greeting, which may be several sentences: “no, make it: Hi, this is Ann. How can I help?”."""

import re

from engine.document.changes import Set
from engine.interview.guided.corrections.orders import verb_of, without_softeners
from engine.interview.guided.corrections.setting import setting
from engine.interview.guided.understanding import Meaning, Part, meaning
from engine.language.text import tokens_of

_FEW = 5
"""Words before the colon."""


def greeting_edit(part: Part) -> Meaning | None:
    """A new greeting may be several sentences, so it is looked for in the whole message first."""
    asked = part.asked.path if part.asked else ""
    instead = _instead(part) if asked == "greeting" else ""
    if instead:
        return meaning(Set(path="greeting", value=instead))
    if part.text.rstrip().endswith("?") and not _is_order(part):
        return None
    found = setting(part)
    change = found.found[0].change if found and len(found.found) == 1 else None
    return found if isinstance(change, Set) and change.path == "greeting" else None


def _is_order(part: Part) -> bool:
    """“change the greeting to ‘…, what can I do?’”, unlike “is the greeting too long?”"""
    verb = verb_of(without_softeners(part.tokens))
    return verb is not None and verb.value == "set"


def _instead(part: Part) -> str:
    """“no, make it: Hi, this is Ann”: what stands behind the colon, or in quotation marks."""
    head, colon, tail = part.text.partition(":")
    words = " ".join(t.folded for t in tokens_of(head) if t.is_word)
    asks = any(f"{verb} " in f"{words} " for verb in ("make it", "say", "use", "better", "rather", "instead"))
    if not asks:
        return ""
    quoted_words = re.search(r"[“\"«„](.{8,}?)[”\"»“]", part.text)
    if quoted_words:
        return quoted_words[1].strip()[:2000]
    text = tail.strip(" \"“”'") if colon and len(head.split()) <= _FEW else ""
    return text[:2000] if len(text.split()) > 1 else ""
