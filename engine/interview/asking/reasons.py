"""Why a question is asked, and an example of an answer to it; by the path that it is about."""

from collections.abc import Mapping
from fnmatch import fnmatchcase

from engine.language.lexicon import lexicon


def reason_for(path: str) -> str:
    return _entry(path)["why"]


def example_of(path: str) -> str:
    return _entry(path)["example"]


def _entry(path: str) -> Mapping[str, str]:
    """Of the first pattern that fits; `*` stands for one part of a path."""
    table: Mapping[str, Mapping[str, str]] = lexicon("reasons")
    return next((entry for pattern, entry in table.items() if fnmatchcase(path, pattern)), table["use_case"])
