"""The messages that say more than one thing are fit to measure with: their clauses are their own words, in order."""

from pathlib import Path
from typing import Any

from engine.language.acts import ACTS
from tests.each import for_each
from tests.language.test_act_examples import ASKED, LANGUAGES
from tests.read_yaml import read_yaml

MESSAGES: list[dict[str, Any]] = read_yaml(Path(__file__).parent / "messages.yaml")


@for_each("message", MESSAGES, ids=lambda message: message["text"])
def test_the_clauses_are_the_whole_message_and_nothing_else(message: dict[str, Any]) -> None:
    rest = message["text"]
    for clause in message["clauses"]:
        assert rest.startswith(clause["text"]), clause
        rest = rest.removeprefix(clause["text"]).lstrip(",; ")
    assert rest == ""


@for_each("message", MESSAGES, ids=lambda message: message["text"])
def test_every_message_has_the_shape_that_readers_expect(message: dict[str, Any]) -> None:
    assert message.keys() <= {"text", "asked", "lang", "held_out", "clauses"}
    assert "asked" not in message or ASKED.fullmatch(message["asked"])
    assert message.get("lang") in (None, *LANGUAGES)
    assert len(message["clauses"]) > 1
    for clause in message["clauses"]:
        assert clause["act"] in ACTS
        assert clause.get("polarity") is None or (clause["polarity"], clause["act"]) == ("no", "rule")


def test_there_are_as_many_to_tune_on_as_to_measure_with() -> None:
    assert len({message["text"].casefold() for message in MESSAGES}) == len(MESSAGES)
    held_out = sum(message.get("held_out", False) for message in MESSAGES)
    assert 0.45 < held_out / len(MESSAGES) < 0.55
