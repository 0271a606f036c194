"""Which answer a question gets: what the design itself says, a kind of question, or the honest word that nothing is
agreed about it.
"""

from collections.abc import Sequence
from dataclasses import replace

from engine.interview.answering.answer import Answer, Situation
from engine.interview.answering.functions import FUNCTIONS
from engine.interview.answering.known_by import is_strange
from engine.interview.answering.match import Reading
from engine.interview.answering.phrasings import typical
from engine.interview.answering.provenance import said_by, who_said_of
from engine.interview.answering.question import (
    is_about_a_call,
    is_about_the_business,
    speaks_of_callers,
    speaks_of_the_agent,
)
from engine.interview.answering.retrieval import FOUND, Hit, hits_for, told
from engine.interview.answering.table import kinds
from engine.interview.answering.translated import translated
from engine.interview.answering.unsettled import says_something, unsettled

NOT_SURE = "I am not sure what you ask"
LIKELY, SURE = 0.09, 0.4
"""Probability from which one of 170 kinds is believed, and from which it goes before what the design says."""
_SURELY, _HARDLY = 0.7, 0.15
"""From which a kind about the builder is believed of a question about a call that has a word strange to it, and below
which one about the agent is not, where the question has a word that nobody asks a builder about."""
_ALL = 0.85
"""Share of a question of which the design has to speak to go before a kind about the agent all the same."""
_MOST = 0.7
"""Share of a question below which what the design says of it is only the nearest that there is."""
_OF_A_CALL = ("is", "bare", "if")
"""“is there parking?”, “what if a kid calls”, unlike “what is the capital of France?”"""
_OF_US = ("session", "open_question", "builder")
"""Where the kinds stand that nobody means who asks what callers do."""
_NO_CALL = ("builder", "terms")
_CLOSE = 0.06
"""Probability from which a kind is told where somebody surely asks, with the next one beside it; never for a strange
word."""


def best_answer(reading: Reading, situation: Situation, least: float, *, only_surely: bool = False) -> Answer | None:
    """What the design itself says, where it speaks of nearly all of the question; else what answers such a kind; else
    what in the design comes close. `least`: the probability from which a kind is believed."""
    hits = hits_for(reading.question.text, situation.spec)
    if _is_of_a_person(hits, situation):
        return _thing(hits[:1], situation)
    if said := said_by(situation):
        return Answer(said, kind="thing")
    first, probability = reading.kinds[0]
    if hits and _is_what_is_asked(hits[0], kinds()[first].about, probability, situation, only_surely=only_surely):
        return _thing(hits, situation)
    answer = _answered_from(reading, situation, least)
    if answer or only_surely or not hits or hits[0].covers < FOUND:
        return answer
    if not (says_something(reading.question) or hits[0].is_rare):
        return None
    near = hits[0].covers < _MOST or not hits[0].in_words
    return (unsettled(situation) if near else None) or _thing(hits, situation)


def closest(reading: Reading, situation: Situation) -> Answer:
    """That nothing is agreed about it, the likeliest kind with the next one beside it, or two questions that come
    close."""
    (first, probability), (second, _) = reading.kinds[:2]
    question = situation.question
    least = LIKELY if question.asks == "define" else _CLOSE
    likely = probability >= least and _may_be_meant(first, probability, situation)
    guess = answered(first, situation) if likely else None
    of_the_agent = question.asks != "define" and is_about_a_call(question, situation.language)
    if guess and not (of_the_agent and says_something(question)):
        other = f"If you meant something else, ask for instance “{typical(second)}?”."
        return replace(guess, words=f"{guess.words}\n\n{other}")
    if question.named.get("member") and question.who not in ("it", "they"):
        return _among_us(reading, situation)
    of_a_call = question.asks in _OF_A_CALL or is_about_the_business(question, situation.language)
    asks_something = says_something(question) or question.turned or question.asks == "if"
    honest = unsettled(situation) if of_a_call and asks_something else None
    return honest or Answer(
        f"{NOT_SURE}, and I changed nothing. I can tell you for instance: “{typical(first)}?” or “{typical(second)}?”"
    )


def answered(kind_id: str, situation: Situation) -> Answer | None:
    """What there is to say to a kind of question; None where it turns out that it was not asked."""
    kind, in_their_words = kinds()[kind_id], translated(kind_id, situation)
    if in_their_words:
        return Answer(in_their_words, kind=kind_id)
    found = FUNCTIONS[kind.function](situation) if kind.function else kind.answer
    if isinstance(found, str):
        return Answer(found, kind=kind_id) if found else None
    return Answer(found.words, found.parts, found.show_diff, kind_id) if found else None


def _is_of_a_person(hits: Sequence[Hit], situation: Situation) -> bool:
    """“who is Irma?”, “can it put callers through to Marta?”: somebody to whom calls go, and little else."""
    found = hits[0] if hits and situation.named("person") else None
    return found is not None and found.thing.path.startswith("transfers.") and found.covers >= FOUND


def _is_what_is_asked(hit: Hit, about: str, probability: float, situation: Situation, *, only_surely: bool) -> bool:
    """Whether the design speaks of it so clearly that no kind comes near. What is asked of a tool or of a language
    has kinds of its own."""
    if situation.named("tool") or situation.named("language"):
        return False
    whole = hit.covers >= _ALL
    if hit.is_strong and (whole or not only_surely):
        return probability < SURE or (about == "agent" and whole)
    return hit.is_rare and whole and hit.in_words and probability < _HARDLY and about != "terms"


def _thing(hits: Sequence[Hit], situation: Situation) -> Answer:
    """What the design says, and where it comes from for somebody who asks why, or names a person who writes here."""
    asks_whose = situation.question.asks == "why" or situation.named("member")
    whose = who_said_of(hits[0].thing.path, situation) if asks_whose else ""
    return Answer(f"{told(hits)} {whose}".strip(), kind="thing")


def _answered_from(reading: Reading, situation: Situation, least: float) -> Answer | None:
    likely = (kind for kind, p in reading.kinds if p >= least and _may_be_meant(kind, p, situation))
    return next((answer for kind in likely if (answer := answered(kind, situation))), None)


def _may_be_meant(kind: str, probability: float, situation: Situation) -> bool:
    """“does it charge late fees?” asks not what the builder costs, nor “what if a kid calls” what becomes of spam."""
    question, about = situation.question, kinds()[kind].about
    of_us = about in _OF_US if speaks_of_callers(question) else about == "builder"
    nobody_said = not question.who and speaks_of_the_agent(question, situation.language)
    if (of_us and question.who in ("it", "they")) or (nobody_said and about in _NO_CALL and question.asks != "define"):
        strange = about == "builder" and is_strange(question, situation.language, kind)
        return probability >= (_SURELY if strange else SURE)
    strange = question.asks == "if" and says_something(question)
    return probability >= _HARDLY or not strange


def _among_us(reading: Reading, situation: Situation) -> Answer:
    """“can Ines go on with this?”: of somebody who writes here, it is who may do what."""
    kind = next(kind for kind, _ in reading.kinds if kind in ("together", "who_approves"))
    answer = answered(kind, situation)
    assert answer is not None
    return answer
