"""What is said to the builder and tells nothing about the agent: questions, remarks, words about the work and files."""

import re

from engine.document.changes import Skip
from engine.document.stages import Standing
from engine.interview.answering import Answer, answer_to, nearest_answer
from engine.interview.contract import Question
from engine.interview.guided.offered import settling
from engine.interview.guided.question_forms import form_of, is_about_a_case
from engine.interview.guided.shapes import greeting_fit
from engine.interview.guided.understanding import Meaning, Part
from engine.interview.guided.utterances import whole
from engine.interview.guided.whom import several_people
from engine.language.acts import SURE
from engine.messages.replies import Suggestion

_MORE = re.compile(r"[.!?]\s+\w|\n\s*\w")
"""A second sentence: each is read by itself."""


def question(part: Part) -> Meaning | None:
    """What the table answers; None for whatever is no question to the builder."""
    of_a_case = is_about_a_case(part)
    if (_MORE.search(part.text.strip()) and not of_a_case) or _may_be_the_greeting(part):
        return None
    history = (*part.history, part.message)
    find = nearest_answer if of_a_case else answer_to
    text = part.text.strip().removesuffix(".")  # as a sentence of a message comes here, so that it is read once
    answer = find(text, part.language, Standing(part.spec), part.asked, history, part.earlier)
    return meant(answer, part) if answer else None


def meant(answer: Answer, part: Part) -> Meaning:
    """The answer, and where it is that nothing is agreed, the offer to settle that."""
    return settling(part, answer) if answer.topic else Meaning(says=answer.words, shows=answer.parts)


def _may_be_the_greeting(part: Part) -> bool:
    """“Black Moth Tattoo, what are we drawing?” is asked of the caller; “what is a tool?” is surely asked of us."""
    if not part.asked or part.asked.path != "greeting" or greeting_fit(part.tokens, part.spec) == "no":
        return False
    return whole(part).judged.share(("question",)) < SURE


def unanswered(part: Part) -> Meaning | None:
    """None for what may be a greeting, which often ends in a question."""
    asked = part.asked.path if part.asked else ""
    if asked == "greeting" and not part.text.rstrip().endswith("?") and not form_of(part):
        return None
    history = (*part.history, part.message)
    answer = nearest_answer(part.text, part.language, Standing(part.spec), part.asked, history, part.earlier)
    return meant(answer, part)


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


def remark(part: Part) -> Meaning | None:
    """“lol”, “see you at lunch”: nothing changes; among several people nobody expects a reply."""
    if not any(t.is_word for t in part.tokens):
        return None
    return Meaning(for_somebody_else=True) if several_people(part) else Meaning(says="All right.")


_FILE = re.compile(r"[\w-]+\.(?:md|txt|pdf|docx?|csv|xlsx?|json|ya?ml|png|jpe?g)", re.IGNORECASE)
_MOST_WORDS = 8


def about_files(part: Part) -> Meaning | None:
    """None where no file is named, or where the sentence tells more than that."""
    if len(part.tokens) > _MOST_WORDS or not any(_FILE.fullmatch(t.text) for t in part.tokens):
        return None
    return Meaning(says="I read a file when it comes with a message; nothing has changed.")
