"""Learns both tables, acts and places, from the labelled clauses of the training trades:
`python -m engine.language.acts.train`.

A multinomial logistic regression with a quadratic penalty, by whole-batch Adam steps: no chance in it, so that the
same examples give the same file. The trades that `split.yaml` holds out teach nothing; `--measure` reads them for the
figures, `--cross` measures within the training trades, for tuning.
"""

import hashlib
import json
import sys
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import TypeAlias

import numpy as np

from engine.language.acts import features as looked_at
from engine.language.acts.acts import VOLUNTEERED, Context
from engine.language.acts.classify import FOLDER, LABELS, Table, probabilities_of
from engine.language.acts.features import features_of, kind_of_question
from engine.language.text import tokens_of
from engine.yaml_files import read_yaml

EXAMPLES = FOLDER / "examples"
LEARNT_FROM = FOLDER / "learnt_from.txt"
"""The digest of what the tables were learnt from, so that a test sees when they are old."""
STEPS = 150
RATE = 0.05
PENALTY = 0.001
"""On the squares of the weights, so that what is seen a few times decides nothing; found with `--cross`."""
WEAKEST = 0.08
"""A feature none of whose weights is larger is left out of the file."""
FEWEST_TRADES = 2
"""A word that only one trade uses says nothing about the next one."""
FEWEST_CLAUSES = 4
TELLING = ("answer", "instruction", "rule", "fact", "correction")
"""Acts that have a place in the design."""
FOLDS = 5
BESIDE = 0.4
"""What a clause of `no_trade_beside_*` counts: those files hold more remarks than people write."""


@dataclass(frozen=True, slots=True)
class Example:
    trade: str
    text: str
    act: str
    place: str
    """Empty where nobody has labelled it: such a clause teaches and measures acts only."""
    asked: str
    language: str

    def label(self, table: Table) -> str:
        return self.act if table == "acts" else self.place


def examples(half: str) -> list[Example]:
    """The labelled clauses of the trades that `split.yaml` names under `half`: `train` or `held_out`."""
    trades: Sequence[str] = read_yaml(EXAMPLES / "split.yaml")[half]
    return [one for trade in trades for one in _of(trade)]


def _of(trade: str) -> Iterable[Example]:
    for entry in read_yaml(EXAMPLES / f"{trade}.yaml"):
        place = entry.get("place", "") if entry["act"] in TELLING else "none"
        yield Example(trade, entry["text"], entry["act"], place, entry.get("asked", ""), entry.get("lang", "en"))


@cache
def _features(example: Example) -> tuple[str, ...]:
    return features_of(tokens_of(example.text), Context(example.asked, example.language))


Matrix: TypeAlias = np.ndarray[tuple[int, int], np.dtype[np.float32]]
Indices: TypeAlias = np.ndarray[tuple[int], np.dtype[np.int64]]


def learn(taught: Sequence[Example], table: Table = "acts") -> dict[str, list[float]]:
    """The weights of every feature that enough clauses of enough trades share."""
    more = volunteered(taught) if table == "acts" else ()
    labelled = [one for one in (*taught, *more) if one.label(table)]
    known = sorted(_shared(labelled))
    number = {name: i for i, name in enumerate(known)}
    rows = [[number[name] for name in _features(one) if name in number] or [0] for one in labelled]
    wanted = np.zeros((len(rows), len(LABELS[table])), dtype=np.float32)
    wanted[range(len(rows)), [LABELS[table].index(one.label(table)) for one in labelled]] = 1
    counts = np.asarray([BESIDE if one.trade.startswith("no_trade_beside") else 1.0 for one in labelled])
    weights = _descended(rows, wanted, counts.astype(np.float32)[:, None], len(known))
    return {name: [float(w) for w in weights[i]] for name, i in number.items()}


def volunteered(taught: Iterable[Example]) -> Iterable[Example]:
    """What answers nothing, once more: so that its act is learnt from all open questions together. Held out, 0.73 of
    1,110 are told then, and 0.67 before; where they belong is told better with the question (0.47, not 0.40)."""
    for one in taught:
        if one.act != "answer" and kind_of_question(one.asked) != "none":
            yield replace(one, asked=VOLUNTEERED)


