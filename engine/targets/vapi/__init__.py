"""Vapi: one assistant, or a squad of assistants that hand over to each other where the spec has a flow."""

from engine.targets.target import target_in
from engine.targets.vapi.capabilities import CAPABILITIES

TARGET = target_in(
    __name__,
    "Vapi",
    "for Vapi",
    CAPABILITIES,
    gives="an assistant or a squad with tools, structured outputs, evals and scenarios, and the exact API requests",
    spoken=("vapi",),
    pushed=True,
)
