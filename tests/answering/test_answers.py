"""Whoever asks the builder something is answered, and nothing else is taken for a question."""

from collections import Counter
from collections.abc import Mapping
from functools import cache

import pytest

from engine.interview.answering import Answer, answer_to
from engine.interview.guided.language import language_by_words
from engine.language.text import tokens_of
from tests.answering.specs import NONE, Case, cases, sessions

_LEAST_RIGHT = 0.9
"""Share of the questions that nobody tuned to, which get the answer that was asked for."""
_MOST_WRONG = 0.07
"""Share that gets another answer; the aim is 0.03."""
_MOST_TAKEN = 0.08
"""Share of instructions, answers and asides that get one; the aim is 0.02."""


@pytest.mark.parametrize("half", ["tuned", "held_out"])
def test_a_question_gets_its_answer(half: str) -> None:
    counted = _counted(half)
    asked = sum(counted[what] for what in ("right", "wrong", "unanswered"))
    assert counted["right"] >= _LEAST_RIGHT * asked, counted
    assert counted["wrong"] <= _MOST_WRONG * asked, counted


@pytest.mark.parametrize("half", ["tuned", "held_out"])
def test_what_is_no_question_to_the_builder_is_left_alone(half: str) -> None:
    counted = _counted(half)
    others = counted["left alone"] + counted["taken"]
    assert counted["taken"] <= max(1, _MOST_TAKEN * others), counted


@cache
def _counted(half: str) -> Mapping[str, int]:
    return Counter(map(_outcome, cases(half)))


def _outcome(case: Case) -> str:
    answer = _asked(case)
    if case.kind == NONE:
        return "taken" if answer else "left alone"
    if answer is None or not answer.kind:
        return "unanswered"
    return "right" if answer.kind == case.kind else "wrong"


def _asked(case: Case) -> Answer | None:
    standing, asked = sessions()[case.at]
    language = language_by_words([t for t in tokens_of(case.text) if t.text[0].isalpha()]) or "en"
    return answer_to(case.text, language, standing, asked)