def _descended(rows: Sequence[Sequence[int]], wanted: Matrix, counts: Matrix, features: int) -> Matrix:
    """Rows are lists of the features that hold; both products with that matrix of ones are sums over segments."""
    columns = np.concatenate([np.asarray(row) for row in rows])
    starts = np.cumsum([0, *(len(row) for row in rows[:-1])])
    row_of = np.repeat(np.arange(len(rows)), [len(row) for row in rows])
    by_feature = np.argsort(columns, kind="stable")
    seen, feature_starts = np.unique(columns[by_feature], return_index=True)
    weights = np.zeros((features, wanted.shape[1]), dtype=np.float32)
    mean, square = np.zeros_like(weights), np.zeros_like(weights)
    for step in range(1, STEPS + 1):
        sums = np.add.reduceat(weights[columns], starts)
        raised = np.exp(sums - sums.max(axis=1, keepdims=True))
        wrong = counts * (raised / raised.sum(axis=1, keepdims=True) - wanted)
        slope = PENALTY * weights
        slope[seen] += np.add.reduceat(wrong[row_of[by_feature]], feature_starts) / len(rows)
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
    precision: Mapping[str, float]
    recall: Mapping[str, float]
    clauses: int


def measured(weights: Mapping[str, Sequence[float]], seen: Sequence[Example], table: Table = "acts") -> Score:
    """How often the weights tell the label that a person told."""
    told = [(e.label(table), _told(weights, e, table)) for e in seen if e.label(table)]
    right = [a for a, b in told if a == b]
    return Score(
        len(right) / max(1, len(told)),
        {label: right.count(label) / max(1, sum(b == label for _, b in told)) for label in LABELS[table]},
        {label: right.count(label) / max(1, sum(a == label for a, _ in told)) for label in LABELS[table]},
        len(told),
    )


def _told(weights: Mapping[str, Sequence[float]], example: Example, table: Table) -> str:
    probabilities = probabilities_of(_features(example), weights, len(LABELS[table]))
    return LABELS[table][probabilities.index(max(probabilities))]


def cross_measured(taught: Sequence[Example], table: Table) -> float:
    """The accuracy on each fifth of the training trades of what the other ones taught."""
    trades = sorted({e.trade for e in taught})
    right = seen = 0.0
    for fold in range(FOLDS):
        out = set(trades[fold::FOLDS])
        score = measured(learn([e for e in taught if e.trade not in out], table), [e for e in taught if e.trade in out],
                         table)  # fmt: skip
        right, seen = right + score.accuracy * score.clauses, seen + score.clauses
    return right / seen


def digest() -> str:
    """Of the examples that teach and of what is looked at in them."""
    sources = [Path(looked_at.__file__), *(EXAMPLES / f"{trade}.yaml" for trade in _taught_trades())]
    return hashlib.sha256(b"\0".join(path.read_bytes() for path in sources)).hexdigest()


def _taught_trades() -> Sequence[str]:
    trades: Sequence[str] = read_yaml(EXAMPLES / "split.yaml")["train"]
    return trades


def main(arguments: Sequence[str]) -> None:
    taught = examples("train")
    for table in LABELS:
        if "--cross" in arguments:
            sys.stdout.write(f"{table}, across the training trades: {cross_measured(taught, table):.3f}\n")
            continue
        learnt = {name: [round(w, 2) for w in row] for name, row in learn(taught, table).items()}
        kept = {name: row for name, row in learnt.items() if max(map(abs, row)) > WEAKEST}
        lines = (f"{json.dumps(name, ensure_ascii=False)}: {json.dumps(row)}" for name, row in sorted(kept.items()))
        (FOLDER / f"{table}.json").write_text("{\n" + ",\n".join(lines) + "\n}\n", encoding="utf-8")
        LEARNT_FROM.write_text(f"{digest()}\n", encoding="utf-8")
        sys.stdout.write(f"{table}: {len(kept)} features from {len(taught)} clauses\n")
        if "--measure" in arguments:
            _report(measured(kept, examples("held_out"), table))


def _report(score: Score) -> None:
    sys.stdout.write(f"held out: {score.accuracy:.3f} of {score.clauses}\n")
    for label in score.precision:
        sys.stdout.write(f"  {label:12} precision {score.precision[label]:.2f}  recall {score.recall[label]:.2f}\n")


if __name__ == "__main__":
    main(sys.argv[1:])
