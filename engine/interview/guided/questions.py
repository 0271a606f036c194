"""Questions to the builder: answered from the table that both interviewers share, then the open question again."""

import re

from engine.document.stages import Standing
from engine.interview.answering import Answer, answer_to, nearest_answer
from engine.interview.guided.understanding import Meaning, Part

_MORE = re.compile(r"[.!?]\s+\w|\n\s*\w")
"""A second sentence: each is read by itself."""


def question(part: Part) -> Meaning | None:
    """What the table answers; None for whatever is no question to the builder."""
    if _MORE.search(part.text.strip()):
        return None
    history = (*part.history, part.message)
    answer = answer_to(part.text, part.language, Standing(part.spec), part.asked, history, part.earlier)
    return _meaning(answer) if answer else None


def nearest(part: Part) -> Meaning:
    """What comes closest to a question that the table does not surely answer."""
    history = (*part.history, part.message)
    return _meaning(nearest_answer(part.text, part.language, Standing(part.spec), part.asked, history, part.earlier))


def _meaning(answer: Answer) -> Meaning:
    return Meaning(says=answer.words, shows=answer.parts)
