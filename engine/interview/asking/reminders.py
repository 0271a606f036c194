"""A question that stays open while people tell other things: asked in other words, then in few; never twice alike."""

from engine.interview.asking.paths import path_name
from engine.interview.contract import Question

_VALUES = ("audience", "languages", "tone", "platforms", "role", "fallback", "questions.")
"""Paths whose first button is labelled with the value that a yes takes."""


def in_few_words(question: Question, before: str) -> str:
    """What to ask after `before` was asked for the same: the question's own words, then one reminder or the other."""
    yes = _yes(question)
    reminders = (f"Still open: {_matter(question)}{yes}", f"Whenever you like, back to this: {_matter(question)}{yes}")
    if before == reminders[0]:
        return reminders[1]
    return reminders[0] if before in (question.text, reminders[1]) else question.text


def _matter(question: Question) -> str:
    """What is asked, as a few words that end a sentence."""
    if question.path.startswith("questions.") and "?" in question.text:
        asked = question.text[: question.text.index("?") + 1]
        return asked[:1].lower() + asked[1:]
    return f"{path_name(question.path)}."


def _yes(question: Question) -> str:
    if not question.offer or question.path.startswith("approval:"):
        return ""
    label = question.suggestions[0].label if question.suggestions else ""
    return (
        f" A yes takes **{label}**." if label and question.path.startswith(_VALUES) else " A yes takes my suggestion."
    )
