"""MCP: the agent's tools as definitions, with a server that offers them, its prompt and its documents."""

from typing import TYPE_CHECKING

from engine.findings import Finding
from engine.targets.bundle import Bundle
from engine.targets.mcp.capabilities import CAPABILITIES
from engine.targets.target import Export, Target

if TYPE_CHECKING:
    from engine.targets.plan import Plan


def _export(plan: "Plan") -> Export:
    from engine.targets.mcp.export import export

    return export(plan)


def _check(bundle: Bundle) -> tuple[Finding, ...]:
    from engine.targets.mcp.check import check

    return check(bundle)


TARGET = Target(
    "mcp",
    "MCP",
    "as MCP tools",
    CAPABILITIES,
    _export,
    _check,
    gives="tool definitions, and a server that offers them",
    spoken=("mcp", "model context protocol"),
)
