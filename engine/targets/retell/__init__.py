"""Retell: an agent and its response engine, which is one prompt, or a conversation flow where the spec has a flow."""

from engine.targets.retell.capabilities import CAPABILITIES
from engine.targets.target import target_in

TARGET = target_in(
    __name__,
    "Retell",
    "for Retell",
    CAPABILITIES,
    gives="an agent with one prompt or a conversation flow, test cases, and the exact API requests",
    spoken=("retell", "retell ai", "retellai"),
    pushed=True,
)
