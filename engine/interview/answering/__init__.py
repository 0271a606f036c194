"""Questions to the builder: what is …, why, what would you recommend, what have we agreed, what does it cost …

`questions/*.yaml` is the answer table: every kind of question and its answer, or the function that answers from the
spec and the playbooks. `phrasings/` are ways of asking each kind, and `weights.json` what was learnt from them. Both
interviewers may ask here; nothing here changes a spec.
"""

from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache

from engine.document.spec import AgentSpec
from engine.document.stages import Standing
from engine.interview.answering.answer import Answer, Situation
from engine.interview.answering.flow_of import flow_of
from engine.interview.answering.functions import FUNCTIONS
from engine.interview.answering.match import Reading, reading_of
from engine.interview.answering.own_names import own_names
from engine.interview.answering.phrasings import typical
from engine.interview.answering.provenance import who_said_of
from engine.interview.answering.question import Question as Asked
from engine.interview.answering.question import question_of, speaks_of_callers, speaks_of_the_agent, speaks_of_us
from engine.interview.answering.retrieval import FOUND, Hit, hits_for, stems_in, told
from engine.interview.answering.table import kinds, said
from engine.interview.answering.translated import translated
from engine.interview.answering.unsettled import says_something, topic_of, unsettled
from engine.interview.answering.vocabulary import LANGUAGES, vocabulary
from engine.interview.contract import Message
from engine.interview.contract import Question as OpenQuestion
from engine.language.text import tokens_of

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

NOT_SURE = "I am not sure what you ask"
_TELLS_ITS_LANGUAGE = 6
"""Words from which the language of a text is known, so that it is read in no other."""
_MOST_KEPT = 64
"""Texts whose form is kept: one message is looked at as a whole and by its sentences, several times."""
_LONGEST = 240
"""Characters. What is longer tells something, whatever mark it ends with."""
_ASKS, _ASKS_TURNED, _SURELY_ASKS = 0.5, 0.25, 0.8
"""Probability from which it is taken for a question, where its words stand as in one, and from which one of no likely
kind is answered all the same."""
_LIKELY, _LIKELY_ASKED, _LIKELY_UNMARKED, _LIKELY_WISHED, _LIKELY_ADDING = 0.09, 0.05, 0.2, 0.2, 0.85
"""Probability from which one of 170 kinds is believed: with a sign of a question, where somebody surely asks, without
a sign, of “can it …”, and of “can it also …”."""
_SURE, _ALL = 0.4, 0.85
"""Probability from which a kind goes before what the design says, and the share of a question of which the design has
to speak to go before a kind about the agent all the same."""
_FAR = 5
"""How many times likelier a kind is in another language than in the one that the text was taken for."""
_OF_A_CALL = ("is", "bare")
"""“is there parking?”, unlike “what is the capital of France?”"""
_OF_US = ("session", "open_question", "builder")
"""Where the kinds stand that nobody means who asks what callers do."""
_CLOSE = 0.06
"""And from which it is told where somebody surely asks, with the next one beside it; never for a strange word."""


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
    if len(text) > _LONGEST or _is_to_somebody(text):
        return None
    if steps := flow_of(text, standing.spec):
        return steps
    whole = _said(text)
    if whole:
        return _answered(whole, Situation(Asked(text, "", "", ()), standing, asked, tuple(history), earlier))
    reading = _likeliest(text, language, standing.spec, asked, history)
    if reading.asks < (_ASKS_TURNED if reading.question.turned else _ASKS):
        return None
    situation = Situation(reading.question, standing, asked, tuple(history), earlier, reading.language)
    wish = is_wish(text, language)
    answer = _best(reading, situation, _wanted(reading), only_surely=wish)
    marked = text.rstrip().endswith("?") or reading.question.asks == "define"
    surely = reading.asks >= _SURELY_ASKS and marked and not wish
    return answer or (_nearest(reading, situation) if surely else None)


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
    best = _best(reading, situation, _LIKELY, only_surely=wish)
    return best or (unsettled(situation) if wish else None) or _nearest(reading, situation)


