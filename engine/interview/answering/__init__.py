"""Questions to the builder: what is …, why, what would you recommend, what have we agreed, what does it cost …

`questions/*.yaml` is the answer table: every kind of question and its answer, or the function that answers from the
spec and the playbooks. `phrasings/` are ways of asking each kind, and `weights.json` what was learnt from them. Both
interviewers may ask here; nothing here changes a spec.
"""

from collections.abc import Sequence
from functools import lru_cache

from engine.document.spec import AgentSpec
from engine.document.stages import Standing
from engine.interview.answering.answer import Answer, Situation
from engine.interview.answering.choosing import LIKELY, NOT_SURE, SURE, answered, best_answer, closest
from engine.interview.answering.flow_of import flow_of
from engine.interview.answering.match import Reading, reading_of
from engine.interview.answering.own_names import own_names
from engine.interview.answering.question import Question as Asked
from engine.interview.answering.question import is_about_a_call, question_of, speaks_of_callers
from engine.interview.answering.retrieval import StemsIn
from engine.interview.answering.set_phrases import is_to_somebody, set_phrase_in
from engine.interview.answering.unsettled import topic_of, unsettled
from engine.interview.answering.vocabulary import LANGUAGES, spoken_first
from engine.interview.contract import Message
from engine.interview.contract import Question as OpenQuestion

__all__ = [
    "NOT_SURE",
    "Answer",
    "Asked",
    "answer_to",
    "asks_builder",
    "form_in",
    "is_about_a_call",
    "is_wish",
    "nearest_answer",
    "speaks_of_callers",
    "topic_of",
]

_TELLS_ITS_LANGUAGE = 6
"""Words from which the language of a text is known, so that it is read in no other."""
_MOST_KEPT = 64
"""Texts whose form is kept: one message is looked at as a whole and by its sentences, several times."""
_LONGEST = 240
"""Characters. What is longer tells something, whatever mark it ends with."""
_ASKS, _ASKS_TURNED, _SURELY_ASKS = 0.5, 0.25, 0.8
"""Probability from which it is taken for a question, where its words stand as in one, and from which one of no likely
kind is answered all the same."""
_LIKELY_ASKED, _LIKELY_UNMARKED, _LIKELY_WISHED, _LIKELY_ADDING = 0.05, 0.2, 0.2, 0.85
"""Probability from which a kind is believed where somebody surely asks, without a sign of a question, of “can it …”,
and of “can it also …”."""
_FAR = 5
"""How many times likelier a kind is in another language than in the one that the text was taken for."""


def answer_to(
    text: str,
    language: str,
    standing: Standing,
    asked: OpenQuestion | None = None,
    history: Sequence[Message] = (),
    earlier: AgentSpec | None = None,
) -> Answer | None:
    """What the builder says to one question; None for what is no question to it: an instruction, an answer, a caller's.

    Args:
        language: that of the text, as far as anybody can tell; others are tried as well.
        asked: the question that is open.
        history: the messages so far, with the one that asks.
        earlier: the spec before the last change.
    """
    if len(text) > _LONGEST or is_to_somebody(text):
        return None
    if steps := flow_of(text, standing.spec):
        return steps
    whole = set_phrase_in(text)
    if whole:
        return answered(whole, Situation(Asked(text, "", "", ()), standing, asked, tuple(history), earlier))
    reading = _likeliest(text, language, standing.spec, asked, history)
    if reading.asks < (_ASKS_TURNED if reading.question.turned else _ASKS):
        return None
    situation = Situation(reading.question, standing, asked, tuple(history), earlier, reading.language)
    wish = is_wish(text, language)
    answer = best_answer(reading, situation, _wanted(reading), only_surely=wish)
    marked = text.rstrip().endswith("?") or reading.question.asks == "define"
    surely = reading.asks >= _SURELY_ASKS and marked and not wish
    return answer or (closest(reading, situation) if surely else None)


def nearest_answer(
    text: str,
    language: str,
    standing: Standing,
    asked: OpenQuestion | None = None,
    history: Sequence[Message] = (),
    earlier: AgentSpec | None = None,
) -> Answer:
    """What comes closest, where it is known that somebody asks: a less likely kind, what the design says of it, or else
    the honest word that nothing is agreed about it."""
    reading = _likeliest(text, language, standing.spec, asked, history).known_to_ask()
    situation = Situation(reading.question, standing, asked, tuple(history), earlier, reading.language)
    wish = is_wish(text, language)
    best = best_answer(reading, situation, LIKELY, only_surely=wish)
    return best or (unsettled(situation) if wish else None) or closest(reading, situation)


def is_wish(text: str, language: str) -> bool:
    """“Can it also text a confirmation?” wants something of the agent, and asks the builder nothing."""
    question = form_in(text, language)
    if question.asks == "about":
        return asks_builder(text, language) < _SURELY_ASKS
    return question.wish and (question.adds or question.who not in ("you", "we"))


@lru_cache(_MOST_KEPT)
def asks_builder(text: str, language: str) -> float:
    """The probability that it is a question to the builder, by what was learnt of them."""
    return reading_of(text, spoken_first(language)[0]).asks


@lru_cache(_MOST_KEPT)
def form_in(text: str, language: str) -> Asked:
    """A text in the form of a question, in its own language where that is one of ours."""
    return question_of(text, spoken_first(language)[0])


def _likeliest(
    text: str, language: str, spec: AgentSpec, asked: OpenQuestion | None, history: Sequence[Message]
) -> Reading:
    """In the language of the text, unless only another one makes something of it."""
    own, design = own_names(spec, asked, history), StemsIn(spec)
    first, *others = spoken_first(language)
    reading = reading_of(text, first, own, design)
    if reading.kinds[0][1] >= LIKELY or (language in LANGUAGES and len(text.split()) >= _TELLS_ITS_LANGUAGE):
        return reading
    best = max((reading_of(text, other, own, design) for other in others), key=lambda r: r.kinds[0][1])
    own_best, other_best = reading.kinds[0][1], best.kinds[0][1]
    return best if other_best >= SURE or other_best >= max(LIKELY, _FAR * own_best) else reading


def _wanted(reading: Reading) -> float:
    """The probability from which a kind is believed."""
    question = reading.question
    if not question.asks:
        return _LIKELY_UNMARKED
    if question.adds and (question.wish or question.asks == "bare"):
        return _LIKELY_ADDING
    if question.wish:
        return _LIKELY_WISHED
    surely_of_us = reading.asks >= _SURELY_ASKS
    return _LIKELY_ASKED if surely_of_us and not is_about_a_call(question, reading.language) else LIKELY
