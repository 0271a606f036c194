"""ElevenLabs: a folder of files that the vendor's CLI pushes, with a README and a report of losses."""

from engine.document.spec import AgentSpec
from engine.findings import Finding
from engine.targets.bundle import Bundle
from engine.targets.elevenlabs.capabilities import CAPABILITIES
from engine.targets.target import Target


def _export(spec: AgentSpec, version: int) -> Bundle:
    from engine.targets.elevenlabs.export import export

    return export(spec, version)


def _check(bundle: Bundle) -> tuple[Finding, ...]:
    from engine.targets.elevenlabs.check import check

    return check(bundle)


TARGET = Target("elevenlabs", "ElevenLabs", "for ElevenLabs", CAPABILITIES, _export, _check)
