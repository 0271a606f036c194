"""The word lists of `words.yaml`, read once."""

from collections.abc import Mapping
from importlib.resources import files
from typing import Any

import yaml

_LISTS: dict[str, Any] = yaml.safe_load(files("engine.workflow").joinpath("words.yaml").read_text(encoding="utf-8"))

CALLERS_VERBS = frozenset(_LISTS["callers_verbs"].split())
AGENTS_VERBS = frozenset(_LISTS["agents_verbs"].split())
ANSWERING = frozenset(_LISTS["answering"].split())
AFTERWARDS = frozenset(_LISTS["afterwards"].split())
FUNCTION_WORDS = frozenset(_LISTS["function_words"].split())
COMMON = frozenset(_LISTS["common"].split())
TURNED: Mapping[str, str] = dict(sorted(_LISTS["turned"].items(), key=lambda item: -len(item[0])))
"""Longest first, so that the first one that fits counts."""
TAKEN: Mapping[str, str] = _LISTS["taken"]
