"""The vendor's own names for voices, language models and languages."""

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from engine.yaml_files import read_yaml


def voices() -> tuple[str, ...]:
    return tuple(_values()["voices"])


def voice_for(language: str) -> str | None:
    """The voice that speaks this language (`en`), or None."""
    return next((voice for voice in voices() if voice.endswith(f"-{language}")), None)


def models() -> Mapping[str, str]:
    """Language model -> the type of its provider; the first is the default."""
    return {model: provider for provider, names in _values()["models"].items() for model in names}


def multilingual() -> frozenset[str]:
    """Languages that one session hears together."""
    return frozenset(_values()["multilingual"])


@cache
def _values() -> Mapping[str, Any]:
    loaded: Mapping[str, Any] = read_yaml(Path(__file__).with_name("values.yaml"))
    return loaded
