"""Remarks to the builder or among people, each said while a certain question is open: none may change the spec."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from engine.turns.turn import Engine
from evals.guided.conversation import Language
from evals.guided.drive import at_question
from evals.guided.score import changed_fields
from evals.guided.split import HALVES, Half, texts_of

OPENINGS: Mapping[Language, str] = {
    "en": "We need a receptionist for our dental clinic Bright Smile that books and cancels appointments.",
    "de": "Wir brauchen einen Telefonassistenten für unsere Zahnarztpraxis, der Termine vereinbart und absagt.",
    "es": "Necesitamos un recepcionista para nuestra clínica dental que reserve y cancele citas.",
    "fr": "Il nous faut un réceptionniste pour notre cabinet dentaire qui fixe et annule des rendez-vous.",
}
_FOLDER = Path(__file__).with_name("remarks")


@dataclass(frozen=True, slots=True)
class Remark:
    say: str
    at: str
    """Path of the question that is open when it is said."""
    language: Language
    half: Half


@dataclass(frozen=True, slots=True)
class Heard:
    remark: Remark
    changed: tuple[str, ...]
    """Fields of the spec that it changed; empty is right."""


@cache
def remarks() -> tuple[Remark, ...]:
    """All of them; each half is a file."""
    return tuple(
        Remark(entry["say"], entry["at"], entry.get("language", "en"), half)
        for half in HALVES
        for entry in texts_of(_FOLDER, half)
    )


async def hear(engine: Engine, remark: Remark, number: int) -> Heard:
    """Say it in a session that has come to its question."""
    talk = await at_question(engine, f"remark{number}", OPENINGS[remark.language], remark.at, remark.language)
    turn = await talk.say("Ana", remark.say)
    return Heard(remark, changed_fields(turn.before, turn.after))
