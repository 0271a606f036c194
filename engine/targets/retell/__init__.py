"""Retell: an agent and its response engine, which is one prompt, or a conversation flow where the spec has a flow."""

from typing import TYPE_CHECKING

from engine.findings import Finding
from engine.targets.bundle import Bundle
from engine.targets.retell.capabilities import CAPABILITIES
from engine.targets.target import Export, Target

if TYPE_CHECKING:
    from engine.targets.plan import Plan


def _export(plan: "Plan") -> Export:
    from engine.targets.retell.export import export

    return export(plan)


def _check(bundle: Bundle) -> tuple[Finding, ...]:
    from engine.targets.retell.check import check

    return check(bundle)


TARGET = Target(
    "retell",
    "Retell",
    "for Retell",
    CAPABILITIES,
    _export,
    _check,
    spoken=("retell", "retell ai", "retellai"),
    gives="an agent with one prompt or a conversation flow, test cases, and the exact API requests",
)
