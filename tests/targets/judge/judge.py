"""What a judge of a platform is: it takes a bundle as the platform's server and runtime would, or says why not.

A judge knows nothing of how our exporters work: the vendor's own types closed, the values that its documentation
allows, the rules that its server or its runtime has beyond them, and how its graph is walked.
"""

import json
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from engine.document.spec import Flow, Platform
from engine.targets import TARGETS, Bundle
from engine.targets.walk import objects

Configs = Mapping[str, Any]
"""Path of a JSON file -> what is in it."""
Types = Callable[[str, Any], list[str]]
"""Path and content of one file -> what the vendor's closed types refuse."""
Rule = Callable[[Configs], Iterator[str]]


@dataclass(frozen=True, slots=True)
class Value:
    """What the documentation allows for the values under a key, in files whose path begins with `where`."""

    key: str
    source: str
    """Where the vendor says so."""
    where: str = ""
    low: float | None = None
    high: float | None = None
    characters: int | None = None
    items: int | None = None
    pattern: str | None = None

    def faults(self, configs: Configs) -> Iterator[str]:
        for path, config in configs.items():
            for each in objects(config) if path.startswith(self.where) else ():
                if self.key in each and not self._allows(each[self.key]):
                    yield f"{path}: {self.key} is out of bounds ({self.source})"

    def _allows(self, value: Any) -> bool:
        if isinstance(value, bool) or value is None:
            return True
        if isinstance(value, int | float):
            return (self.low is None or value >= self.low) and (self.high is None or value <= self.high)
        if isinstance(value, str):
            fits = self.characters is None or len(value) <= self.characters
            return fits and (self.pattern is None or re.fullmatch(self.pattern, value) is not None)
        return self.items is None or not isinstance(value, list | dict) or len(value) <= self.items


@dataclass(frozen=True, slots=True)
class Judge:
    platform: Platform
    types: Types
    values: tuple[Value, ...] = ()
    rules: tuple[Rule, ...] = ()
    flow: Callable[[Configs], Flow | None] = field(default=lambda configs: None)
    """The exported graph as our walker walks it: a way back is an edge of its own. None: there is no graph."""
    ours: tuple[str, ...] = ()
    """Files that the platform never sees, such as `calls.json`; they are not mutated."""
    keyed_by_data: frozenset[str] = frozenset()
    """Objects whose keys are ours to choose, so that another key is no mistake."""
    enums: frozenset[str] = frozenset()
    """Keys whose values the vendor lists."""
    references: frozenset[str] = frozenset()
    """Keys whose values name something else in the bundle."""
    free_numbers: frozenset[str] = frozenset()
    """Keys of numbers that may be anything, such as a place on a canvas."""
    sources: tuple[str, ...] = ()
    """Files of code that it reads, too, as text."""

    def read(self, bundle: Bundle) -> dict[str, Any]:
        """Path -> content of every file that it looks at."""
        return configs_of(bundle) | {path: bundle.files.get(path, "") for path in self.sources}

    def faults(self, bundle: Bundle) -> list[str]:
        """Why the platform would refuse the bundle, or fail with it on a call; empty for a good one."""
        configs = self.read(bundle)
        found = [f"{path}{fault}" for path, config in configs.items() for fault in self.types(path, config)]
        if found:
            return found  # what has the wrong shape cannot be read further
        found += [fault for value in self.values for fault in value.faults(configs)]
        found += [fault for rule in self.rules for fault in rule(configs)]
        return found + [f"{f.path}: {f.message}" for f in TARGETS[self.platform].check(bundle)]


def configs_of(bundle: Bundle) -> dict[str, Any]:
    """Path -> content of every JSON file."""
    return {path: json.loads(text) for path, text in bundle.files.items() if path.endswith(".json")}
