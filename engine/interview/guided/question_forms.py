"""Whether a sentence has the form of a question, and of which: such a sentence never changes anything by itself.

| form | example | what may come of it |
| --- | --- | --- |
| question | “what if nobody picks up”, “does it hang up?” | an answer |
| wish | “can it also text them?”, “how about Mia?” | an answer, or an offer to do it |
| order | “can you make it shorter?” | it is done where it is an edit, else offered |
"""

from typing import Literal

from engine.document.spec import Stage
from engine.document.stages import stage_of
from engine.interview.answering import form_in
from engine.interview.guided.understanding import Part
from engine.interview.guided.utterances import Utterance, whole

Form = Literal["", "question", "wish", "order"]
_LIKELY = 0.5
_PERHAPS = 0.1
"""The probability below which even “what …?” is what callers ask, or a greeting."""
_SETTLED_BY_FORM = ("if", "about")
"""“and if …”, “what about …”: nothing else begins like this and ends there."""


def form_of(part: Part, utterance: Utterance | None = None) -> Form:
    """Empty for what is no question, and in an opening, which often is put as one: “can you build …?”."""
    if stage_of(part.spec) == Stage.INITIAL:
        return ""
    read = form_in(part.text, part.language)
    asks = (utterance or whole(part)).judged.share(("question",))
    marked = part.text.rstrip().endswith("?")
    if read.asks == "show" or (part.asked and part.asked.path == "greeting" and asks < _LIKELY):
        return ""  # that is a command, and greetings are often questions
    match read.asks:
        case "":
            return ""
        case "bare":
            return "question" if asks >= _LIKELY else ""
        case "is" if read.wish:
            return "order" if read.who in ("you", "we") else "wish"
        case "about" if marked or asks >= _PERHAPS:
            return "wish"
        case _ if asks >= (_PERHAPS if marked or read.asks in _SETTLED_BY_FORM else _LIKELY):
            return "question"
    return ""
