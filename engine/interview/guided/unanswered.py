"""A question to the builder that no table answers: said so, since a question is never a value."""

from engine.interview.answering import is_wish
from engine.interview.guided.understanding import Meaning, Part


def unanswered(part: Part) -> Meaning | None:
    """None for what may be a greeting, which often ends in a question, and for a wish: “can it also text them?”."""
    if part.asked and part.asked.path == "greeting" and not part.text.rstrip().endswith("?"):
        return None
    if is_wish(part.text, part.language):
        return None
    return Meaning(says="That is a question I have no answer to here; I changed nothing.")
