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
    gives="the tools as MCP defines them, and a server in Python that carries them out",
    spoken=("as mcp", "for mcp", "to mcp", "mcp tools", "model context protocol"),
)
