"""`judged`: the features' weights summed for each label, and the sums as probabilities."""

import json
from collections.abc import Mapping, Sequence
from functools import cache, lru_cache
from math import exp
from pathlib import Path
from typing import Literal

from engine.language.acts.acts import ACTS, VOLUNTEERED, Context, Judgement
from engine.language.acts.features import features_of, kind_of_question
from engine.language.acts.places import PLACES, Placement
from engine.language.text import Token

Table = Literal["acts", "places"]
LABELS: Mapping[Table, Sequence[str]] = {"acts": ACTS, "places": PLACES}
LEARNT = ("en", "de", "es", "fr")
"""Languages of the examples. Words of another one say nothing to the weights."""
FOLDER = Path(__file__).parent


def act_of(tokens: tuple[Token, ...], context: Context) -> Judgement:
    """The act of one clause. Deterministic; below a millisecond for a sentence. Undecided in a language not learnt."""
    return judged(tokens, context)[0]


@lru_cache(maxsize=64)  # the readers of a message ask again and again for the same few clauses
def judged(tokens: tuple[Token, ...], context: Context) -> tuple[Judgement, Placement]:
    """The act of a clause and where it belongs; what is looked at is looked at once for both."""
    features = features_of(tokens, context) if context.language in LEARNT else ()
    placement = Placement(tuple(probabilities_of(features, weights("places"), len(PLACES))))
    if not features or kind_of_question(context.asked) == "none":
        return Judgement(tuple(probabilities_of(features, weights("acts"), len(ACTS)))), placement
    return _answering_or_not(features, context), placement


def knows_a_word(tokens: Sequence[Token], language: str) -> bool:
    """Whether a number or a word that the examples have stands in it; “flim flam flum” tells nobody anything."""
    if language not in LEARNT:
        return True
    return any(t.text[0].isdigit() or f"word {t.folded}" in weights("acts") for t in tokens if t.is_word)


def _answering_or_not(features: Sequence[str], context: Context) -> Judgement:
    """An answer as likely as the open question makes it. What is none is judged twice, with that question and as what
    somebody volunteers, and the two opinions meet in the middle."""
    asked, volunteered = f"asked={kind_of_question(context.asked)}", f"asked={VOLUNTEERED}"
    learnt, labels = weights("acts"), len(ACTS)
    with_question = [name for name in features if name.startswith("asked=")]
    shared = _sums([name for name in features if not name.startswith("asked=")], learnt, labels)
    here = _sums(with_question, learnt, labels)
    there = _sums([name.replace(asked, volunteered, 1) for name in with_question], learnt, labels)
    answers = _as_probabilities([a + b for a, b in zip(shared, here, strict=True)])[ACTS.index("answer")]
    middle = [a + (b + c) / 2 for a, b, c in zip(shared, here, there, strict=True)]
    otherwise = _without_answers(_as_probabilities(middle))
    told = [(1 - answers) * p + (answers if act == "answer" else 0) for act, p in zip(ACTS, otherwise, strict=True)]
    return Judgement(tuple(told), Judgement(tuple(otherwise)))


def _without_answers(probabilities: Sequence[float]) -> list[float]:
    kept = [0.0 if act == "answer" else p for act, p in zip(ACTS, probabilities, strict=True)]
    return [p / sum(kept) for p in kept]


def probabilities_of(features: Sequence[str], table: Mapping[str, Sequence[float]], labels: int) -> list[float]:
    """One for each label; they sum to 1."""
    return _as_probabilities(_sums(features, table, labels))


def _sums(features: Sequence[str], table: Mapping[str, Sequence[float]], labels: int) -> list[float]:
    sums = [0.0] * labels
    for name in features:
        for i, weight in enumerate(table.get(name, ())):
            sums[i] += weight
    return sums


def _as_probabilities(sums: Sequence[float]) -> list[float]:
    highest = max(sums)
    raised = [exp(value - highest) for value in sums]
    whole = sum(raised)
    return [value / whole for value in raised]


@cache
def weights(table: Table) -> Mapping[str, Sequence[float]]:
    """`feature -> one weight for each label`, as `train.py` left it."""
    learnt: Mapping[str, Sequence[float]] = json.loads((FOLDER / f"{table}.json").read_text(encoding="utf-8"))
    return learnt
