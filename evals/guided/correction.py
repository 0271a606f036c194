"""Corrections as people type them, each at the end of a short talk of its own, and what the spec must say then.

`talk` is said first, then `correct`. Afterwards every fact of `must` stands at its places, and none of `must_not` does.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Literal

from engine.document.changes import apply
from engine.document.spec import AgentSpec, Origin
from engine.errors import Problem
from engine.messages.replies import Suggestion
from engine.turns.turn import Engine
from evals.guided.conversation import Corrected, Language
from evals.guided.drive import Talk
from evals.guided.places import Dumped, dumped
from evals.guided.score import changed_fields, holds
from evals.guided.split import HALVES, Half, texts_of

Outcome = Literal["done", "asked", "wrong", "not taken"]
OUTCOMES: tuple[Outcome, ...] = ("done", "asked", "wrong", "not taken")
"""`asked`: nothing is done, and one of the buttons would do it. `wrong`: something was changed, but not that."""
_FOLDER = Path(__file__).with_name("corrections")
_SOMEBODY = "Ana"
Said = tuple[str, str]
"""Who, and what."""


@dataclass(frozen=True, slots=True)
class Correction:
    number: str
    half: Half
    kind: str
    language: Language
    talk: tuple[Said, ...]
    correct: tuple[Said, ...]
    wanted: Corrected


@dataclass(frozen=True, slots=True)
class Tried:
    """`left` names what is not there and what is still there; `reply` is the last one."""

    correction: Correction
    outcome: Outcome
    left: tuple[str, ...]
    reply: str


@cache
def corrections() -> tuple[Correction, ...]:
    return tuple(_correction(entry, half) for half in HALVES for entry in texts_of(_FOLDER, half))


def _correction(entry: Mapping[str, Any], half: Half) -> Correction:
    wanted = Corrected.model_validate({key: entry.get(key, ()) for key in ("must", "must_not")})
    talk, correct = (tuple(_said(line) for line in entry[key]) for key in ("talk", "correct"))
    return Correction(entry["n"], half, entry["kind"], entry.get("language", "en"), talk, correct, wanted)


def _said(line: str | Mapping[str, str]) -> Said:
    return (_SOMEBODY, line) if isinstance(line, str) else (line.get("by", _SOMEBODY), line["say"])


async def try_out(engine: Engine, correction: Correction) -> Tried:
    talk = Talk(engine, f"corrections-{correction.number}")
    for author, text in correction.talk:
        await talk.say(author, text)
    before = talk.spec
    for author, text in correction.correct:
        await talk.say(author, text)
    left = _left(correction, dumped(talk.spec))
    buttons = talk.asked.suggestions if talk.asked else ()
    return Tried(correction, _outcome(correction, before, talk.spec, left, buttons), left, talk.turns[-1].reply)


def _left(correction: Correction, spec: Dumped) -> tuple[str, ...]:
    missing = (f"not there: {fact}" for fact in correction.wanted.must if not holds(spec, fact))
    remaining = (f"still there: {fact}" for fact in correction.wanted.must_not if holds(spec, fact))
    return (*missing, *remaining)


def _outcome(
    correction: Correction, before: AgentSpec, after: AgentSpec, left: Sequence[str], buttons: Sequence[Suggestion]
) -> Outcome:
    if not left:
        return "done"
    clicked = (_clicked(after, button) for button in buttons if button.changes)
    if any(not _left(correction, dumped(spec)) for spec in clicked):
        return "asked"
    return "wrong" if changed_fields(before, after) else "not taken"


def _clicked(spec: AgentSpec, button: Suggestion) -> AgentSpec:
    for change in button.changes:
        result = apply(spec, change, origin=Origin(author=_SOMEBODY))
        spec = spec if isinstance(result, Problem) else result
    return spec
