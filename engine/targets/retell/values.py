"""The vendor's own names for models, languages and voices."""

from collections.abc import Mapping
from functools import cache
from pathlib import Path

from engine.document.spec import AgentSpec
from engine.yaml_files import read_yaml

MODEL = "gpt-4.1"
VOICE = "11labs-Adrian"
"""Where the team chose none."""
_VOICES = ("11labs-", "cartesia-", "custom_voice_", "deepgram-", "fish-", "minimax-", "openai-", "play-", "retell-")
"""What the ids of its voices begin with."""


def model_of(name: str | None) -> str | None:
    """The model, if Retell has it."""
    return name if name in _values()["models"] else None


def locale(tag: str) -> str | None:
    """`en` -> `en-US`, `pt-BR` -> `pt-BR`; None for a language that the platform does not speak."""
    known = _values()["languages"]
    base = tag.partition("-")[0]
    return next((code for code in known if code == tag), next((c for c in known if c.split("-")[0] == base), None))


def voice_id(spec: AgentSpec) -> str | None:
    """The voice that the team named, if it is one of Retell's."""
    return spec.voice.id if spec.voice.id and spec.voice.id.startswith(_VOICES) else None


@cache
def _values() -> Mapping[str, list[str]]:
    loaded: Mapping[str, list[str]] = read_yaml(Path(__file__).with_name("values.yaml"))
    return loaded
