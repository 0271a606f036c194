"""Deepgram Voice Agent: the settings that your own code sends over its WebSocket, and code that does."""

from typing import TYPE_CHECKING

from engine.findings import Finding
from engine.targets.bundle import Bundle
from engine.targets.deepgram.capabilities import CAPABILITIES
from engine.targets.target import Export, Target

if TYPE_CHECKING:
    from engine.targets.plan import Plan


def _export(plan: "Plan") -> Export:
    from engine.targets.deepgram.export import export

    return export(plan)


def _check(bundle: Bundle) -> tuple[Finding, ...]:
    from engine.targets.deepgram.check import check

    return check(bundle)


TARGET = Target(
    "deepgram",
    "Deepgram Voice Agent",
    "for Deepgram Voice Agent",
    CAPABILITIES,
    _export,
    _check,
    gives="the `Settings` message, how each function is carried out, a script that holds a call",
    spoken=("deepgram", "deepgram voice agent"),
)
