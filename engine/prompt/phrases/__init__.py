"""Lines that are said aloud, by language: one YAML file a language, all of one shape, read once."""

from collections.abc import Container, Mapping
from functools import cache
from pathlib import Path

from pydantic import BaseModel, ConfigDict

from engine.yaml_files import read_yaml

LANGUAGES = ("en", "es", "fr", "de", "pt", "it", "nl")


VARIANTS: Mapping[tuple[str, str], str] = {("cancel_appointment", "make_reservation"): "cancel_reservation"}
"""A job, beside another one of the same agent -> the lines for it: who reserves tables cancels no appointment."""


class _Closed(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class SpokenForms(_Closed):
    """How written things sound."""

    date: str
    time: str
    money: str
    phone: str
    code: str
    email: str


class Family(_Closed):
    """What is said around one kind of task. Lines that do not fit the kind are absent."""

    caller: str
    ask: str | None = None
    many: str | None = None
    choice: str | None = None
    confirm: str | None = None
    done: str
    none: str
    vague: str | None = None


class Phrases(_Closed):
    spoken: SpokenForms
    hold: str
    unclear_first: str
    unclear_end: str
    silence: str
    emergency: str
    recording: str
    disclosure: str
    goodbye: str
    anything_else: str
    yes: str
    unsure: str
    unsure_reply: str
    out_of_scope: str
    right_person: str
    """With `{name}`."""
    mumble: str
    mumble_again: str
    fails_first: str
    fails_human: str
    fails_callback: str
    fails_plain: str
    fails_message: str
    uncertain: str
    handover: str
    good_time: str
    busy: str
    busy_reply: str
    read_back_question: str
    jobs: Mapping[str, Family]
    """By the id of the playbook; `general` for any other, and `VARIANTS`."""

    def family(self, job: str, others: Container[object]) -> Family | None:
        """The lines of a job, in an agent that has these others beside it."""
        variant = next((name for (of, beside), name in VARIANTS.items() if of == job and beside in others), job)
        return self.jobs.get(variant)


def phrases_for(tag: str) -> Phrases:
    """The phrases of a BCP 47 tag's language; English where there are none."""
    base = tag.partition("-")[0]
    return _read(base if base in LANGUAGES else "en")


def has_phrases(tag: str) -> bool:
    return tag.partition("-")[0] in LANGUAGES


@cache
def _read(language: str) -> Phrases:
    return Phrases.model_validate(read_yaml(Path(__file__).with_name(f"{language}.yaml")))
