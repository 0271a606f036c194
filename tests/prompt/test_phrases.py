"""Promises about the lines that are said aloud."""

from collections.abc import Iterator

import pytest

from engine.playbooks import job_ids
from engine.prompt.document import read
from engine.prompt.languages import language_of
from engine.prompt.phrases import LANGUAGES, phrases_for
from engine.prompt.profiles import GENERIC
from engine.prompt.rules.rule import Subject
from engine.prompt.rules.spoken import SPOKEN_RULES


def _lines(value: object) -> Iterator[str]:
    if isinstance(value, dict):
        for part in value.values():
            yield from _lines(part)
    elif isinstance(value, str):
        yield value


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_line_can_be_said_aloud(language: str) -> None:
    for line in _lines(phrases_for(language).model_dump()):
        text = line.replace("{name}", "Anna")
        subject = Subject(read(f"Agent: {text}"), GENERIC)
        assert [spoken.text for spoken in read(f"Agent: {text}").spoken] == [text]
        assert [found for rule in SPOKEN_RULES for found in rule.check(subject)] == [], line


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_line_is_in_its_language(language: str) -> None:
    assert {language_of(line) for line in _lines(phrases_for(language).jobs["general"].model_dump())} <= {
        language,
        None,
    }


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_says_the_same_things(language: str) -> None:
    here, english = phrases_for(language), phrases_for("en")
    assert {k: f.model_dump(exclude_none=True).keys() for k, f in here.jobs.items()} == {
        k: f.model_dump(exclude_none=True).keys() for k, f in english.jobs.items()
    }


def test_the_lines_of_a_job_belong_to_one_that_there_is() -> None:
    assert phrases_for("en").jobs.keys() - {"general"} <= set(job_ids())


def test_a_regional_tag_finds_its_language() -> None:
    assert phrases_for("de-AT") == phrases_for("de")
