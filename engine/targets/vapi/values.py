"""The vendor's own names for models, languages and voices."""

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from engine.document.spec import AgentSpec
from engine.yaml_files import read_yaml

MODEL = ("openai", "gpt-4.1")
"""Provider and model where the team chose none."""
VOICE = "sarah"
"""Of 11labs, where the team chose none: it speaks every language of its model."""
_VOICE_PROVIDERS = {
    "11labs": "11labs",
    "azure": "azure",
    "cartesia": "cartesia",
    "elevenlabs": "11labs",
    "hume": "hume",
    "playht": "playht",
    "vapi": "vapi",
}
"""Providers whose voices have ids of their own; of the others only a closed list of names is known."""
_WITHOUT_SPEED = ("cartesia", "hume")


def model_of(name: str | None) -> tuple[str, str] | None:
    """Provider and model of this name; None where Vapi has none."""
    models: Mapping[str, list[str]] = _values()["models"]
    return next(((provider, name) for provider, names in models.items() if name in names), None)


def transcriber(tags: tuple[str, ...]) -> dict[str, Any] | None:
    """What hears these languages (BCP 47); None where the vendor's default does."""
    bases = list(dict.fromkeys(tag.partition("-")[0].lower() for tag in tags))
    if not bases:
        return None
    if len(bases) > 1:
        known = all(base in _values()["multi"] for base in bases)
        return _deepgram("multi") if known else {"provider": "11labs", "model": "scribe_v2_realtime"}
    if code := next((code for code in (tags[0], bases[0]) if code in _values()["deepgram"]), None):
        return _deepgram(code)
    return {"provider": "11labs", "model": "scribe_v2_realtime", "language": bases[0]} if hears(tags[0]) else None


def hears(tag: str) -> bool:
    """Whether there is a transcriber for this language."""
    base = tag.partition("-")[0].lower()
    return base in _values()["deepgram"] or base in _values()["scribe"]


def voice(spec: AgentSpec) -> dict[str, Any]:
    """The voice that the team named, or a common one; at the speed that they want."""
    provider = voice_provider(spec)
    if not (spec.voice.id and provider):
        return {"provider": "11labs", "voiceId": VOICE, "model": "eleven_flash_v2_5", "speed": spec.voice.speed}
    named = {"provider": provider, "voiceId": spec.voice.id}
    if provider == "11labs":
        named["model"] = "eleven_flash_v2_5"
    return named if provider in _WITHOUT_SPEED else {**named, "speed": spec.voice.speed}


def voice_provider(spec: AgentSpec) -> str | None:
    """Vapi's name for the provider of the voice; a voice of nobody in particular is one of ElevenLabs."""
    said = (spec.voice.provider or "elevenlabs").casefold()
    return _VOICE_PROVIDERS.get("".join(c for c in said if c.isalnum()))


def _deepgram(language: str) -> dict[str, Any]:
    return {"provider": "deepgram", "model": "nova-3", "language": language}


@cache
def _values() -> Mapping[str, Any]:
    loaded: Mapping[str, Any] = read_yaml(Path(__file__).with_name("values.yaml"))
    return loaded
