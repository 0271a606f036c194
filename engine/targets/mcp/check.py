"""What a host would refuse of the definitions."""

import re
from collections.abc import Iterator

from engine.findings import Finding
from engine.targets.checks import COMMON, checker, error
from engine.targets.configs import Configs

TOOLS = "tools.json"
_NAME = re.compile(r"[A-Za-z0-9_.-]{1,128}")
"""Names of tools, as the specification of 2025-11-25 advises."""


def names_are_told_apart(configs: Configs) -> Iterator[Finding]:
    names = [tool["name"] for tool in configs[TOOLS]["tools"]]
    for name in dict.fromkeys(names):
        if names.count(name) > 1:
            yield error("tool.twice", f"“{name}” is there twice.", TOOLS)
        if not _NAME.fullmatch(name):
            yield error("tool.name", f"“{name}” is no name for a tool.", TOOLS)


def inputs_are_objects(configs: Configs) -> Iterator[Finding]:
    for tool in configs[TOOLS]["tools"]:
        if tool["inputSchema"].get("type") != "object":
            yield error("tool.schema", f"The input of “{tool['name']}” is no object.", TOOLS)


check = checker(*COMMON, names_are_told_apart, inputs_are_objects)
