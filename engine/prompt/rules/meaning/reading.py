"""How rules of meaning read a sentence: whether it orders what it names or forbids it, and what they report."""

import re
from collections.abc import Callable, Iterator

from engine.prompt.document import Sentence
from engine.prompt.rules.rule import Found, Subject, short, without

_NEGATED = re.compile(
    r"(?i)\b(?:not|no|none|nothing|nobody|never|neither|nor|cannot|without|avoid|refuse|decline|rather than|instead "
    r"of|"
    r"no longer|forbidden|prohibited)\b|n['’]t\b"
)
_DENIED_AFTER = re.compile(r"(?i)(?: \w+){0,2} (?:no|nothing|nobody|none)\b")
"""“Forecast no rate”."""
_CLAUSE_END = re.compile(r"(?i)[.;:]\s|, (?:and|but|then|so)\b|, (?=(?:say|ask|tell|offer|put|take)\b)")
_CONDITION = re.compile(r"(?i)^(?:if|when|whenever|even if|even when|once|as soon as|where|in case|unless)\b[^,:;]*")


def ordered(text: str, wanted: re.Pattern[str]) -> re.Match[str] | None:
    """The first place that orders or allows what is wanted; None where its clause says not to."""
    return next((found for found in wanted.finditer(text) if not forbidden(text, found)), None)


def forbidden(text: str, found: re.Match[str]) -> bool:
    """Whether the clause that holds it, up to its end, denies it; what a condition denies does not count."""
    start = max((m.end() for m in _CLAUSE_END.finditer(text, 0, found.start())), default=0)
    clause = text[start : found.end()]
    condition = _CONDITION.match(clause.lstrip())
    past = condition.end() if condition and len(condition[0]) < found.start() - start else 0
    return bool(_NEGATED.search(clause[past:]) or _DENIED_AFTER.match(text, found.end()))


def each(subject: Subject, message: str, wrong: Callable[[Sentence], object]) -> Iterator[Found]:
    """Every sentence to the agent that is wrong, quoted after the message; the fix takes it out."""
    for sentence in subject.document.sentences:
        if wrong(sentence):
            yield told(subject, message, sentence)


def told(subject: Subject, message: str, sentence: Sentence) -> Found:
    quoted = f"{message}: “{short(sentence.text)}”."
    return Found(quoted, sentence.block.title, sentence.block.line, without(subject, sentence))


def opposed(subject: Subject, one: Sentence, other: Sentence) -> Found:
    """Of two that cannot both be kept, the second one is where it is mended."""
    message = f"“{short(one.text)}” and “{short(other.text)}” contradict each other."
    return Found(message, other.block.title, other.block.line, without(subject, other))
