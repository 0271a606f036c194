"""A question to the builder that the table does not surely answer: it is never a value, and gets what comes closest."""

from engine.document.stages import Standing
from engine.interview.answering import nearest_answer
from engine.interview.guided.question_forms import form_of
from engine.interview.guided.questions import meant
from engine.interview.guided.understanding import Meaning, Part


def unanswered(part: Part) -> Meaning | None:
    """None for what may be a greeting, which often ends in a question."""
    asked = part.asked.path if part.asked else ""
    if asked == "greeting" and not part.text.rstrip().endswith("?") and not form_of(part):
        return None
    history = (*part.history, part.message)
    answer = nearest_answer(part.text, part.language, Standing(part.spec), part.asked, history, part.earlier)
    return meant(answer, part)
