"""Ultravox: an agent for its REST API, with tools that it calls by itself, and code that creates it."""

from typing import TYPE_CHECKING

from engine.findings import Finding
from engine.targets.bundle import Bundle
from engine.targets.target import Export, Target
from engine.targets.ultravox.capabilities import CAPABILITIES

if TYPE_CHECKING:
    from engine.targets.plan import Plan


def _export(plan: "Plan") -> Export:
    from engine.targets.ultravox.export import export

    return export(plan)


def _check(bundle: Bundle) -> tuple[Finding, ...]:
    from engine.targets.ultravox.check import check

    return check(bundle)


TARGET = Target(
    "ultravox",
    "Ultravox",
    "for Ultravox",
    CAPABILITIES,
    _export,
    _check,
    gives="an agent for its REST API with tools that it calls itself, a script that creates and calls it",
    spoken=("ultravox",),
)
