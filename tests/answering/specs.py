"""The sessions in which the questions of `questions.yaml` are asked."""

from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import NamedTuple

from engine.document.changes import Accept, Approve, Change, apply
from engine.document.spec import AgentSpec, DataField, Goal, Guardrail, Origin, Tool, Transfer
from engine.document.stages import Standing
from engine.interview.asking.questions import next_question
from engine.interview.contract import Question
from engine.tools.catalog import tool_from
from engine.workflow.synthesize import draw
from tests.read_yaml import read_yaml

NONE = "none"
_QUESTIONS = Path(__file__).parent / "questions.yaml"
_SAID = Origin(author="ana", author_name="Ana", message="m1")


class Case(NamedTuple):
    kind: str
    """What answers it; `NONE` for what is no question to the builder."""
    at: str
    text: str


def cases(half: str) -> Iterator[Case]:
    for kind, lines in read_yaml(_QUESTIONS)[half].items():
        for line in lines:
            at, _, text = line.partition(" | ")
            yield Case(kind, at, text)


@cache
def sessions() -> Mapping[str, tuple[Standing, Question | None]]:
    """Where a session may stand: the basics, the tools, the flow, the end; with the question that is open."""
    clinic = _clinic()
    proposed = clinic.model_copy(update={"greeting": "Hello, this is Mia.", "tools": _tools()})
    chosen = _after(proposed, *(Accept(tool=tool.name) for tool in proposed.tools))
    open_paths = Standing(chosen).progress.missing
    settled = chosen.model_copy(update={"skipped": tuple(p for p in open_paths if p.startswith("tools."))})
    settled = settled.model_copy(update={"transfers": ()})
    done = _after(settled, Approve(what="flow")).model_copy(update={"platforms": ("elevenlabs",)})
    specs = {"clinic": clinic, "tools": chosen, "flow": settled, "done": done}
    return {name: (Standing(spec), next_question(Standing(spec))) for name, spec in specs.items()}


def _clinic() -> AgentSpec:
    spec = AgentSpec(
        use_case="A friendly receptionist for our dental clinic that books and moves appointments",
        role="receptionist",
        industry="dental care",
        direction="inbound",
        audience="patients",
        goals=(Goal(id="book", statement="Book appointments"), Goal(id="move", statement="Move appointments")),
        tone=("friendly",),
        languages=("en", "es"),
        data_fields=(DataField(name="name", description="Full name"),),
        transfers=(Transfer(id="manager", label="the manager", condition="The caller complains."),),
        guardrails=(Guardrail(id="no_payments", statement="Do not take payments"),),
        origins=dict.fromkeys(("tone", "languages", "guardrails.no_payments", "goals.book"), _SAID),
    )
    return spec.model_copy(update={"flow": draw(spec)})


def _tools() -> tuple[Tool, ...]:
    names = ("book_appointment", "check_availability", "reschedule_appointment")
    return tuple(tool_from(name) for name in names)


def _after(spec: AgentSpec, *changes: Change) -> AgentSpec:
    for change in changes:
        result = apply(spec, change, origin=_SAID)
        assert isinstance(result, AgentSpec), result
        spec = result
    return spec.model_copy(update={"flow": draw(spec)})
