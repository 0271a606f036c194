"""The word lists of `words.yaml`, read once."""

from importlib.resources import files

import yaml

_LISTS: dict[str, str] = yaml.safe_load(files("engine.workflow").joinpath("words.yaml").read_text(encoding="utf-8"))

CALLERS_VERBS = frozenset(_LISTS["callers_verbs"].split())
AGENTS_VERBS = frozenset(_LISTS["agents_verbs"].split())
ANSWERING = frozenset(_LISTS["answering"].split())
COMMON = frozenset(_LISTS["common"].split())
