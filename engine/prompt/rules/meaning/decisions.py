"""Decisions that no agent may take, whatever its trade: told to somebody else, guessed, threatened, without a yes."""

import re
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

from engine.prompt.document import Sentence
from engine.prompt.rules.meaning.reading import ordered, told
from engine.prompt.rules.rule import Found, Rule, Subject, short
from engine.yaml_files import read_yaml


@cache
def _data() -> Any:
    return read_yaml(Path(__file__).with_name("decisions.yaml"))


def _pattern(parts: list[str]) -> re.Pattern[str] | None:
    """Any of them, with the classes put in; None where there are none."""
    for name, words in _data()["classes"].items():
        parts = [part.replace(f"{{{name}}}", words.replace("| ", "|")) for part in parts]
    return re.compile("|".join(f"(?:{part})" for part in parts), re.IGNORECASE) if parts else None


def _decision(wanted: Mapping[str, Any]) -> Rule:
    asks, lines = _pattern(wanted.get("asks", [])), _pattern(wanted.get("lines", []))
    unless = re.compile(wanted.get("unless", r"(?!)"), re.IGNORECASE)
    says = wanted["says"]

    def takes(sentence: Sentence) -> bool:
        if asks is None or not asks.search(sentence.text) or unless.search(sentence.block.text):
            return False
        return bool(wanted.get("negatives") or ordered(sentence.text, asks))

    def check(subject: Subject) -> Iterator[Found]:
        for sentence in subject.document.sentences:
            if takes(sentence):
                yield told(subject, says, sentence)
        for line in subject.document.spoken if lines else ():
            if line.by_agent and lines and ordered(line.text, lines):
                yield Found(f"{says}: “{short(line.text)}”.", "", line.line)

    return Rule(f"meaning.{wanted['id']}", wanted["level"], "Meaning", check, wanted["why"])


DECISION_RULES = tuple(map(_decision, _data()["decisions"]))
