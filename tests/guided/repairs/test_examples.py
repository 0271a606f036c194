"""The examples of both halves: the one that was tuned to, and the one that was never looked at while tuning."""

from collections import Counter
from collections.abc import Callable
from functools import partial

import pytest

from tests.each import for_each
from tests.guided.repairs import corrections_scored, facts_scored, hours_scored
from tests.guided.repairs.marks import Case, cases_of

_CORRECTIONS, _FACTS = tuple(cases_of("corrections")), tuple(cases_of("facts"))
_BEYOND_US = {
    "we have 84 rooms",
    "our shop is at 4 Quay Lane, Galway",
    "my colleague set up Shopify last year",
}
"""What we know to read otherwise: a number of things is noted, no table knows every town, and a colleague is nobody."""


@for_each("case", _CORRECTIONS, ids=str)
def test_a_correction_does_what_it_says(case: Case) -> None:
    assert corrections_scored.score("corrections", case) == ("right", "")


@for_each("case", [case for case in _FACTS if case.text not in _BEYOND_US], ids=str)
def test_a_fact_goes_to_its_place(case: Case) -> None:
    assert facts_scored.score(case) == ("right", "")


def test_corrections_that_nobody_tuned_to_mostly_do_what_they_say() -> None:
    scores = _scores("corrections_held_out", partial(corrections_scored.score, "corrections_held_out"))
    assert scores["right"] >= 0.75 * sum(scores.values()), scores
    assert scores["wrong"] <= 0.12 * sum(scores.values()), scores


def test_facts_that_nobody_tuned_to_mostly_go_to_their_place() -> None:
    scores = _scores("facts_held_out", facts_scored.score)
    assert scores["right"] >= 0.75 * sum(scores.values()), scores
    assert scores["wrong"] <= 0.15 * sum(scores.values()), scores


@pytest.mark.parametrize(("held_out", "least"), [(False, 0.85), (True, 0.6)])
def test_opening_hours_are_read_as_they_are_meant(held_out: bool, least: float) -> None:
    scores = hours_scored.scores(held_out)
    assert scores["right"] >= least * sum(scores.values()), scores


def _scores(name: str, score: Callable[[Case], tuple[str, str]]) -> Counter[str]:
    return Counter(score(case)[0] for case in cases_of(name))
