"""The person who answers what the builder asks: from the file where it says something, else by what people say."""

import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field

from engine.interview.contract import Question
from evals.guided.conversation import Language
from evals.guided.matching import folded

ORDER = (
    *("use_case", "role", "goals", "audience", "languages", "tone", "greeting", "approval:basics", "approval:tools"),
    *("tools.", "transfers", "approval:flow", "platforms", "approval:final"),
)
"""Questions in the order of the stages, to see whether one is behind us."""


@dataclass(frozen=True, slots=True)
class Phrases:
    """What people say where nothing else is to be said."""

    default: str
    yes: str
    skip: str
    go_on: str


PHRASES: Mapping[Language, Phrases] = {
    "en": Phrases("use your default", "yes", "skip", "what's next?"),
    "de": Phrases("nimm deinen Vorschlag", "ja", "überspringen", "wie geht es weiter?"),
    "es": Phrases("usa tu sugerencia", "sí", "saltar", "¿qué sigue?"),
    "fr": Phrases("prends ta suggestion", "oui", "passer", "et ensuite ?"),
}


@dataclass(frozen=True, slots=True)
class Person:
    """Remembers what was asked before, so that the same answer is not given twice to the same question."""

    answers: Mapping[str, str]
    language: Language = "en"
    asked: Counter[str] = field(default_factory=Counter)

    def answer(self, question: Question | None) -> str:
        """The answer; the first time from the file, after that what somebody tries who is not understood."""
        phrases = PHRASES[self.language]
        if question is None:
            return phrases.go_on
        before, self.asked[question.path] = self.asked[question.path], self.asked[question.path] + 1
        first = self._from_file(question.path) or (
            phrases.yes if question.path.startswith("approval:") else phrases.default
        )
        tried = list(dict.fromkeys((first, phrases.yes, phrases.skip, *(s.says for s in question.suggestions[:1]))))
        return tried[before % len(tried)] or phrases.yes

    def _from_file(self, path: str) -> str:
        fitting = [key for key in self.answers if re.match(_pattern(key), path)]
        return self.answers[max(fitting, key=len)] if fitting else ""


def asks_for(question: Question | None, wanted: str) -> bool:
    return question is not None and re.match(_pattern(wanted), question.path) is not None


def is_past(question: Question | None, wanted: str) -> bool:
    """The builder asks for something that comes after what is waited for."""
    here, there = _place(question.path if question else ""), _place(wanted)
    return here is not None and there is not None and here > there


def asks_back(question: Question | None, said: str) -> bool:
    """The question quotes the message: three words of it in a row, or all where it has fewer."""
    words, asked = folded(said).split(), folded(question.text if question else "")
    runs = (words[at : at + 3] for at in range(max(1, len(words) - 2)))
    return bool(words) and any(f" {' '.join(run)} " in asked for run in runs)


def _pattern(key: str) -> str:
    return re.escape(key).replace(r"\*", r"[^.]+")


def _place(path: str) -> int | None:
    return next((at for at, known in enumerate(ORDER) if path.startswith(known.rstrip("."))), None)
