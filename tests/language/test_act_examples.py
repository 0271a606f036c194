"""The labelled clauses are fit to tune on and to measure with: clean shape, known acts, halves that share nothing."""

import re
from collections import Counter
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

from engine.language.acts import ACTS, PLACES
from engine.language.text import fold
from tests.each import for_each
from tests.read_yaml import read_yaml

EXAMPLES = Path(__file__).parents[2] / "engine" / "language" / "acts" / "examples"
ASKED = re.compile(
    r"use_case|greeting|role|name|goals|audience|tone|languages|company|direction|tools|transfers|platforms|hours"
    r"|fallback|questions\.[a-z_0-9]+\.[a-z_0-9]+|tools\.[a-z_]+\.(url|auth_ref)|approval:(tools|flow|final)"
)
LANGUAGES = {"de", "es", "fr"}
FIELDS = {"text", "act", "place", "asked", "polarity", "to", "lang"}
FEWEST = 1_800
LEAST_SHARE = {
    "answer": 0.15, "instruction": 0.10, "fact": 0.10, "rule": 0.09, "question": 0.08,
    "correction": 0.07, "aside": 0.05, "command": 0.03, "about_work": 0.03,
}  # fmt: skip

Example = dict[str, Any]


@cache
def split() -> dict[str, list[str]]:
    read: dict[str, list[str]] = read_yaml(EXAMPLES / "split.yaml")
    return read


@cache
def examples_of(trade: str) -> list[Example]:
    read: list[Example] = read_yaml(EXAMPLES / f"{trade}.yaml")
    return read


def half(name: str) -> Iterator[Example]:
    for trade in split()[name]:
        yield from examples_of(trade)


def everything() -> list[Example]:
    return [*half("train"), *half("held_out")]


def trades(name: str) -> set[str]:
    return {trade for trade in split()[name] if not trade.startswith("no_trade")}


def test_every_file_is_in_exactly_one_half() -> None:
    named = Counter(split()["train"] + split()["held_out"])
    assert named == Counter(path.stem for path in EXAMPLES.glob("*.yaml") if path.stem != "split")


def test_enough_trades_are_held_out_to_measure_on() -> None:
    assert len(trades("held_out")) >= 20
    assert len(list(half("held_out"))) >= 1_500


@for_each("trade", split()["train"] + split()["held_out"])
def test_every_entry_has_the_shape_that_readers_expect(trade: str) -> None:
    for entry in examples_of(trade):
        assert entry.keys() <= FIELDS, entry
        assert isinstance(entry["text"], str), entry
        assert entry["text"] == entry["text"].strip() != "", entry
        assert entry["act"] in ACTS, entry
        assert entry.get("place", "other") in PLACES, entry
        assert "asked" not in entry or ASKED.fullmatch(entry["asked"]), entry
        assert entry.get("polarity") in (None, "no"), entry
        assert "polarity" not in entry or entry["act"] == "rule", entry
        assert "to" not in entry or entry["act"] == "aside", entry
        assert "to" not in entry or fold(entry["to"]) in fold(entry["text"]), entry
        assert entry.get("lang") in (None, *LANGUAGES), entry


def test_no_text_is_in_both_halves() -> None:
    train = {entry["text"].casefold() for entry in half("train")}
    held_out = {entry["text"].casefold() for entry in half("held_out")}
    assert not train & held_out


def test_a_text_has_one_act_for_one_question() -> None:
    said = Counter((entry["text"].casefold(), entry.get("asked")) for entry in everything())
    assert [words for words, times in said.items() if times > 1] == []


def test_there_are_enough_of_every_act_in_both_halves() -> None:
    assert len(everything()) >= FEWEST
    for name in ("train", "held_out"):
        acts = Counter(entry["act"] for entry in half(name))
        rare = {act for act, share in LEAST_SHARE.items() if acts[act] < share * acts.total()}
        assert not rare, (name, acts)


def test_german_spanish_and_french_have_their_part_of_both_halves() -> None:
    for name in ("train", "held_out"):
        languages = Counter(entry.get("lang", "en") for entry in half(name))
        assert all(languages[language] >= 0.015 * languages.total() for language in LANGUAGES), (name, languages)


def test_the_same_words_are_labelled_differently_where_the_question_makes_them_so() -> None:
    for name in ("train", "held_out"):
        meanings: dict[str, set[str]] = {}
        for entry in half(name):
            meanings.setdefault(entry["text"].casefold(), set()).add(entry["act"])
        assert sum(len(acts) > 1 for acts in meanings.values()) >= 3
