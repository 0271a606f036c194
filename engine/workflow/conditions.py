"""What a caller wants, as the full sentence that stands on a way of the flow.

Every platform hands these sentences to a model, so a bare “booking” or an expression is not enough
(PROMPT_RULES, Flow: “every edge has a full sentence as its condition”).
"""

import re
from collections.abc import Sequence

from engine.document.spec import Direction, Transfer
from engine.sentences import listed, person_of
from engine.workflow.words import AGENTS_VERBS, CALLERS_VERBS, FUNCTION_WORDS, TAKEN, TURNED

SENTENCE_ENDS = (".", "!", "?", "。", "！", "？", "؟", "।", "۔", "።")
_SUBJECTS = frozenset({"The caller", "The person", "The user"})
LINE_LIMIT = 300
"""The most that a `Line` of the spec holds."""
_QUESTIONS = re.compile(
    r"^answer (?:\w+ ){0,2}(?:questions?|faqs?|enquiries|inquiries) (?:about|on|regarding) ", re.IGNORECASE
)
_ASKED = re.compile(r"^answer (.*questions)$", re.IGNORECASE)
_TAKES = re.compile(r"^(?:take|accept) (.+)$", re.IGNORECASE)
_WORD = re.compile(r"[^\W\d_]+")


def wants(statement: str, direction: Direction | None = None) -> str:
    """`Book an appointment` -> `The caller wants to book an appointment.` Always a sentence, at most 300 characters."""
    text = clipped(statement.strip().rstrip("".join(SENTENCE_ENDS) + " …"), LINE_LIMIT - 60) or statement
    words = _WORD.findall(text.lower())
    first = words[0] if words else ""
    person = capital(person_of(direction))
    if first not in CALLERS_VERBS | AGENTS_VERBS and not _is_noun(first) and not FUNCTION_WORDS & frozenset(words):
        return f"The call is about “{text}”."
    if direction == "outbound" and not _is_noun(first):
        return f"The next thing to do is to {lowered(text)}."
    if turned := _turned(text):
        return f"{person} {turned}."
    if _is_noun(first):
        return f"{person} needs help with {lowered(text)}."
    if first in CALLERS_VERBS:
        return f"{person} wants to {lowered(text)}."
    return f"{person} wants the agent to {lowered(text)}."


def one_of(conditions: Sequence[str]) -> str:
    """`The caller wants A.` and `The caller wants B.` -> `The caller wants A or wants B.`, at most 300 characters."""
    person = _subject(conditions[0])
    said = [condition.removeprefix(person).rstrip(".") for condition in conditions]
    text = f"{person}{listed(said, 'or')}."
    if all(_subject(condition) == person for condition in conditions) and len(text) <= LINE_LIMIT:
        return text
    return clipped(f"One of these holds: {' '.join(conditions)}", LINE_LIMIT - 1).rstrip(".") + "."


def once_verified(condition: str, person: str) -> str:
    """`The caller wants A.` -> `The caller is verified and wants A.`"""
    subject = f"{capital(person)} "
    if condition.startswith(subject):
        return clipped(f"{subject}is verified and {condition.removeprefix(subject)}", LINE_LIMIT)
    return clipped(f"{subject}is verified: {lowered(condition)}", LINE_LIMIT)


def _subject(condition: str) -> str:
    """`The caller `, or nothing where the sentence speaks of something else."""
    subject = " ".join(condition.split(" ", 2)[:2])
    return f"{subject} " if subject in _SUBJECTS else ""


def _turned(text: str) -> str:
    """What the agent does, as something that the caller wants; empty where it reads well as it is."""
    if asked := _QUESTIONS.match(text):
        return f"has a question about {text[asked.end() :]}"
    if asked := _ASKED.match(text):
        return f"has {asked[1]}"
    if taken := _TAKES.match(text):
        done = next((TAKEN[word] for word in taken[1].lower().split() if word in TAKEN), None)
        if done:
            return f"wants to {done} {taken[1]}"
    for beginning, wish in TURNED.items():
        rest = text[len(beginning) :]
        if text.lower().startswith(beginning) and not rest[:1].isalnum():
            return wish + rest
    return ""


def _is_noun(word: str) -> bool:
    """“Bookings”, “questions”, “booking a table”: a subject rather than an order."""
    return word.isascii() and (word.endswith("ing") or (word.endswith("s") and not word.endswith("ss")))


def asks_for(transfer: Transfer, person: str = "the caller") -> str:
    """The condition of a transfer as a full sentence; a mere topic is put into one."""
    text = transfer.condition.strip()
    if not is_sentence(text) and len(text.split()) >= 3 and text.isascii():
        text = f"{text[:1].upper()}{text[1:].rstrip(',;: ')}."[:LINE_LIMIT]
    return text if is_sentence(text) else f"{capital(person)} needs this: “{clipped(text, LINE_LIMIT - 60)}”."


def is_sentence(text: str) -> bool:
    """Whether `text` has the shape of a full sentence: a beginning, some words, and an end mark."""
    text = text.strip().rstrip("”\"')»」』")
    return (
        text.endswith(SENTENCE_ENDS)
        and text[:1] == text[:1].upper()
        and (len(text.split()) >= 3 or sum(c.isalpha() and ord(c) > 0x0DFF for c in text) >= 4)
    )


def capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def lowered(text: str) -> str:
    """The text without its capital, unless the first word is an acronym or a name in itself (`SMS`, `I`)."""
    first = text.split(maxsplit=1)[0] if text.strip() else ""
    return text if first[1:] != first[1:].lower() or first == "I" else text[:1].lower() + text[1:]


def clipped(text: str, limit: int) -> str:
    """At most `limit` characters, with “…” where something was left out."""
    return text if len(text) <= limit else f"{text[: limit - 1].rstrip()}…"
