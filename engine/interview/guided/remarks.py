"""Remarks that are not about the agent: between people they are context, to the builder they get one friendly word."""

from engine.interview.guided.understanding import Meaning, Part
from engine.interview.guided.whom import several_people


def remark(part: Part) -> Meaning | None:
    """“lol”, “see you at lunch”: nothing changes; among several people nobody expects a reply."""
    if not any(t.is_word for t in part.tokens):
        return None
    return Meaning(for_somebody_else=True) if several_people(part) else Meaning(says="All right.")
