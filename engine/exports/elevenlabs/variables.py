"""Dynamic variables: `{{x}}` in texts, each declared with a placeholder, or the call would not start."""

import re
from collections.abc import Iterable, Mapping

from engine.exports.elevenlabs.values import SYSTEM_VALUES
from engine.spec import AgentSpec

_REFERENCE = re.compile(r"\{\{\s*([A-Za-z_][A-Za-z0-9_]*)\s*\}\}")
_NOT_SET = "not set"
"""No number and no address: a test call with it cannot reach anybody."""


def references(text: str) -> tuple[str, ...]:
    """Names between double braces, in order, each once."""
    return tuple(dict.fromkeys(_REFERENCE.findall(text)))


def is_system(name: str) -> bool:
    """Whether the platform fills this one in by itself."""
    return name.startswith("system__")


def native(text: str, declared: Iterable[str]) -> str:
    """The text with our names for what the platform knows replaced by its own; a team's variable keeps its name."""
    own = set(declared)

    def swap(match: re.Match[str]) -> str:
        name = match[1]
        return match[0] if name in own else "{{" + SYSTEM_VALUES.get(name, name) + "}}"

    return _REFERENCE.sub(swap, text)


def placeholders(spec: AgentSpec, names: Iterable[str]) -> dict[str, str]:
    """name -> placeholder for each of `names` that the platform does not know by itself."""
    known: Mapping[str, str] = {v.name: v.default or v.example or v.description for v in spec.variables}
    return {name: known.get(name, _NOT_SET) for name in dict.fromkeys(names) if not is_system(name)}


def undeclared(spec: AgentSpec, names: Iterable[str]) -> tuple[str, ...]:
    """Those of `names` that neither the team nor the platform declares."""
    known = {v.name for v in spec.variables}
    return tuple(name for name in dict.fromkeys(names) if name not in known and not is_system(name))
