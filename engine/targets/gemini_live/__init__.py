"""Gemini Live: the configuration that your own code connects with, and code that does."""

from engine.targets.gemini_live.capabilities import CAPABILITIES
from engine.targets.target import target_in

TARGET = target_in(
    __name__,
    "Gemini Live",
    "for Gemini Live",
    CAPABILITIES,
    gives="the `LiveConnectConfig`, how each function is carried out, and a script that holds a call",
    spoken=("gemini live", "gemini", "google gemini"),
)
