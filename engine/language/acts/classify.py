"""`act_of`: the features' weights summed for each act, and the sums as probabilities. A multinomial logistic model."""

import json
from collections.abc import Mapping, Sequence
from functools import cache
from math import exp
from pathlib import Path

from engine.language.acts.acts import ACTS, Context, Judgement
from engine.language.acts.features import features_of
from engine.language.text import Token

LEARNT = ("en", "de", "es", "fr")
"""Languages of the examples. Words of another one say nothing to the weights."""
WEIGHTS = Path(__file__).parent / "weights.json"


def act_of(tokens: Sequence[Token], context: Context) -> Judgement:
    """The act of one clause. Deterministic; below a millisecond for a sentence. Undecided in a language not learnt."""
    if context.language not in LEARNT:
        return Judgement((1 / len(ACTS),) * len(ACTS))
    return Judgement(tuple(probabilities_of(features_of(tokens, context), weights())))


def probabilities_of(features: Sequence[str], table: Mapping[str, Sequence[float]]) -> list[float]:
    """One for each act, in the order of `ACTS`; they sum to 1."""
    sums = [0.0] * len(ACTS)
    for name in features:
        for i, weight in enumerate(table.get(name, ())):
            sums[i] += weight
    highest = max(sums)
    raised = [exp(value - highest) for value in sums]
    whole = sum(raised)
    return [value / whole for value in raised]


@cache
def weights() -> Mapping[str, Sequence[float]]:
    """`feature -> one weight for each act`, as `train.py` left it."""
    table: Mapping[str, Sequence[float]] = json.loads(WEIGHTS.read_text(encoding="utf-8"))
    return table
