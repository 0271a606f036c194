"""Answers to the question that was asked: yes and no, a choice, or a bare value."""

from engine.changes import Skip
from engine.interview.guided.polarity import short_answer
from engine.interview.guided.reading import Found
from engine.interview.guided.text import fold
from engine.interview.guided.understanding import Meaning, Part


def clicked_words(part: Part) -> Meaning | None:
    """Somebody typed a suggestion's label or its words."""
    said = fold(part.text.strip(" .!"))
    for suggestion in part.asked.suggestions if part.asked else ():
        if suggestion.changes and said in (fold(suggestion.label), fold(suggestion.says)):
            return Meaning(tuple(Found(c) for c in suggestion.changes), answered=True)
    return None


def yes_or_no(part: Part) -> Meaning | None:
    """A plain yes takes the offer; “I don't know” takes it as a default; a plain no asks for what is wanted."""
    answer = short_answer(part.tokens)
    if not answer or not part.asked:
        return None
    offer = part.asked.offer
    path = part.asked.path
    match answer:
        case "yes" | "all":
            return Meaning(tuple(Found(c) for c in offer), answered=True) if offer else None
        case "unknown" if offer and not path.startswith("approval:"):
            says = "No problem, I will go with my suggestion; you can change it at any time."
            return Meaning(tuple(Found(c, "defaulted") for c in offer), says, answered=True)
        case "skip" if path.startswith(("tools.", "transfers")):
            return Meaning((Found(Skip(path=path)),), "Left open.", answered=True)
        case _:
            return None
