"""Looks into an exported ElevenLabs bundle."""

from typing import Any

from engine.targets import Bundle
from tests.targets.judge.judge import configs_of


def agent_of(bundle: Bundle) -> Any:
    """The one agent config."""
    return next(config for path, config in configs_of(bundle).items() if path.startswith("agent_configs/"))


def tool_of(bundle: Bundle, name: str) -> Any:
    return configs_of(bundle)[f"tool_configs/{name}.json"]
