"""Questions to the builder: answered from the table that both interviewers share, then the open question again."""

import re

from engine.document.stages import Standing
from engine.interview.answering import Answer, answer_to, nearest_answer
from engine.interview.guided.offered import settling
from engine.interview.guided.question_forms import is_about_a_case
from engine.interview.guided.shapes import greeting_fit
from engine.interview.guided.understanding import Meaning, Part
from engine.interview.guided.utterances import whole
from engine.language.acts import SURE

_MORE = re.compile(r"[.!?]\s+\w|\n\s*\w")
"""A second sentence: each is read by itself."""


def question(part: Part) -> Meaning | None:
    """What the table answers; None for whatever is no question to the builder."""
    of_a_case = is_about_a_case(part)
    if (_MORE.search(part.text.strip()) and not of_a_case) or _may_be_the_greeting(part):
        return None
    history = (*part.history, part.message)
    find = nearest_answer if of_a_case else answer_to
    answer = find(part.text, part.language, Standing(part.spec), part.asked, history, part.earlier)
    return meant(answer, part) if answer else None


def meant(answer: Answer, part: Part) -> Meaning:
    """The answer, and where it is that nothing is agreed, the offer to settle that."""
    return settling(part, answer) if answer.topic else Meaning(says=answer.words, shows=answer.parts)


def _may_be_the_greeting(part: Part) -> bool:
    """“Black Moth Tattoo, what are we drawing?” is asked of the caller; “what is a tool?” is surely asked of us."""
    if not part.asked or part.asked.path != "greeting" or greeting_fit(part.tokens, part.spec) == "no":
        return False
    return whole(part).judged.share(("question",)) < SURE
