"""Deepgram Voice Agent: the settings that your own code sends over its WebSocket, and code that does."""

from engine.targets.deepgram.capabilities import CAPABILITIES
from engine.targets.target import target_in

TARGET = target_in(
    __name__,
    "Deepgram Voice Agent",
    "for Deepgram Voice Agent",
    CAPABILITIES,
    gives="the `Settings` message of a Voice Agent, how each function is carried out, and a script that holds a call",
    spoken=("deepgram", "deepgram voice agent"),
)
