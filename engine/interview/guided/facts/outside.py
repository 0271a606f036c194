"""“after hours take a message” -> what happens outside the opening hours."""

from functools import cache

from engine.document.changes import Set
from engine.document.spec import Hours
from engine.interview.guided.understanding import Meaning, Part, meaning
from engine.language.lexicon import lexicon
from engine.language.phrases import PhraseBook
from engine.language.text import joined, sentence_case
from engine.sentences import quoted

_FURTHEST = 2
"""Words before the phrase: “and”, “but”."""


def outside(part: Part) -> Meaning | None:
    """What follows or stands before “after hours”; a question or a bare time of day says nothing."""
    hit = next(iter(_phrases().find(part.tokens)), None)
    if hit is None or "?" in part.text:
        return None
    before = [t for t in part.tokens[: hit.start] if t.is_word]
    after = list(part.tokens[hit.end :])
    while after and not after[0].is_word:
        after.pop(0)
    words = after if len(before) <= _FURTHEST else []
    while words and not words[-1].is_word:
        words.pop()
    what = joined(part.text, words)
    if len([t for t in words if t.is_word]) < _SHORTEST:
        return None
    hours = part.spec.runtime.hours or Hours()
    told = sentence_case(what)[:300]
    changed = hours.model_copy(update={"outside": told}).model_dump(mode="json")
    return meaning(Set(path="runtime.hours", value=changed), says=f"Outside the opening hours: {quoted(told)}.")


_SHORTEST = 2


@cache
def _phrases() -> PhraseBook:
    return PhraseBook({"outside": lexicon("hours")["outside"]})
