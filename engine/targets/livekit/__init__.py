"""LiveKit: a Python agent, a class for each step of the call and a function tool for each tool."""

from typing import TYPE_CHECKING

from engine.findings import Finding
from engine.targets.bundle import Bundle
from engine.targets.livekit.capabilities import CAPABILITIES
from engine.targets.target import Export, Target

if TYPE_CHECKING:
    from engine.targets.plan import Plan


def _export(plan: "Plan") -> Export:
    from engine.targets.livekit.export import export

    return export(plan)


def _check(bundle: Bundle) -> tuple[Finding, ...]:
    from engine.targets.livekit.check import check

    return check(bundle)


TARGET = Target(
    "livekit",
    "LiveKit",
    "for LiveKit Agents",
    CAPABILITIES,
    _export,
    _check,
    gives="a Python agent that runs as it is",
    spoken=("livekit", "live kit"),
)
