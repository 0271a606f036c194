"""Dynamic variables: `{{x}}` in texts, `x` in arguments. Each is declared with a placeholder, or no call starts."""

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from engine.document.spec import AgentSpec
from engine.targets.elevenlabs.values import SYSTEM_VALUES
from engine.targets.walk import objects, strings, with_strings

_REFERENCE = re.compile(r"\{\{\s*([A-Za-z_][A-Za-z0-9_]*)\s*\}\}")
_NOT_SET = "not set"
"""No number and no address: a test call with it cannot reach anybody."""


def native(spec: AgentSpec, config: Any) -> Any:
    """The config with our names for what the platform knows replaced by its own; a team's variable keeps its name."""
    own = {v.name for v in spec.variables}

    def swap(match: re.Match[str]) -> str:
        name = match[1]
        return match[0] if name in own else "{{" + SYSTEM_VALUES.get(name, name) + "}}"

    return with_strings(config, lambda text: _REFERENCE.sub(swap, text))


def placeholders(spec: AgentSpec, config: Any) -> dict[str, str]:
    """name -> placeholder for each variable that the config uses and the platform does not know by itself.

    A placeholder is plain text: the platform does not look for variables in it.
    """
    known: Mapping[str, str] = {v.name: v.default or v.example or v.description for v in spec.variables}
    names = sorted(name for name in set(_used(config)) if not name.startswith("system__"))
    return {name: _REFERENCE.sub(r"\1", known.get(name, _NOT_SET)) for name in names}


def undeclared(spec: AgentSpec, names: Iterable[str]) -> tuple[str, ...]:
    """Those of `names` that the team did not declare."""
    known = {v.name for v in spec.variables}
    return tuple(name for name in names if name not in known)


def _used(config: Any) -> Iterator[str]:
    for text in strings(config):
        yield from _REFERENCE.findall(text)
    for value in objects(config):
        yield from (value[key] for key in ("dynamic_variable", "variable_name") if key in value)
        if value.get("type") == "phone_dynamic_variable":
            yield value["phone_number"]
