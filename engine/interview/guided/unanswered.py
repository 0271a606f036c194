"""A question to the builder that the table does not surely answer: it is never a value, and gets what comes closest."""

from engine.interview.answering import is_wish
from engine.interview.guided.questions import nearest
from engine.interview.guided.understanding import Meaning, Part


def unanswered(part: Part) -> Meaning | None:
    """None for what may be a greeting, which often ends in a question, and for a wish: “can it also text them?”."""
    if part.asked and part.asked.path == "greeting" and not part.text.rstrip().endswith("?"):
        return None
    if is_wish(part.text, part.language):
        return None
    return nearest(part)
