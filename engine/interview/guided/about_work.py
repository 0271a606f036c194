"""“Let me ask my boss”, “I need to think”: acknowledged, with what follows from it as a choice."""

from engine.document.changes import Skip
from engine.interview.contract import Question
from engine.interview.guided.understanding import Meaning, Part
from engine.messages.replies import Suggestion


def about_work(part: Part) -> Meaning:
    """Nothing is decided by it; what can stay open may stay open, and the question waits."""
    asked = part.asked
    if asked is None:
        return Meaning(says="Take your time.")
    if asked.path.startswith(("tools.", "transfers")):
        leave = (Skip(path=asked.path),)
        choice = Suggestion(label="Leave it open", says="leave it open", changes=leave)
        text = f"Take your time. Shall I leave it open until then? {asked.text}"
        return Meaning(question=Question(asked.path, text, offer=leave, suggestions=(choice, *asked.suggestions[1:])))
    if asked.offer and not asked.path.startswith("approval:"):
        return Meaning(says="Take your time. Until you know, a plain yes takes my suggestion; it can change later.")
    return Meaning(says="Take your time, I keep what we have.")
