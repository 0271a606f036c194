"""Pipecat Flows: the flow as JSON, and the handlers that it names as Python."""

from engine.targets.pipecat.capabilities import CAPABILITIES
from engine.targets.target import target_in

TARGET = target_in(
    __name__,
    "Pipecat Flows",
    "for Pipecat Flows",
    CAPABILITIES,
    gives="the flow as JSON, and the handlers that it names in Python",
    spoken=("pipecat", "pipecat flows", "pipe cat"),
)
