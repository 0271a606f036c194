"""The vendor's own names for models and languages."""

from collections.abc import Mapping
from functools import cache
from pathlib import Path

from engine.yaml_files import read_yaml


@cache
def models() -> frozenset[str]:
    """Every model that `prompt.llm` may name."""
    return frozenset(_values()["models"])


def language_code(tag: str) -> str | None:
    """`en-GB` -> `en`, `pt-BR` -> `pt-br`; None for a language that the platform does not speak."""
    languages = _values()["languages"]
    return next((code for code in (tag.lower(), tag.split("-")[0].lower()) if code in languages), None)


@cache
def _values() -> Mapping[str, list[str]]:
    loaded: Mapping[str, list[str]] = read_yaml(Path(__file__).with_name("values.yaml"))
    return loaded
