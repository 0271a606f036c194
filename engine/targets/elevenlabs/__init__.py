"""ElevenLabs: a folder of files that the vendor's CLI pushes, with a README and a report of losses."""

from typing import TYPE_CHECKING

from engine.findings import Finding
from engine.targets.bundle import Bundle
from engine.targets.elevenlabs.capabilities import CAPABILITIES
from engine.targets.target import Export, Target

if TYPE_CHECKING:
    from engine.targets.plan import Plan


def _export(plan: "Plan") -> Export:
    from engine.targets.elevenlabs.export import export

    return export(plan)


def _check(bundle: Bundle) -> tuple[Finding, ...]:
    from engine.targets.elevenlabs.check import check

    return check(bundle)


TARGET = Target(
    "elevenlabs",
    "ElevenLabs",
    "for ElevenLabs",
    CAPABILITIES,
    _export,
    _check,
    spoken=("elevenlabs", "eleven labs", "11labs", "11 labs", "eleven-labs"),
)
