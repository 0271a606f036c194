"""Answers to the question that was asked: yes and no, “I don't know”, skip, or one of the suggestions."""

from engine.document.changes import Skip
from engine.interview.guided.doubt import JUST_FOR_YOU, KINDS
from engine.interview.guided.reading import Found
from engine.interview.guided.short_answers import short_answer
from engine.interview.guided.understanding import Meaning, Part
from engine.language.text import fold


def clicked_words(part: Part) -> Meaning | None:
    """Somebody typed a suggestion's label or its words."""
    said = fold(part.text.strip(" .!"))
    for suggestion in part.asked.suggestions if part.asked else ():
        filed = suggestion.changes or suggestion.says == JUST_FOR_YOU
        if filed and (said in (fold(suggestion.label), fold(suggestion.says)) or _files(said, suggestion.says)):
            says = "" if suggestion.changes else "Then it stays between us."
            return Meaning(tuple(Found(c) for c in suggestion.changes), says, answered=True)
    return None


def _files(said: str, says: str) -> bool:
    """“that's a rule”, “rule”: what an unclear sentence is, in nearly the words of its button."""
    words = said.split()
    return says in KINDS and len(words) <= _LONGEST_KIND and says.split()[-1] in words


_LONGEST_KIND = 5


def yes_or_no(part: Part) -> Meaning | None:
    """A plain yes takes the offer; “I don't know” takes it as a default; a plain no asks for what is wanted."""
    answer = short_answer(part.tokens)
    if not answer:
        return None
    if not part.asked:
        return Meaning(says=_NOTHING_ASKED if answer in ("yes", "no") else "")
    offer, path = part.asked.offer, part.asked.path
    match answer:
        case "yes" | "all" if offer:
            return Meaning(tuple(Found(c) for c in offer), answered=True)
        case "unknown" if path.startswith(("tools.", "transfers")) and not path.endswith(".params"):
            return Meaning((Found(Skip(path=path)),), "No problem, I leave it open for now.", answered=True)
        case "unknown" if offer and not path.startswith("approval:"):
            says = "No problem, I go with my suggestion; you can change it at any time."
            return Meaning(tuple(Found(c, "defaulted") for c in offer), says, answered=True)
        case "skip" if path.startswith(("tools.", "transfers")) and not path.endswith(".params"):
            return Meaning((Found(Skip(path=path)),), "Left open.", answered=True)
        case "skip" if offer and not path.startswith("approval:"):
            says = "Then I take my suggestion for now; you can change it at any time."
            return Meaning(tuple(Found(c, "defaulted") for c in offer), says, answered=True)
        case "none" | "no" if path == "approval:tools" or path.endswith(("auth_ref", ".params")):
            return None
        case "no" | "none" if any(s.says == JUST_FOR_YOU for s in part.asked.suggestions):
            return Meaning(says="All right, I leave it.", answered=True)
        case "no" | "none":
            return Meaning(says=_AFTER_NO.get(path.split(".")[0], "All right, not that."))
        case "yes" | "all":
            return Meaning(says="Good.")
        case _:
            return Meaning(
                says="Take your time. You can also say yes to my suggestion, or change something else first."
            )


_NOTHING_ASKED = "All right."
_AFTER_NO = {
    "approval:flow": "All right, then tell me what should be different.",
    "approval:final": "All right, then tell me what should be different before I finish.",
    "tools": "All right, then I need the value.",
    "transfers": "All right, then I need the number.",
    "greeting": "All right, then write the sentence you want.",
}
