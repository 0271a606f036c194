"""Learns the weights from the labelled clauses of the training trades: `python -m engine.language.acts.train`.

A multinomial logistic regression, trained by adaptive gradient steps in a fixed order, so that the same examples give the
same file. The trades that `split.yaml` holds out are never read here; `--measure` reads them once, for the figures.
"""

import json
import sys
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from math import sqrt
from pathlib import Path
from random import Random

from engine.language.acts.acts import ACTS, Act, Context
from engine.language.acts.classify import WEIGHTS, probabilities_of
from engine.language.acts.features import features_of
from engine.language.text import tokens_of
from engine.yaml_files import read_yaml

EXAMPLES = Path(__file__).parent / "examples"
ROUNDS = 30
RATE = 0.15
DECAY = 0.0015
"""How much a weight shrinks at each step that touches it, so that what is seen once decides nothing."""
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


def learn(taught: Sequence[Example]) -> dict[str, list[float]]:
    """The weights of every feature that enough clauses of enough trades share."""
    known = _shared(taught)
    order = [([f for f in _features(e) if f in known], ACTS.index(e.act)) for e in taught]
    table = {name: [0.0] * len(ACTS) for name in sorted(known)}
    squares = {name: [1e-3] * len(ACTS) for name in table}
    shuffle = Random(7)
    for _ in range(ROUNDS):
        shuffle.shuffle(order)
        for features, act in order:
            _step(table, squares, features, act)
    return table


def _step(table: dict[str, list[float]], squares: dict[str, list[float]], features: Sequence[str], act: int) -> None:
    wrong = probabilities_of(features, table)
    wrong[act] -= 1.0
    for name in features:
        row, seen = table[name], squares[name]
        for i, slope in enumerate(wrong):
            gradient = slope + DECAY * row[i]
            seen[i] += gradient * gradient
            row[i] -= RATE * gradient / sqrt(seen[i])


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
        print(f"across the training trades: {cross_measured(taught):.3f} of {len(taught)}")
        return
    table = {name: [round(w, 2) for w in row] for name, row in learn(taught).items()}
    lines = (f"{json.dumps(name, ensure_ascii=False)}: {json.dumps(row)}" for name, row in sorted(table.items()))
    WEIGHTS.write_text("{\n" + ",\n".join(lines) + "\n}\n", encoding="utf-8")
    print(f"{len(table)} features from {len(taught)} clauses")
    if "--measure" in arguments:
        score = measured(table, examples("held_out"))
        print(f"held out: {score.accuracy:.3f} of {score.clauses}")
        for act in ACTS:
            print(f"  {act:12} precision {score.precision[act]:.2f}  recall {score.recall[act]:.2f}")


if __name__ == "__main__":
    main(sys.argv[1:])
