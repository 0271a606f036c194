"""What a caller wants, as the full sentence that stands on a way of the flow.

Every platform hands these sentences to a model, so a bare “booking” or an expression is not enough
(PROMPT_RULES, Flow: “every edge has a full sentence as its condition”).
"""

import re

from engine.spec import Direction, Transfer
from engine.workflow.words import AGENTS_VERBS, CALLERS_VERBS

SENTENCE_ENDS = (".", "!", "?", "。", "！", "？", "؟", "।", "۔", "።")
LINE_LIMIT = 300
"""The most that a `Line` of the spec holds."""

_QUESTIONS = re.compile(
    r"^answer (?:\w+ ){0,2}(?:questions?|faqs?|enquiries|inquiries) (?:about|on|regarding) ", re.IGNORECASE
)
_WORD = re.compile(r"[^\W\d_]+")


def wants(statement: str, direction: Direction | None = None) -> str:
    """`Book an appointment` -> `The caller wants to book an appointment.` Always a sentence, at most 300 characters."""
    text = clipped(statement.strip().rstrip("".join(SENTENCE_ENDS) + " …"), LINE_LIMIT - 60) or statement
    word = _WORD.match(text)
    first = word.group().lower() if word else ""
    if first not in CALLERS_VERBS | AGENTS_VERBS and not _is_noun(first):
        return f"The caller wants this: “{text}”."
    if direction == "outbound":
        return f"This call is about the following: {lowered(text)}."
    if asked := _QUESTIONS.match(text):
        return f"The caller has a question about {text[asked.end() :]}."
    if _is_noun(first):
        return f"The caller needs help with {lowered(text)}."
    if first in CALLERS_VERBS:
        return f"The caller wants to {lowered(text)}."
    return f"The caller wants the agent to {lowered(text)}."


def _is_noun(word: str) -> bool:
    """“Bookings”, “questions”, “booking a table”: a subject rather than an order."""
    return word.isascii() and (word.endswith("ing") or (word.endswith("s") and not word.endswith("ss")))


def asks_for(transfer: Transfer) -> str:
    """The condition of a transfer as a full sentence; a mere topic is put into one."""
    text = transfer.condition.strip()
    if not is_sentence(text) and len(text.split()) >= 3 and text.isascii():
        text = f"{text[:1].upper()}{text[1:].rstrip(',;: ')}."[:LINE_LIMIT]
    return text if is_sentence(text) else f"The caller needs this: “{clipped(text, LINE_LIMIT - 60)}”."


def is_sentence(text: str) -> bool:
    """Whether `text` has the shape of a full sentence: a beginning, some words, and an end mark."""
    text = text.strip().rstrip("”\"')»」』")
    return (
        text.endswith(SENTENCE_ENDS)
        and not text[:1].islower()
        and (len(text.split()) >= 3 or sum(c.isalpha() and ord(c) > 0x0DFF for c in text) >= 4)
    )


def lowered(text: str) -> str:
    """The text without its capital, unless the first word is an acronym or a name in itself (`SMS`, `I`)."""
    first = text.split(maxsplit=1)[0] if text.strip() else ""
    return text if first[1:] != first[1:].lower() or first == "I" else text[:1].lower() + text[1:]


def clipped(text: str, limit: int) -> str:
    """At most `limit` characters, with “…” where something was left out."""
    return text if len(text) <= limit else f"{text[: limit - 1].rstrip()}…"
