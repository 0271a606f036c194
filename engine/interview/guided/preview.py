"""Trying changes on a copy of the spec, to know what is asked next. What the turn does with them is its own affair."""

from collections.abc import Iterable, Sequence
from dataclasses import replace

from engine.document.changes import Change, apply
from engine.document.spec import AgentSpec, Origin
from engine.errors import Problem
from engine.interview.contract import Proposal
from engine.interview.guided.reading import Found
from engine.interview.guided.understanding import Part


def applied(
    spec: AgentSpec, found: Iterable[Found | Proposal], earlier: AgentSpec | None = None, message: str = ""
) -> AgentSpec:
    """The spec with every change that can be made; those that cannot are left out. `message`: the id of the one that
    they came with, where what follows may ask what was said last."""
    origin = Origin(author="person", message=message)
    for one in found:
        spec = _after(spec, one.change, origin, earlier)
    return spec


def _after(spec: AgentSpec, change: Change, origin: Origin, earlier: AgentSpec | None) -> AgentSpec:
    result = apply(spec, change, origin=origin, earlier=earlier)
    return spec if isinstance(result, Problem) else result


def redrawn(spec: AgentSpec) -> AgentSpec:
    """The spec with the call flow as the turn will draw it."""
    from engine.workflow.synthesize import draw  # with the playbooks; the first question needs none of it

    return spec.model_copy(update={"flow": draw(spec)})


def moved_on(part: Part, found: Sequence[Found]) -> Part:
    """The part in the light of what stands before it. Only where something follows, since applying costs."""
    return replace(part, spec=applied(part.spec, found, part.earlier, part.message.id)) if found else part
