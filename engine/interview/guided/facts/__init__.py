"""Facts that a team volunteers about its business, each to its place; never a goal, a tool or a rule."""

from engine.interview.guided.facts.elsewhere import told_elsewhere
from engine.interview.guided.facts.hours import hours
from engine.interview.guided.facts.kept import audience, knowledge, note, place, success
from engine.interview.guided.facts.outside import outside
from engine.interview.guided.understanding import Meaning, Part, Reader

_READERS: tuple[Reader, ...] = (outside, success, hours, audience, place, note, knowledge, told_elsewhere)
"""In this order; the first who knows the fact wins."""


_LONGEST = 160
"""Tokens. A fact is a sentence; longer ones are descriptions, and several things at once."""


def fact(part: Part) -> Meaning | None:
    """What a clause says about the business; None where it says nothing of it."""
    if len(part.tokens) > _LONGEST:
        return None
    return next((found for found in (reader(part) for reader in _READERS) if found), None)


__all__ = ["fact"]
