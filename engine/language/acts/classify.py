"""`judged`: the features' weights summed for each label, and the sums as probabilities."""

import json
from collections.abc import Mapping, Sequence
from functools import cache
from math import exp
from pathlib import Path
from typing import Literal

from engine.language.acts.acts import ACTS, Context, Judgement
from engine.language.acts.features import features_of
from engine.language.acts.places import PLACES, Placement
from engine.language.text import Token

Table = Literal["acts", "places"]
LEARNT = ("en", "de", "es", "fr")
"""Languages of the examples. Words of another one say nothing to the weights."""
FOLDER = Path(__file__).parent


def act_of(tokens: Sequence[Token], context: Context) -> Judgement:
    """The act of one clause. Deterministic; below a millisecond for a sentence. Undecided in a language not learnt."""
    return judged(tokens, context)[0]


def judged(tokens: Sequence[Token], context: Context) -> tuple[Judgement, Placement]:
    """The act of a clause and where it belongs; what is looked at is looked at once for both."""
    features = features_of(tokens, context) if context.language in LEARNT else ()
    return (
        Judgement(tuple(probabilities_of(features, weights("acts"), len(ACTS)))),
        Placement(tuple(probabilities_of(features, weights("places"), len(PLACES)))),
    )


def probabilities_of(features: Sequence[str], table: Mapping[str, Sequence[float]], labels: int) -> list[float]:
    """One for each label; they sum to 1."""
    sums = [0.0] * labels
    for name in features:
        for i, weight in enumerate(table.get(name, ())):
            sums[i] += weight
    highest = max(sums)
    raised = [exp(value - highest) for value in sums]
    whole = sum(raised)
    return [value / whole for value in raised]


@cache
def weights(table: Table) -> Mapping[str, Sequence[float]]:
    """`feature -> one weight for each label`, as `train.py` left it."""
    learnt: Mapping[str, Sequence[float]] = json.loads((FOLDER / f"{table}.json").read_text(encoding="utf-8"))
    return learnt
