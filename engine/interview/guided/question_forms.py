"""Whether a sentence has the form of a question, and of which: such a sentence never changes anything by itself.

| form | example | what may come of it |
| --- | --- | --- |
| question | “what if nobody picks up”, “does it hang up?” | an answer |
| wish | “can it also text them?”, “how about Mia?” | an answer, or an offer to do it |
| order | “can you make it shorter?” | it is done where it is an edit, else offered |
"""

from itertools import pairwise
from typing import Literal

from engine.document.spec import Stage
from engine.document.stages import stage_of
from engine.interview.answering import Asked, asks_builder, form_in, is_about_a_call
from engine.interview.guided.understanding import Part
from engine.interview.guided.utterances import Utterance, whole, words_of
from engine.language.clauses import sentences_of
from engine.language.text import tokens_of

Form = Literal["", "question", "wish", "order"]
_UNMARKED, _MARKED = 0.38, 0.15
"""How likely it must be that somebody asks the builder, where only the words say so, and where a mark does, too, or the
order of the words: “where did that come from”."""


def form_of(part: Part, utterance: Utterance | None = None) -> Form:
    """Empty for what is no question, and in an opening, which often is put as one: “can you build …?”."""
    if stage_of(part.spec) == Stage.INITIAL or len(part.text) > _LONGEST:
        return ""
    read = form_in(part.text, part.language)
    if read.asks in ("", "show") or (_is_greeting_asked(part) and not _is_no_greeting(read, part)):
        return ""
    if read.asks == "is" and read.wish:
        if read.who in ("it", "we", "you"):
            return "wish" if read.who == "it" else "question" if _asks_advice(part) else "order"
        return "question"  # “can guests bring a dog?”, “can Ines go on with this?”
    if utterance and utterance.in_a_list and not is_about_a_call(read, part.language):
        return ""  # what callers ask, a line for each: “do you have parking?”
    if read.turned and read.who not in ("you", "we"):
        return "wish" if read.asks in ("about", "bare") else "question"
    marked = part.text.rstrip().endswith("?")
    if marked and read.asks == "bare" and is_about_a_call(read, part.language):
        return "wish"  # “maybe it should also take messages?”
    judged = (utterance or whole(part)).judged.share(("question",))
    likely = (judged + asks_builder(part.text, part.language)) / 2
    surely_formed = read.asks != "bare" and (marked or _is_turned(part))
    if likely < (_MARKED if surely_formed else _UNMARKED):
        return ""
    return "wish" if read.asks == "about" else "question"


def is_about_a_case(part: Part) -> bool:
    """“a guest has lost the key. what does it say”: a case, and behind it what the agent does then. What the team does
    or wants done is none, so a fact or a rule stays one."""
    *case, then = [words_of(part.text, sentence) for sentence in sentences_of(part.text)] or [""]
    if not 1 <= len(case) <= _MOST_OF_A_CASE or any(t.folded in _OF_THE_TEAM for t in tokens_of(" ".join(case))):
        return False
    if form_in(part.text, part.language).asks == "if":
        return True
    asked = form_in(then, part.language)
    marked = then.rstrip().endswith("?") and asked.asks not in ("", "show")
    return (marked or asked.turned) and asked.who not in ("you", "we") and is_about_a_call(asked, part.language)


_MOST_OF_A_CASE = 2
"""Sentences."""
_OF_THE_TEAM = frozenset(("we", "i", "us", "must", "should", "never", "always", "only", "please"))
_LONGEST = 240
"""Characters. What is longer tells something, whatever mark it ends with."""


def _is_greeting_asked(part: Part) -> bool:
    return part.asked is not None and part.asked.path == "greeting"


def _is_no_greeting(read: Asked, part: Part) -> bool:
    """Greetings are often questions, but to “you”; and none begins with “would you”."""
    return is_about_a_call(read, part.language) or (read.who == "you" and read.asks == "is")


def _asks_advice(part: Part) -> bool:
    """“would you put the name first?”, unlike “could you put the name first?”"""
    return any(t.folded == "would" for t in part.tokens[:2])


def _is_turned(part: Part) -> bool:
    """“where did …”, “what does …”, “isn't that …”: nobody says it like this who does not ask."""
    words = [t.folded for t in part.tokens[:_FIRST]]
    contracted = words[0].removesuffix("s").removesuffix("'") in _ASKING  # “what's”, “whos”
    did = any(a in _ASKING and b in ("do", "does", "did") for a, b in pairwise(words))
    return contracted or did or words[0] in _FIRST_OF_ALL


_FIRST = 5
_ASKING = ("what", "where", "when", "why", "who", "how", "which")
_FIRST_OF_ALL = (
    "is", "are", "was", "were", "did", "does", "isn't", "aren't", "wasn't", "weren't", "couldn't", "shouldn't",
    "wouldn't", "hasn't", "haven't",
)  # fmt: skip
"""Unlike “can't” and “doesn't”, which begin what an agent does not do: “can't give prices”."""
