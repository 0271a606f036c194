"""Variables in texts: how the platform writes them, which are used, and what stands for each in a test call."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from pydantic_core import to_json

from engine.document.spec import AgentSpec
from engine.prompt.variables import SYSTEM_VARIABLE_NAMES, SYSTEM_VARIABLES
from engine.targets.capabilities import Templates
from engine.targets.walk import strings, with_strings

REFERENCE = re.compile(r"\{\{\s*([A-Za-z_][A-Za-z0-9_]*)\s*\}\}")
_IN_JSON = re.compile(r"\{\{(?:\s|\\[nrt])*([A-Za-z_][A-Za-z0-9_]*)(?:\s|\\[nrt])*\}\}")
NOT_SET = "not set"
"""No number and no address: a test call with it cannot reach anybody."""
_GIVEN_AT_THE_START = "(given at the start of the call)"


@dataclass(frozen=True)
class Variables:
    """The variables of one spec on one platform."""

    spec: AgentSpec
    templates: Templates

    def text(self, text: str) -> str:
        """The text with each `{{name}}` as the platform writes it, or filled in where it has no templates."""
        return REFERENCE.sub(lambda match: self._written(match[1]), text) if "{{" in text else text

    def texts(self, value: Any) -> Any:
        """The same for every string in a JSON-like value that is no key."""
        return with_strings(value, self.text)

    def in_json(self, written: str) -> str:
        """The same for a value that is written as JSON already: no text of it has to be looked for."""

        def native(match: re.Match[str]) -> str:
            return to_json(self._written(match[1])).decode()[1:-1]

        return _IN_JSON.sub(native, written) if "{{" in written else written

    def name(self, name: str) -> str:
        """What the platform calls the variable: for places that take a bare name."""
        return name if name in self._own else self.templates.system.get(name, name)

    def value(self, name: str) -> str:
        """What stands for it as long as nobody sends a value; plain text without references."""
        own = self._own.get(name)
        zone = self.spec.runtime.timezone if name == "time_zone" else None
        known = (own.default or own.example or own.description) if own else zone
        return REFERENCE.sub(r"\1", known or NOT_SET)

    def meaning(self, name: str) -> str | None:
        """What it is, as the team said it or as everybody knows it."""
        common = {v.name: v.description for v in SYSTEM_VARIABLES}
        return self._own[name].description if name in self._own else common.get(name)

    def declared(self, more: Iterable[str]) -> dict[str, str]:
        """Native name -> placeholder of each that somebody has to send: those of the team, then `more`."""
        names = dict.fromkeys([*self._own, *sorted(more)])
        prefix = self.templates.prefix
        own = {self.name(name): self.value(name) for name in names}
        return {name: value for name, value in own.items() if not (prefix and name.startswith(prefix))}

    def undeclared(self, names: Iterable[str]) -> tuple[str, ...]:
        """Those of `names` that neither the team nor the platform knows."""
        system, prefix = self.templates.system, self.templates.prefix
        known = {*self._own, *system, *system.values(), *SYSTEM_VARIABLE_NAMES}
        return tuple(n for n in names if n not in known and not (prefix and n.startswith(prefix)))

    @property
    def _own(self) -> Mapping[str, Any]:
        return {v.name: v for v in self.spec.variables}

    def _written(self, name: str) -> str:
        if self.templates.form is not None:
            return self.templates.written(self.name(name))
        known = self.value(name)
        return known if known != NOT_SET else self.templates.system.get(name, _GIVEN_AT_THE_START)


def used(value: Any) -> Iterator[str]:
    """Names of the variables that the strings of a JSON-like value refer to as `{{name}}`."""
    for text in strings(value):
        yield from REFERENCE.findall(text)
