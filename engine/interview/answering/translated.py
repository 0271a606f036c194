"""Answers in the language of the question, for the kinds that are asked most. Data: `translations/*.yaml`."""

from collections.abc import Mapping
from functools import cache
from pathlib import Path

from engine.interview.answering.about_question import is_about_jobs, suggestion
from engine.interview.answering.answer import Situation
from engine.prompt.greetings import greeting_for
from engine.sentences import quoted
from engine.yaml_files import read_texts

FOLDER = Path(__file__).parent / "translations"


def translated(kind: str, situation: Situation) -> str:
    """The answer in the language of the question; empty where there is none, and for English."""
    text = _texts().get(situation.language, {}).get(kind, "")
    if kind == "recommend" and is_about_jobs(situation):
        return ""
    if "{" not in text:
        return text
    value = greeting_for(situation.spec) if kind == "good_greeting" else suggestion(situation)
    return text.format(value=quoted(value, 300), count=len(situation.standing.progress.missing))


@cache
def _texts() -> Mapping[str, Mapping[str, str]]:
    """language -> kind -> answer."""
    return {path.stem: read_texts(path) for path in sorted(FOLDER.glob("*.yaml"))}