def _best(reading: Reading, situation: Situation, least: float, *, only_surely: bool = False) -> Answer | None:
    """What the design itself says, where it speaks of nearly all of the question; else what answers such a kind; else
    what in the design comes close."""
    hits = hits_for(reading.question.text, situation.spec)
    first, probability = reading.kinds[0]
    if _is_of_a_person(hits, situation):
        return _thing(hits[:1], situation)
    own = kinds()[first].about == "agent"
    strong = hits and hits[0].is_strong and (hits[0].covers >= _ALL or not only_surely)
    strong = strong and not situation.named("tool")  # what is asked of a tool has kinds of its own
    if strong and (probability < _SURE or (own and hits[0].covers >= _ALL)):
        return _thing(hits, situation)
    of_a_call = speaks_of_callers(reading.question) and kinds()[first].about in _OF_US
    of_a_call = of_a_call or (reading.question.who == "it" and kinds()[first].about == "builder")
    answer = _answered_from(reading, situation, _SURE if of_a_call else least)
    if answer or only_surely or not hits or hits[0].covers < FOUND:
        return answer
    if not (says_something(reading.question) or hits[0].is_rare):
        return None
    return _thing(hits, situation)


def _is_of_a_person(hits: Sequence[Hit], situation: Situation) -> bool:
    """“who is Irma?”, “can it put callers through to Marta?”: somebody to whom calls go, and little else."""
    found = hits[0] if hits and situation.named("person") else None
    return found is not None and found.thing.path.startswith("transfers.") and found.covers >= FOUND


def _thing(hits: Sequence[Hit], situation: Situation) -> Answer:
    """What the design says, and where it comes from for somebody who asks why, or names a person who writes here."""
    asks_whose = situation.question.asks == "why" or situation.named("member")
    whose = who_said_of(hits[0].thing.path, situation) if asks_whose else ""
    return Answer(f"{told(hits)} {whose}".strip(), kind="thing")


def is_wish(text: str, language: str) -> bool:
    """“Can it also text a confirmation?” wants something of the agent, and asks the builder nothing."""
    spoken = _languages(language)[0]
    question = question_of(text, spoken)
    if question.asks == "about":
        return reading_of(text, spoken).asks < _SURELY_ASKS
    return question.wish and (question.adds or question.who not in ("you", "we"))


def is_about_a_call(question: Asked, language: str) -> bool:
    """It asks what the agent or a caller does, and not what the builder thinks."""
    return question.asks in ("if", "about") or speaks_of_the_agent(question, _languages(language)[0])


@lru_cache(_MOST_KEPT)
def asks_builder(text: str, language: str) -> float:
    """The probability that it is a question to the builder, by what was learnt of them."""
    return reading_of(text, _languages(language)[0]).asks


@lru_cache(_MOST_KEPT)
def form_in(text: str, language: str) -> Asked:
    """A text in the form of a question, in its own language where that is one of ours."""
    return question_of(text, _languages(language)[0])


def _likeliest(
    text: str, language: str, spec: AgentSpec, asked: OpenQuestion | None, history: Sequence[Message]
) -> Reading:
    """In the language of the text, unless only another one makes something of it."""
    own, design = own_names(spec, asked, history), stems_in(spec)
    first, *others = _languages(language)
    reading = reading_of(text, first, own, design)
    if reading.kinds[0][1] >= _LIKELY or (language in LANGUAGES and len(text.split()) >= _TELLS_ITS_LANGUAGE):
        return reading
    best = max((reading_of(text, other, own, design) for other in others), key=lambda r: r.kinds[0][1])
    own_best, other_best = reading.kinds[0][1], best.kinds[0][1]
    return best if other_best >= _SURE or other_best >= max(_LIKELY, _FAR * own_best) else reading


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
    return _LIKELY_ASKED if surely_of_us and not is_about_a_call(question, reading.language) else _LIKELY


