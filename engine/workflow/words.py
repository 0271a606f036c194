"""The word lists of `words.yaml`, read once."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from engine.yaml_files import read_yaml

_LISTS: dict[str, Any] = read_yaml(Path(__file__).with_suffix(".yaml"))

CALLERS_VERBS = frozenset(_LISTS["callers_verbs"].split())
AGENTS_VERBS = frozenset(_LISTS["agents_verbs"].split())
FUNCTION_WORDS = frozenset(_LISTS["function_words"].split())
TURNED: Mapping[str, str] = dict(sorted(_LISTS["turned"].items(), key=lambda item: -len(item[0])))
"""Longest first, so that the first one that fits counts."""
TAKEN: Mapping[str, str] = _LISTS["taken"]
