"""MCP: the agent's tools as definitions, with a server that offers them, its prompt and its documents."""

from engine.targets.mcp.capabilities import CAPABILITIES
from engine.targets.target import target_in

TARGET = target_in(
    __name__,
    "MCP",
    "as MCP tools",
    CAPABILITIES,
    gives="tool definitions, and a server that offers them",
    spoken=("mcp", "model context protocol"),
)
