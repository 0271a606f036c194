"""Ultravox: an agent for its REST API, with tools that it calls by itself, and code that creates it."""

from engine.targets.target import target_in
from engine.targets.ultravox.capabilities import CAPABILITIES

TARGET = target_in(
    __name__,
    "Ultravox",
    "for Ultravox",
    CAPABILITIES,
    gives="an agent for its REST API with tools that it calls itself, and a script that creates and calls it",
    spoken=("ultravox",),
)
