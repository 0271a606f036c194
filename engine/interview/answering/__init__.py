"""Questions to the builder: what is …, why, what would you recommend, what have we agreed, what does it cost …

`questions/*.yaml` is the answer table: every kind of question, how people ask it, and its answer or the function that
answers from the spec and the playbooks. `words/*.yaml` are the words that questions are made of. Both interviewers may
ask here; nothing here changes a spec.
"""

from collections.abc import Sequence

from engine.document.spec import AgentSpec
from engine.document.stages import Standing
from engine.interview.answering.answer import Answer, Situation
from engine.interview.answering.flow_of import flow_of
from engine.interview.answering.functions import FUNCTIONS
from engine.interview.answering.match import Match, matches
from engine.interview.answering.own_names import own_names
from engine.interview.answering.question import Question, question_of
from engine.interview.answering.table import kinds, said, speakable
from engine.interview.answering.vocabulary import LANGUAGES, vocabulary
from engine.interview.contract import Message
from engine.interview.contract import Question as OpenQuestion
from engine.language.text import tokens_of

__all__ = ["Answer", "answer_to", "is_wish"]

_LONGEST = 240
"""Characters. What is longer tells something, whatever mark it ends with."""
_SURE = 0.9
"""Likeness that is wanted of words without any sign of a question."""
_ADDED = 0.85
"""And of “can it also …”, which is nearly always a wish."""
_CANNOT = (
    "That I can't answer: I know how voice agents are designed and what we have agreed here; the rest only "
    "your team or your "
    "voice platform can tell."
)
_OURS = frozenset(
    [
        "agent_word",
        "tool_word",
        "prompt",
        "flow",
        "export",
        "spec",
        "session",
        "this_builder",
        "model",
        "version",
        "platform",
        "guardrail",
        "goal",
        "stage",
        "playbook",
        "made",
        "train",
        "approve",
    ]
)
"""What only a question to the builder speaks of, and no caller."""


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
        return _answered(whole, Situation(Question(text, "", "", ()), standing, asked, tuple(history), earlier))
    best: Question | None = None
    readings = [_read(text, spoken, standing, asked) for spoken in _languages(language)]
    for question, match in sorted(
        ((question, match) for question, found in readings for match in found), key=lambda pair: -pair[1].likeness
    ):
        best = question
        about = " ".join(item.word for item in match.left)
        answer = _answered(match.kind, Situation(question, standing, asked, tuple(history), earlier, about))
        if answer:
            return answer
    first = best or readings[0][0]
    return Answer(_CANNOT) if _is_for_builder(first) else None


def is_wish(text: str, language: str) -> bool:
    """“Can it also text a confirmation?” wants something of the agent, and asks the builder nothing."""
    question = question_of(text, language)
    return question.wish and (question.adds or question.who not in ("you", "we"))


def _read(text: str, language: str, standing: Standing, asked: OpenQuestion | None) -> tuple[Question, list[Match]]:
    question = question_of(text, language, own_names(standing.spec, asked))
    return question, [match for match in matches(question, language) if match.likeness >= _wanted(question, match)]


def _wanted(question: Question, match: Match) -> float:
    """The likeness from which this reading is believed."""
    if not question.asks:
        return _SURE if match.kind in speakable() else 2.0
    return _ADDED if question.adds and (question.wish or question.asks == "bare") else 0.0


def _answered(kind_id: str, situation: Situation) -> Answer | None:
    kind = kinds()[kind_id]
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


def _is_for_builder(question: Question) -> bool:
    """Whether nobody but the builder can be asked this: what a word means, or something about its own things."""
    if question.asks == "define":
        return len(question.items) <= 3
    if question.asks in ("", "is", "show", "about", "bare", "if"):
        return False
    return question.who in ("you", "we", "") and any(item.means & _OURS for item in question.items)
