"""Validates an exported ElevenLabs bundle with the vendor's own types, closed."""

import json
from collections.abc import Mapping
from typing import Any

from elevenlabs.types import (
    AgentPlatformSettingsRequestModel,
    AgentWorkflowRequestModel,
    ConversationalConfig,
    CreateResponseUnitTestRequest,
    CreateSimulationTestRequest,
    CreateToolCallUnitTestRequest,
    ToolRequestModel,
)
from pydantic import BaseModel

from engine.targets import Bundle
from tests.targets.closed import closed

TESTS: Mapping[str, type[BaseModel]] = {
    "llm": CreateResponseUnitTestRequest,
    "simulation": CreateSimulationTestRequest,
    "tool": CreateToolCallUnitTestRequest,
}
"""By the `type` of a test."""


def configs_of(bundle: Bundle) -> dict[str, Any]:
    """Path -> content of every JSON file."""
    return {path: json.loads(text) for path, text in bundle.files.items() if path.endswith(".json")}


def agent_of(bundle: Bundle) -> Any:
    """The one agent config."""
    return next(config for path, config in configs_of(bundle).items() if path.startswith("agent_configs/"))


def tool_of(bundle: Bundle, name: str) -> Any:
    return configs_of(bundle)[f"tool_configs/{name}.json"]


def validate(bundle: Bundle) -> None:
    """ValidationError where the platform's API would not take a file of the bundle."""
    for path, config in configs_of(bundle).items():
        match path.split("/")[0]:
            case "agent_configs":
                validate_agent(config)
            case "tool_configs":
                closed(ToolRequestModel).validate_python({"tool_config": config})
            case "test_configs":
                test = {key: value for key, value in config.items() if key != "type"}
                closed(TESTS[config["type"]]).validate_python(test)


def validate_agent(config: dict[str, Any]) -> None:
    closed(ConversationalConfig).validate_python(config["conversation_config"])
    closed(AgentPlatformSettingsRequestModel).validate_python(config["platform_settings"])
    closed(AgentWorkflowRequestModel).validate_python(config.get("workflow", {}))
