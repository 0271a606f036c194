"""The phrases for opening hours are fit to measure with: every truth is one that the spec can hold."""

import re
from collections import Counter
from pathlib import Path
from typing import Any

from tests.each import for_each
from tests.read_yaml import read_yaml

PHRASES: list[dict[str, Any]] = read_yaml(Path(__file__).parent / "hours.yaml")
DAYS = {"mon", "tue", "wed", "thu", "fri", "sat", "sun"}
CLOCK = re.compile(r"([01][0-9]|2[0-3]):[0-5][0-9]|24:00")


@for_each("phrase", PHRASES, ids=lambda phrase: phrase["text"])
def test_the_truth_is_hours_as_the_spec_holds_them(phrase: dict[str, Any]) -> None:
    assert phrase.keys() <= {"text", "lang", "held_out", "periods", "closed"}
    assert phrase["periods"]
    for period in phrase["periods"]:
        assert period.keys() == {"days", "opens", "closes"}
        assert period["days"]
        assert len(set(period["days"])) == len(period["days"])
        assert set(period["days"]) <= DAYS
        assert CLOCK.fullmatch(period["opens"])
        assert CLOCK.fullmatch(period["closes"])
        assert period["opens"] != period["closes"]


@for_each("phrase", PHRASES, ids=lambda phrase: phrase["text"])
def test_what_is_closed_is_in_the_words_of_the_phrase(phrase: dict[str, Any]) -> None:
    assert all(words in phrase["text"] for words in phrase["closed"])


def test_there_are_enough_phrases_and_half_of_each_language_is_held_out() -> None:
    assert len({phrase["text"].casefold() for phrase in PHRASES}) == len(PHRASES) >= 120
    every = Counter(phrase.get("lang", "en") for phrase in PHRASES)
    held_out = Counter(phrase.get("lang", "en") for phrase in PHRASES if phrase.get("held_out"))
    assert set(every) == {"en", "de", "es", "fr"}
    assert all(held_out[lang] * 2 == times for lang, times in every.items())
