"""Gemini Live: the configuration that your own code connects with, and code that does."""

from typing import TYPE_CHECKING

from engine.findings import Finding
from engine.targets.bundle import Bundle
from engine.targets.gemini_live.capabilities import CAPABILITIES
from engine.targets.target import Export, Target

if TYPE_CHECKING:
    from engine.targets.plan import Plan


def _export(plan: "Plan") -> Export:
    from engine.targets.gemini_live.export import export

    return export(plan)


def _check(bundle: Bundle) -> tuple[Finding, ...]:
    from engine.targets.gemini_live.check import check

    return check(bundle)


TARGET = Target(
    "gemini_live",
    "Gemini Live",
    "for Gemini Live",
    CAPABILITIES,
    _export,
    _check,
    gives="the `LiveConnectConfig`, how each function is carried out, a script that holds a call",
    spoken=("gemini live", "gemini", "google gemini"),
)