def _answered_from(reading: Reading, situation: Situation, least: float) -> Answer | None:
    likely = (kind for kind, probability in reading.kinds if probability >= least)
    return next((answer for kind in likely if (answer := _answered(kind, situation))), None)


def _nearest(reading: Reading, situation: Situation) -> Answer:
    """That nothing is agreed about it, the likeliest kind with the next one beside it, or two questions that come
    close."""
    (first, probability), (second, _) = reading.kinds[:2]
    least = _LIKELY if situation.question.asks == "define" else _CLOSE
    guess = _answered(first, situation) if probability >= least else None
    if guess and not (_is_about_the_agent(situation) and says_something(situation.question)):
        other = f"If you meant something else, ask for instance “{typical(second)}?”."
        return replace(guess, words=f"{guess.words}\n\n{other}")
    question = situation.question
    if question.named.get("member") and question.who not in ("it", "they"):
        return _among_us(reading, situation)
    of_a_call = question.asks in _OF_A_CALL or _is_about_the_business(question, situation.language)
    asks_something = says_something(question) or question.turned or question.asks == "if"
    honest = unsettled(situation) if of_a_call and asks_something else None
    return honest or Answer(
        f"{NOT_SURE}, and I changed nothing. I can tell you for instance: “{typical(first)}?” or “{typical(second)}?”"
    )


def _among_us(reading: Reading, situation: Situation) -> Answer:
    """“can Ines go on with this?”: of somebody who writes here, it is who may do what."""
    kind = next(kind for kind, _ in reading.kinds if kind in ("together", "who_approves"))
    answer = _answered(kind, situation)
    assert answer is not None
    return answer


def _is_about_the_business(question: Asked, language: str) -> bool:
    """“do you know what deposit we take”, unlike “what is the capital of France”."""
    return is_about_a_call(question, language) or speaks_of_us(question, _languages(language)[0])


def _is_about_the_agent(situation: Situation) -> bool:
    return situation.question.asks != "define" and is_about_a_call(situation.question, situation.language)


def _answered(kind_id: str, situation: Situation) -> Answer | None:
    kind, in_their_words = kinds()[kind_id], translated(kind_id, situation)
    if in_their_words:
        return Answer(in_their_words, kind=kind_id)
    found = FUNCTIONS[kind.function](situation) if kind.function else kind.answer
    if isinstance(found, str):
        return Answer(found, kind=kind_id) if found else None
    return Answer(found.words, found.parts, found.show_diff, kind_id) if found else None


def _said(text: str) -> str:
    """The kind that a message is which is nothing but a set phrase, politeness aside; empty for anything else."""
    tokens, kind, at = tokens_of(text), "", 0
    words = [token.folded for token in tokens]
    while at < len(tokens):
        hit = None if kind else said().at(tokens, at)
        polite = next(filter(None, (vocabulary(spoken).polite.at(words, at) for spoken in LANGUAGES)), None)
        if hit:
            kind, at = hit.value, hit.end
        elif polite or not tokens[at].is_word:
            at += len(polite.words) if polite else 1
        else:
            return ""
    return kind


def _is_to_somebody(text: str) -> bool:
    """“Tom, can you check who is on duty?”: it begins with a name, and no name is a word of ours."""
    first, *rest = tokens_of(text)[:2] or (None,)
    if first is None or not rest or rest[0].text != "," or not first.is_capital:
        return False
    known = (vocabulary(spoken) for spoken in LANGUAGES)
    words = (first.folded,)
    return not any(book.at(words, 0) for v in known for book in (v.before, v.polite, v.asks, v.fillers)) and not any(
        vocabulary(spoken).meanings.at((vocabulary(spoken).stem(first.folded),), 0) for spoken in LANGUAGES
    )


def _languages(language: str) -> Sequence[str]:
    """The language of the text first, where it is one of ours: of two equal readings the first counts."""
    own = language.split("-")[0]
    return sorted(LANGUAGES, key=lambda other: other != own)
