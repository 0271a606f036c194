"""Pipecat Flows: the flow as JSON, and the handlers that it names as Python."""

from typing import TYPE_CHECKING

from engine.findings import Finding
from engine.targets.bundle import Bundle
from engine.targets.pipecat.capabilities import CAPABILITIES
from engine.targets.target import Export, Target

if TYPE_CHECKING:
    from engine.targets.plan import Plan


def _export(plan: "Plan") -> Export:
    from engine.targets.pipecat.export import export

    return export(plan)


def _check(bundle: Bundle) -> tuple[Finding, ...]:
    from engine.targets.pipecat.check import check

    return check(bundle)


TARGET = Target(
    "pipecat",
    "Pipecat Flows",
    "for Pipecat Flows",
    CAPABILITIES,
    _export,
    _check,
    gives="the flow as JSON, and the handlers that it names in Python",
    spoken=("pipecat", "pipecat flows", "pipe cat"),
)
