"""Facts that a team volunteers about its business, each to its place; never a goal, a tool or a rule."""

from engine.interview.guided.callers_side import says_why_people_call
from engine.interview.guided.facts.hours import hours
from engine.interview.guided.facts.kept import audience, emergency, knowledge, note, noted, place, success
from engine.interview.guided.facts.outside import outside
from engine.interview.guided.understanding import Meaning, Part, Reader
from engine.language.lexicon import word_set

_READERS: tuple[Reader, ...] = (emergency, outside, success, hours, audience, place, note, knowledge)
"""In this order; the first who knows the fact wins."""


_LONGEST = 160
"""Tokens. A fact is a sentence; longer ones are descriptions, and several things at once."""


def fact(part: Part) -> Meaning | None:
    """What a clause says about the business; None where it says nothing of it."""
    if len(part.tokens) > _LONGEST or _asks(part) or says_why_people_call(part.tokens, part.grammar):
        return None
    return next((found for found in (reader(part) for reader in _READERS) if found), None)


def _asks(part: Part) -> bool:
    """A question, with or without its mark: “how many calls a day”; “when we are closed …” is none."""
    words = [t.folded.partition("'")[0] for t in part.tokens if t.is_word][:2]
    if "?" in part.text:
        return True
    opens = words[0] in ("when", "where", "who", "which") if words else False
    asking = part.language == "en" and bool(words) and words[0] in word_set("asking_words") | {"did", "does", "do"}
    return asking and (not opens or words[-1] in ("do", "does", "is", "are", "can", "will", "did"))


__all__ = ["fact", "noted"]
