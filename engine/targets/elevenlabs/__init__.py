"""ElevenLabs: a folder of files that the vendor's CLI pushes, with a README and a report of losses."""

from engine.targets.elevenlabs.capabilities import CAPABILITIES
from engine.targets.target import target_in

TARGET = target_in(
    __name__,
    "ElevenLabs",
    "for ElevenLabs",
    CAPABILITIES,
    gives="a folder that the vendor's CLI pushes: agent, tools, workflow, tests, the names of the secrets",
    spoken=("elevenlabs", "eleven labs", "11labs", "11 labs", "eleven-labs"),
    pushed=True,
)
