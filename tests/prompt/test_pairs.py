"""Two jobs in one agent: what one playbook orders does not contradict what the other forbids, and nobody is promised
who is not there."""

import random
from itertools import product

import pytest

from engine.prompt.lint import written_and_checked
from tests.more import MORE
from tests.prompt.pairs import agreed, pairs, whole

A_DIRECTION = 40
"""Pairs in every run, the same ones; `MORE=50` takes all of them."""


@pytest.mark.parametrize("direction", ["outbound", "inbound"])
def test_an_agent_of_any_two_jobs_has_a_prompt_without_errors(direction: str) -> None:
    every = list(pairs(direction))
    some = random.Random(1).sample(every, min(len(every), A_DIRECTION * MORE))
    wrong = [
        (*pair, made.__name__, finding.rule, finding.message)
        for pair, made in product(some, (whole, agreed))
        for finding in written_and_checked(made(*pair, direction))[1]
        if finding.level == "error"
    ]
    assert wrong == []
