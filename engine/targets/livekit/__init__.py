"""LiveKit: a Python agent, a class for each step of the call and a function tool for each tool."""

from engine.targets.livekit.capabilities import CAPABILITIES
from engine.targets.target import target_in

TARGET = target_in(
    __name__,
    "LiveKit",
    "for LiveKit Agents",
    CAPABILITIES,
    gives="a Python agent that runs as it is",
    spoken=("livekit", "live kit"),
)
