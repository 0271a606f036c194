"""Vapi: one assistant, or a squad of assistants that hand over to each other where the spec has a flow."""

from typing import TYPE_CHECKING

from engine.findings import Finding
from engine.targets.bundle import Bundle
from engine.targets.target import Export, Target
from engine.targets.vapi.capabilities import CAPABILITIES

if TYPE_CHECKING:
    from engine.targets.plan import Plan
    from engine.targets.pushable import Pushable


def _export(plan: "Plan") -> Export:
    from engine.targets.vapi.export import export

    return export(plan)


def _check(bundle: Bundle) -> tuple[Finding, ...]:
    from engine.targets.vapi.check import check

    return check(bundle)


def _push() -> "Pushable":
    from engine.targets.vapi.push import PUSHABLE

    return PUSHABLE


TARGET = Target(
    "vapi",
    "Vapi",
    "for Vapi",
    CAPABILITIES,
    _export,
    _check,
    push=_push,
    spoken=("vapi",),
    gives="an assistant or a squad with tools, structured outputs, evals and scenarios, and the exact API requests",
)
