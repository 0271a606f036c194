"""Learns the weights from the labelled clauses of the training trades: `python -m engine.language.acts.train`.

A multinomial logistic regression with a quadratic penalty, by whole-batch Adam steps: no chance in it, so that the
same examples give the same file. The trades that `split.yaml` holds out teach nothing; `--measure` reads them for the
figures.
"""

import json
import sys
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TypeAlias

import numpy as np

from engine.language.acts.acts import ACTS, Act, Context
from engine.language.acts.classify import WEIGHTS, probabilities_of
from engine.language.acts.features import features_of
from engine.language.text import tokens_of
from engine.yaml_files import read_yaml

EXAMPLES = Path(__file__).parent / "examples"
STEPS = 150
RATE = 0.05
PENALTY = 0.002
"""On the squares of the weights, so that what is seen a few times decides nothing; found with `--cross`."""
WEAKEST = 0.03
"""A feature none of whose weights is larger is left out of the file."""
FEWEST_TRADES = 2
"""A word that only one trade uses says nothing about the next one."""
FEWEST_CLAUSES = 3


@dataclass(frozen=True, slots=True)
class Example:
    trade: str
    text: str
    act: Act
    asked: str
    language: str


def examples(half: str) -> list[Example]:
    """The labelled clauses of the trades that `split.yaml` names under `half`: `train` or `held_out`."""
    trades: Sequence[str] = read_yaml(EXAMPLES / "split.yaml")[half]
    return [one for trade in trades for one in _of(trade)]


def _of(trade: str) -> Iterable[Example]:
    for entry in read_yaml(EXAMPLES / f"{trade}.yaml"):
        yield Example(trade, entry["text"], entry["act"], entry.get("asked", ""), entry.get("lang", "en"))


@cache
def _features(example: Example) -> tuple[str, ...]:
    return features_of(tokens_of(example.text), Context(example.asked, example.language))


Matrix: TypeAlias = np.ndarray[tuple[int, int], np.dtype[np.float64]]


def learn(taught: Sequence[Example]) -> dict[str, list[float]]:
    """The weights of every feature that enough clauses of enough trades share."""
    known = sorted(_shared(taught))
    place = {name: i for i, name in enumerate(known)}
    seen, wanted = np.zeros((len(taught), len(known))), np.zeros((len(taught), len(ACTS)))
    for row, example in enumerate(taught):
        seen[row, [place[name] for name in _features(example) if name in place]] = 1
        wanted[row, ACTS.index(example.act)] = 1
    weights = _descended(seen, wanted)
    return {name: [float(w) for w in weights[i]] for name, i in place.items()}


def _descended(seen: Matrix, wanted: Matrix) -> Matrix:
    weights = np.zeros((seen.shape[1], wanted.shape[1]))
    mean, square = np.zeros_like(weights), np.zeros_like(weights)
    for step in range(1, STEPS + 1):
        sums = seen @ weights
        raised = np.exp(sums - sums.max(axis=1, keepdims=True))
        wrong = raised / raised.sum(axis=1, keepdims=True) - wanted
        slope = seen.T @ wrong / len(seen) + PENALTY * weights
        mean, square = 0.9 * mean + 0.1 * slope, 0.999 * square + 0.001 * slope**2
        weights -= RATE * (mean / (1 - 0.9**step)) / (np.sqrt(square / (1 - 0.999**step)) + 1e-8)
    return weights


def _shared(taught: Sequence[Example]) -> set[str]:
    trades, clauses = defaultdict[str, set[str]](set), defaultdict[str, int](int)
    for example in taught:
        for name in _features(example):
            trades[name].add(example.trade)
            clauses[name] += 1
    return {n for n in clauses if len(trades[n]) >= FEWEST_TRADES and clauses[n] >= FEWEST_CLAUSES}


@dataclass(frozen=True, slots=True)
class Score:
    accuracy: float
    precision: Mapping[Act, float]
    recall: Mapping[Act, float]
    clauses: int


def measured(table: Mapping[str, Sequence[float]], seen: Sequence[Example]) -> Score:
    """How often the weights tell the act that a person told."""
    told = [(e.act, _told(table, e)) for e in seen]
    right = [a for a, b in told if a == b]
    return Score(
        len(right) / len(told),
        {act: right.count(act) / max(1, sum(b == act for _, b in told)) for act in ACTS},
        {act: right.count(act) / max(1, sum(a == act for a, _ in told)) for act in ACTS},
        len(told),
    )


def _told(table: Mapping[str, Sequence[float]], example: Example) -> Act:
    probabilities = probabilities_of(_features(example), table)
    return ACTS[probabilities.index(max(probabilities))]


def cross_measured(taught: Sequence[Example]) -> float:
    """The accuracy on each training trade of what the other ones taught, for tuning without the held-out half."""
    trades = sorted({e.trade for e in taught})
    right = 0.0
    for trade in trades:
        table = learn([e for e in taught if e.trade != trade])
        seen = [e for e in taught if e.trade == trade]
        right += measured(table, seen).accuracy * len(seen)
    return right / len(taught)


def main(arguments: Sequence[str]) -> None:
    taught = examples("train")
    if "--cross" in arguments:
        sys.stdout.write(f"across the training trades: {cross_measured(taught):.3f} of {len(taught)}\n")
        return
    learnt = {name: [round(w, 2) for w in row] for name, row in learn(taught).items()}
    table = {name: row for name, row in learnt.items() if max(map(abs, row)) > WEAKEST}
    lines = (f"{json.dumps(name, ensure_ascii=False)}: {json.dumps(row)}" for name, row in sorted(table.items()))
    WEIGHTS.write_text("{\n" + ",\n".join(lines) + "\n}\n", encoding="utf-8")
    sys.stdout.write(f"{len(table)} features from {len(taught)} clauses\n")
    if "--measure" in arguments:
        score = measured(table, examples("held_out"))
        sys.stdout.write(f"held out: {score.accuracy:.3f} of {score.clauses}\n")
        for act in ACTS:
            sys.stdout.write(f"  {act:12} precision {score.precision[act]:.2f}  recall {score.recall[act]:.2f}\n")


if __name__ == "__main__":
    main(sys.argv[1:])
