"""The answer table: every kind of question, and what answers it. Data: `questions/*.yaml`.

Adding a kind is an entry there and ways of asking it in `phrasings/`, then
`python -m engine.interview.answering.learn`. One that answers from the spec names its function in
`functions.FUNCTIONS`.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from engine.language.phrases import PhraseBook
from engine.yaml_files import read_texts

QUESTIONS = Path(__file__).parent / "questions"


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of question. `answer` is what is said, or `function` the name of what says it from the spec."""

    id: str
    answer: str
    function: str
    about: str
    """The file that it stands in: `agent`, `builder`, `open_question`, `session` or `terms`."""


@cache
def kinds() -> Mapping[str, Kind]:
    return {
        key: Kind(key, entry.get("answer", ""), entry.get("from", ""), entry["about"])
        for key, entry in _entries().items()
    }


@cache
def said() -> PhraseBook:
    """What is no question, but means one when a message is nothing else: “recap”, “help”."""
    return PhraseBook({key: entry["said"] for key, entry in _entries().items() if "said" in entry})


@cache
def _entries() -> Mapping[str, Mapping[str, Any]]:
    """Kinds of all files."""
    entries: dict[str, Mapping[str, Any]] = {}
    for path in sorted(QUESTIONS.glob("*.yaml")):
        entries |= {key: {**entry, "about": path.stem} for key, entry in read_texts(path).items()}
    return entries
