"""Learns which kind of question it is from `phrasings/`: `python -m engine.interview.answering.learn`.

A multinomial logistic regression with a quadratic penalty, by whole-batch Adam steps: no chance in it. What is no
question to the builder is taught by `none` and by the clauses of every other act in `engine/language/acts/examples/`.
`--measure` learns without the phrasings that are set aside, and says how well it tells those.
"""

import json
import sys
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from engine.interview.answering.features import features_of
from engine.interview.answering.match import BIAS, WEIGHTS, probabilities_of
from engine.interview.answering.phrasings import NONE, Phrasing, phrasings
from engine.interview.answering.question import question_of
from engine.interview.answering.vocabulary import LANGUAGES, SLOTS
from engine.language.acts.train import examples

STEPS, RATE, PENALTY = 80, 0.3, 1e-5
"""Chosen by `--measure`."""
FEWEST = 2
"""Phrasings that share a feature; what stands in one only is learnt by heart, and costs most of the file."""
WEAKEST = 0.7
"""Smaller weights make up most of the file and change nothing by `--measure`."""

Matrix: TypeAlias = NDArray[np.floating[Any]]
Table: TypeAlias = Mapping[str, Mapping[str, float]]


def taught() -> list[Phrasing]:
    """Every phrasing, and what people say that is no question."""
    acts = (e for e in examples("train") if e.act != "question" and e.language in LANGUAGES)
    return [*phrasings(), *(Phrasing(NONE, e.text, e.language) for e in acts)]


def learn(seen: Sequence[Phrasing]) -> Table:
    """feature -> kind -> weight."""
    told = [read(phrasing) for phrasing in seen]
    counted = Counter(name for names in told for name in names)
    known = [BIAS, *sorted(name for name, times in counted.items() if times >= FEWEST)]
    kinds = sorted({phrasing.kind for phrasing in seen})
    weights = _descended(_Rows(told, known), [kinds.index(phrasing.kind) for phrasing in seen], len(kinds))
    rows = {name: dict(zip(kinds, map(float, row), strict=True)) for name, row in zip(known, weights, strict=True)}
    return {name: kept for name, row in rows.items() if (kept := _kept(row, 0 if name == BIAS else WEAKEST))}


def read(phrasing: Phrasing) -> tuple[str, ...]:
    """Its features; a slot is the word that stands for any such name."""
    text = phrasing.text
    for kind, slot in SLOTS.items():
        text = text.replace(f"{{{kind}}}", slot)
    text += "?" if phrasing.is_marked and not text.endswith("?") else ""
    return features_of(question_of(text, phrasing.language), phrasing.language)


def _kept(row: Mapping[str, float], weakest: float) -> dict[str, float]:
    return {kind: round(weight, 1) for kind, weight in row.items() if abs(weight) >= weakest}


class _Rows:
    """The features of every phrasing as a sparse matrix; each row has the length one."""

    def __init__(self, told: Sequence[Sequence[str]], known: Sequence[str]) -> None:
        place = {name: i for i, name in enumerate(known)}
        rows = [[0, *(place[name] for name in names if name in place)] for names in told]
        lengths = np.array([len(row) for row in rows])
        self._columns = np.concatenate([np.array(row) for row in rows])
        self._starts = np.concatenate([[0], np.cumsum(lengths)[:-1]])
        self._values = np.repeat(1 / np.sqrt(lengths), lengths).astype(np.float32)[:, None]
        order = np.argsort(self._columns, kind="stable")
        self._row_of = np.repeat(np.arange(len(rows)), lengths)[order]
        self._turned = self._values[order]
        self._used, self._used_starts = np.unique(self._columns[order], return_index=True)
        self.shape = (len(rows), len(known))

    def times(self, weights: Matrix) -> Matrix:
        return np.add.reduceat(weights[self._columns] * self._values, self._starts, axis=0)

    def turned_times(self, errors: Matrix) -> Matrix:
        found = np.zeros((self.shape[1], errors.shape[1]), dtype=np.float32)
        found[self._used] = np.add.reduceat(errors[self._row_of] * self._turned, self._used_starts, axis=0)
        return found


def _descended(rows: _Rows, wanted: Sequence[int], kinds: int) -> Matrix:
    weights: Matrix = np.zeros((rows.shape[1], kinds), dtype=np.float32)
    mean: Matrix = np.zeros_like(weights)
    square: Matrix = np.zeros_like(weights)
    for step in range(1, STEPS + 1):
        sums = rows.times(weights)
        raised: Matrix = np.exp(sums - sums.max(axis=1, keepdims=True))
        wrong: Matrix = raised / raised.sum(axis=1, keepdims=True)
        wrong[np.arange(len(wanted)), wanted] -= 1
        slope = rows.turned_times(wrong / len(wanted)) + PENALTY * weights
        mean, square = 0.9 * mean + 0.1 * slope, 0.99 * square + 0.01 * slope**2
        weights -= RATE * (mean / (1 - 0.9**step)) / (np.sqrt(square / (1 - 0.99**step)) + 1e-7)
    return weights


def measured(table: Table, seen: Sequence[Phrasing]) -> str:
    """How many kinds it tells, and how much that is no question it takes for one."""
    told = [(p.kind, _ranked(probabilities_of(read(p), table))) for p in seen]
    questions = [(kind, ranked) for kind, ranked in told if kind != NONE]
    first = sum(ranked[0] == kind for kind, ranked in questions)
    three = sum(kind in ranked[:3] for kind, ranked in questions)
    others = [ranked for kind, ranked in told if kind == NONE]
    taken = sum(ranked[0] != NONE for ranked in others)
    share = len(questions)
    return (
        f"{first / share:.3f} right, {three / share:.3f} among three, of {share}; "
        f"{taken} of {len(others)} that are no question taken for one"
    )


def _ranked(likely: Mapping[str, float]) -> list[str]:
    return sorted(likely, key=lambda kind: (-likely[kind], kind))


def main(arguments: Sequence[str]) -> None:
    everything = taught()
    if "--measure" in arguments:
        table = learn([p for p in everything if not p.is_set_aside])
        aside = [p for p in everything if p.is_set_aside]
        for language in LANGUAGES:
            sys.stdout.write(f"{language}: {measured(table, [p for p in aside if p.language == language])}\n")
        return
    table = learn(everything)
    lines = (f"{json.dumps(name, ensure_ascii=False)}: {json.dumps(row)}" for name, row in sorted(table.items()))
    WEIGHTS.write_text("{\n" + ",\n".join(lines) + "\n}\n", encoding="utf-8")
    sys.stdout.write(f"{len(table)} features from {len(everything)} phrasings\n")


if __name__ == "__main__":
    main(sys.argv[1:])
