"""What is offered, open or promised outside the hours that the prompt keeps."""

import re
from collections.abc import Iterator, Sequence

from engine.document.hours import NAMES
from engine.prompt.document import Sentence
from engine.prompt.rules.meaning.clock import Open, days_in, hours_in, late_in, times_in
from engine.prompt.rules.meaning.reading import opposed, ordered
from engine.prompt.rules.rule import Found, Rule, Subject

_HOURS_LINE = re.compile(
    r"(?i)^(?:\*\*)?(?:open\b|opening hours|hours|calls? (?:go|goes) out|we (?:are )?(?:open|close))"
)
_OPEN = re.compile(
    r"(?i)\b(?:open\w*|work|answer|reach\w*|available|free|there|book\w*|offer\w*|take[ns]?|call\w*|put|transfer|"
    r"connect|hand|"
    r"sits?|come|visit\w*|deliver\w*|send|tell|say|schedule|biete\w*|ofre\w+|propos\w+|offr\w+|bied\w*|ofere\w+)\b"
)
_CLOSED = re.compile(r"(?i)\b(?:closed|geschlossen|cerrado|fermé|chiuso|gesloten|fechado)\b")
_ELSEWHERE = re.compile(r"(?i)\b(?:only|outside|emergenc\w+|message|kein\w*|nicht)\b")


def _outside_hours(subject: Subject) -> Iterator[Found]:
    first, kept = _kept(subject)
    if first is None:
        return
    for sentence in subject.document.sentences:
        if sentence.block is not first.block and _disagrees(sentence.text, kept):
            yield opposed(subject, first, sentence)


def _kept(subject: Subject) -> tuple[Sentence | None, Sequence[Open]]:
    """The sentence that says the hours, and the hours; in “Facts” it is an answer to a question."""
    for sentence in subject.document.sentences:
        if sentence.block.kind in ("context", "facts", "identity", "other"):
            text = re.sub(r"^[^:]*\?:\s*", "", sentence.text)
            told = tuple(hours_in(sentence.block.text)) if _HOURS_LINE.match(text) else ()
            if told or (_HOURS_LINE.match(text) and days_in(text)):
                return sentence, told or (Open(days_in(text), 0, 24 * 60),)
    return None, ()


def _disagrees(text: str, kept: Sequence[Open]) -> bool:
    found = _CLOSED.search(text)
    said, shut = (text[: found.start()], text[found.end() :]) if found else (text, "")
    days = frozenset(day for o in kept for day in o.days) or frozenset(NAMES.values())
    if shut and days_in(shut) & days and len(days_in(shut)) < len(days):
        return True
    if not ordered(said, _OPEN) or _ELSEWHERE.search(said):
        return False
    return bool(days_in(said) - days) or _too_late(said, kept)


def _too_late(text: str, kept: Sequence[Open]) -> bool:
    opens, closes = min(o.opens for o in kept), max(o.closes for o in kept)
    if closes <= opens:
        return False  # over midnight
    late = late_in(text)
    times = list(times_in(text))
    beyond = any(all(m < opens or m > closes for m in either) for either in times)
    return beyond or bool(late and not times and late >= closes)


HOURS_RULES = (Rule("meaning.hours", "error", "Meaning", _outside_hours, "callers stand before a closed door"),)
