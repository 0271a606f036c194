"""Decisions that no agent may take, whatever its trade: told to somebody else, guessed, threatened, without a yes."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

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


@dataclass(frozen=True, slots=True)
class Decision:
    id: str
    asks: re.Pattern[str] | None
    """How a sentence to the agent takes it."""
    lines: re.Pattern[str] | None
    """How the agent takes it aloud."""
    unless: re.Pattern[str]
    negatives: bool
    """It is taken by what is left out: “without asking”."""


def _decision(wanted: Mapping[str, Any]) -> Decision:
    return Decision(
        wanted["id"],
        _pattern(wanted.get("asks", [])),
        _pattern(wanted.get("lines", [])),
        re.compile(wanted.get("unless", r"(?!)"), re.IGNORECASE),
        bool(wanted.get("negatives")),
    )


@lru_cache(maxsize=4096)
def taken_in(sentence: str) -> frozenset[str]:
    """Ids of the decisions that a sentence takes; most sentences stand in the next prompt, too."""
    return frozenset(d.id for d in DECISIONS if d.asks and _takes(sentence, d.asks, negatives=d.negatives))


@lru_cache(maxsize=4096)
def taken_aloud(line: str) -> frozenset[str]:
    return frozenset(d.id for d in DECISIONS if d.lines and ordered(line, d.lines))


def _takes(text: str, asks: re.Pattern[str], *, negatives: bool) -> bool:
    return bool(asks.search(text) if negatives else ordered(text, asks))


def _rule(wanted: Mapping[str, Any], decision: Decision) -> Rule:
    def check(subject: Subject) -> Iterator[Found]:
        for sentence in subject.document.sentences:
            if decision.id in taken_in(sentence.text) and not decision.unless.search(sentence.block.text):
                yield told(subject, wanted["says"], sentence)
        for line in subject.document.spoken:
            if line.by_agent and decision.id in taken_aloud(line.text):
                yield Found(f"{wanted['says']}: “{short(line.text)}”.", "", line.line)

    return Rule(f"meaning.{decision.id}", wanted["level"], "Meaning", check, wanted["why"])


DECISIONS = tuple(map(_decision, _data()["decisions"]))
DECISION_RULES = tuple(map(_rule, _data()["decisions"], DECISIONS))
