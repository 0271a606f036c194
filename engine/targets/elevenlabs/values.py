"""The vendor's own names for models, languages and what it knows about a call."""

from collections.abc import Mapping
from functools import cache
from pathlib import Path

from engine.yaml_files import read_yaml

SYSTEM_VALUES: Mapping[str, str] = {
    "agent_id": "system__agent_id",
    "call_duration": "system__call_duration_secs",
    "call_id": "system__conversation_id",
    "called_number": "system__called_number",
    "caller_id": "system__caller_id",
    "caller_number": "system__caller_id",
    "caller_phone": "system__caller_id",
    "conversation_id": "system__conversation_id",
    "current_date": "system__time",
    "current_time": "system__time",
    "now": "system__time_utc",
    "time_zone": "system__timezone",
}
"""Our word for what the platform knows -> its dynamic variable. Two words may be one variable."""


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
