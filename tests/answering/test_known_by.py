"""A kind of question is believed only as far as its words are known to it."""

import pytest

from engine.interview.answering.match import reading_of

ALREADY = 0.09
"""Probability from which a kind is answered."""


@pytest.mark.parametrize("question", ["is there a dog policy", "how long do you keep a table", "do we sell umbrellas"])
def test_what_is_strange_to_every_kind_is_none(question: str) -> None:
    assert reading_of(question, "en").kinds[0][1] < ALREADY


def test_what_the_design_has_is_strange_to_no_kind_that_asks_about_the_design() -> None:
    question = "who said the thing about repair dates?"
    strange, known = (reading_of(question, "en", None, design) for design in ((), ("repair", "date")))
    assert known.kinds[0][0] == "provenance"
    assert known.kinds[0][1] > strange.kinds[0][1]


def test_a_word_of_its_answer_is_known_to_a_kind() -> None:
    kinds = dict(reading_of("do you train anything with it", "en").kinds)
    assert kinds["privacy"] > kinds["who_are_you"]
