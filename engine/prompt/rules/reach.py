"""Whom a call can be put through to, as the prompt and the spec say."""

import re

from engine.prompt.document import Document
from engine.prompt.rules.orders import small_words, stem_of
from engine.prompt.rules.rule import Subject

_NOBODY = re.compile(
    r"(?i)\b(?:nobody|no one|no human|no person) (?:\w+ ){0,2}(?:can|to) (?:be )?"
    r"(?:put|transfer|connect|take over|hand)\w*|"
    r"\bcannot (?:be )?(?:transfer|put \w+ through|connect)\w*"
)
_LABEL = re.compile(r"\*\*([^*]+)\*\*")
_TO = re.compile(
    r"(?i)\b(?:through|over|transferred|transfer \w+|connect \w+|handed) to ([^.,;:`]+?)(?= with |[.,;:]|$)"
)
_WORD = re.compile(r"[A-Za-z][\w’'-]+")


def reaches_nobody(subject: Subject) -> bool:
    """The prompt says so, and names no line; with a spec: it has none and no tool for it."""
    if subject.spec and subject.brief:
        return not (subject.spec.transfers or subject.brief.transfer or subject.brief.reaches_anybody)
    escalation = subject.document.of("escalation")
    return bool(_NOBODY.search(escalation)) and not lines_of(subject.document)


def lines_of(document: Document) -> frozenset[str]:
    """Stems of the names of those whom “Escalation” hands over to."""
    text = document.of("escalation")
    named = (*_LABEL.findall(text), *_TO.findall(text))
    return telling(" ".join(named))


def telling(text: str) -> frozenset[str]:
    return frozenset(stem_of(word) for word in _WORD.findall(text) if word.casefold() not in small_words())
